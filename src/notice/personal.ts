// What notices that leave the house hold about people: the notice room's part of the register of personal data.
import type { RoomRegister } from '#kernel/register/register.ts'

const system = { zh: '系统管理员，只见首尾几个字', en: 'The system administrator, all but the ends starred' }

export const noticePersonal: RoomRegister = {
  personal: [
    { at: ['notice_rule.address', 'notice.set-rules.rules.address', 'notice.test-channel.address'], what: { zh: '收通知的办公邮箱或号码（加密；有的单位用的是某个人的）', en: 'Mail boxes or numbers that get notices (sealed; some units use somebody’s own)' }, purpose: { zh: '把通知送到单位', en: 'To bring a notice to a unit' }, basis: 'duty', sees: system, keep: { zh: '到规则改掉或渠道删除；试发的不留', en: 'Until the rule is changed or the channel removed; those of a trial are not kept' } },
    { at: ['notice_channel.secret', 'notice_channel.settings', 'notice.add-channel.fields.user', 'notice.add-channel.fields.from', 'notice.add-channel.fields.password', 'notice.change-channel.fields.user', 'notice.change-channel.fields.from', 'notice.change-channel.fields.password'], what: { zh: '发信账号、发件地址和密码（密码加密）', en: 'The account, sender and password notices go out with (the password sealed)' }, purpose: { zh: '对外发通知', en: 'To send notices out' }, basis: 'duty', sees: { zh: '系统管理员；密码：没有人', en: 'The system administrator; the password: nobody' }, keep: { zh: '到渠道删除', en: 'Until the channel is removed' } },
    { at: ['delivery.receiver'], what: { zh: '哪条通知送给哪个账号（编号）或哪条规则', en: 'Which notice goes to which account (id) or rule' }, purpose: { zh: '不漏发、不重发', en: 'Nothing lost, nothing sent twice' }, basis: 'work', sees: { zh: '系统管理员', en: 'The system administrator' }, keep: { zh: '送出或放下后30天', en: '30 days after it was sent or set aside' } },
    { at: ['delivery.set-aside.reason'], what: { zh: '放下一条发不出的通知的理由', en: 'Why a notice that could not be sent was set aside' }, purpose: { zh: '事后说得清', en: 'To account for it later' }, basis: 'safety', sees: { zh: '系统管理员写下，审计管理员看遮盖件', en: 'Written by the system administrator; the audit administrator sees it masked' }, keep: { zh: '原文1095天', en: 'As written: 1,095 days' } },
  ],
  not: {
    'ids, kinds, states, tries and times; why a sending failed is a word of a list, never what the other side answered': [
      'notice_channel: district id version kind name active failures open_until rate_from rate_count changed_at', 'notice_rule: district id channel kinds unit role lang',
      'delivery: district id channel rule kind stream stream_id version lang state tries next_at leased_until created_at ended_at failure_kind failure_said', 'delivery.list: after',
    ],
    'addresses of machines and their keys': ['notice.add-channel.fields: authorization body key keyword robot security server sign url', 'notice.change-channel.fields: authorization body key keyword robot security server sign url', 'notice.add-channel: name', 'notice.change-channel: name'],
    'wordings for everybody, with blanks for what is filled in': ['notice_template: district kind lang subject body changed_at', 'notice.preview-template: kind subject body', 'notice.write-template: kind subject body', 'notice.set-rules.rules: kinds role'],
  },
}
