// What the directory holds about the people who work here: its part of the register of personal data.
import type { RoomRegister } from '#kernel/register/register.ts'

const admins = { zh: '本人、系统管理员、安全管理员', en: 'The person, the system and security administrators' }
const nobody = { zh: '没有人，只作比对', en: 'Nobody; it is only compared' }
const untilEnd = { zh: '到账号停用满180天', en: 'Until 180 days after the account was locked' }

const inReach = { zh: '看得到该单位人员的人；本人', en: 'Whoever sees the people of the unit; the person' }

export const directoryPersonal: RoomRegister = {
  personal: [
    { at: ['person.name', 'person.phone', 'person.make.name', 'person.make.phone', 'person.change.name', 'person.change.phone', 'workbook.import.(sheet)'], what: { zh: '工作人员的姓名和工作电话', en: 'Name and work phone of staff' }, purpose: { zh: '认出谁在岗、联系得上', en: 'To know who holds a post and to reach them' }, basis: 'work', sees: admins, keep: untilEnd },
    { at: ['person.code', 'person.unit', 'person.valid_from', 'person.valid_to', 'person.make.code'], what: { zh: '工号、单位、到岗和离岗日', en: 'Staff number, unit, first and last day' }, purpose: { zh: '表格里认得出同一个人；离岗的人不再派活', en: 'To know the same person in every sheet; who has left gets no work' }, basis: 'work', sees: inReach, keep: { zh: '姓名清除后再留1095天（防止旧表把人带回来），然后清除', en: '1,095 days after the name was erased (so that an old sheet brings nobody back), then erased' } },
    { at: ['holder.person', 'holder.post', 'holder.valid_from', 'holder.valid_to', 'post.appoint.from', 'post.dismiss.to', 'roster.import.(sheet)'], what: { zh: '谁在什么时候担任哪个岗位（个人编号）；班次导入的表', en: 'Who held which post when (by id); sheets of shifts' }, purpose: { zh: '任何一天都说得出谁负责', en: 'To say of any day who answered' }, basis: 'work', sees: inReach, keep: { zh: '长期；姓名清除后只剩编号', en: 'For ever; once the name is erased only an id is left' } },
    { at: ['invitation.account', 'invitation.code_hash', 'invitation.created_by', 'invitation.look.code', 'invitation.accept.code', 'invitation.accept.password'], what: { zh: '发给谁的邀请码（只存散列）', en: 'Invitations and whose they are (hashes only)' }, purpose: { zh: '本人设第一个密码', en: 'So that only the person sets the first password' }, basis: 'safety', sees: { zh: '码：发出的系统管理员，只显示一次', en: 'The code: the system administrator who made it, once' }, keep: { zh: '7天有效；账号停用满180天清除', en: 'Good for 7 days; erased 180 days after the account was locked' } },
    { at: ['person.reveal.reason', 'workbook.export.reason', 'workbook.order-clear.reason'], what: { zh: '查看号码、导出名册的理由', en: 'Why a number was looked at or the roster taken out' }, purpose: { zh: '监督查看和导出', en: 'To keep an eye on looking and taking out' }, basis: 'safety', sees: { zh: '审计管理员看遮盖件', en: 'The audit administrator, masked' }, keep: { zh: '原文1095天', en: 'As written: 1,095 days' } },
    { at: ['account.login', 'session.sign-in.login', 'account.create.login'], what: { zh: '账号名', en: 'Account name' }, purpose: { zh: '登录', en: 'Signing in' }, basis: 'work', sees: admins, keep: { zh: '长期：同一个账号名不能再给别人', en: 'For ever: a name must not go to somebody else' } },
    { at: ['credential.password_hash', 'password_before.password_hash', 'session.sign-in.password', 'session.change-password.old', 'session.change-password.new', 'session.begin-factor.password', 'account.create.password', 'account.give-password.password'], what: { zh: '密码（只存 argon2id 散列；最近五次）', en: 'Passwords (argon2id hashes only; the last five)' }, purpose: { zh: '登录', en: 'Signing in' }, basis: 'safety', sees: nobody, keep: { zh: '换密码五次后', en: 'Until five changes later' } },
    { at: ['second_factor.secret', 'recovery_code.code_hash', 'session.confirm-factor.code', 'session.prove-factor.code', 'session.new-recovery.code', 'session.remove-factor.code'], what: { zh: '动态口令的密钥（加密）和恢复码（散列）', en: 'Secret of the second factor (sealed) and recovery codes (hashed)' }, purpose: { zh: '第二道验证', en: 'The second factor' }, basis: 'safety', sees: nobody, keep: { zh: '到解除', en: 'Until removed' } },
    { at: ['account.sso-link.subject'], what: { zh: '单点登录的身份号', en: 'Identity at the single sign-on' }, purpose: { zh: '关联账号', en: 'To link the account' }, basis: 'work', sees: { zh: '安全管理员', en: 'The security administrator' }, keep: { zh: '到解除关联', en: 'Until the link is removed' } },
    { at: ['account.roles.reason', 'account.reset-factor.reason', 'account.give-password.reason'], what: { zh: '改权限、重置的理由', en: 'Reasons for a change of rights or a reset' }, purpose: { zh: '两人复核', en: 'Approval by a second person' }, basis: 'duty', sees: { zh: '提出的人、能复核的人、审计管理员', en: 'Who ordered it, who may approve it, the audit administrator' }, keep: { zh: '了结后90天', en: '90 days after it was settled' } },
  ],
  not: {
    'ids, times, switches and titles of posts': [
      'person: district id erased_at', 'account: district id person title_zh title_en unit area active created_at', 'account_role: district account role', 'credential: district account changed_at must_change password_off', 'password_before: district account replaced_at',
      'second_factor: district account made_at confirmed_at last_step', 'recovery_code: district account used_at', 'account.create: title.zh title.en roles', 'account.change: title roles', 'account.list: after q role', 'holder: district id', 'invitation: district created_at expires_at used_at', 'account.roles: roles', 'security.set: factorFor',
    ],
    'roles and permissions': ['role: district code zh en', 'role_permission: district role permission scope'],
    'areas, units, posts and calendars: places and organisations; a crew is a word such as 早班': [
      'area: district id parent kind code name geometry m2 lon lat valid_from valid_to', 'area_version: district area edition kind code name parent geometry valid_from valid_to raw raw_system changed_by changed_at', 'ground_edition: district edition changed_at',
      'unit: district id code zh en kind area active parent valid_from valid_to', 'unit_group: district code zh en members auto', 'post: district id code unit zh en duty area valid_from valid_to', 'unit_alias: district name unit mapped_by mapped_at', 'map_layer: district name data', 'calendar: district name hours week shifts valid_from holidays follows', 'calendar_year: district year off_days work_days source day_hours',
      'roster: district unit crew valid_from week', 'roster_day: district unit crew day windows', 'calendar.change.change: crew day from off source work', 'calendar.preview.change: crew day from off source work', 'roster.import: file',
      'area.amend: code name', 'ground.faults: code', 'ground.import: (sheet) col-code col-from col-kind col-lat col-lon col-name col-parent col-shape col-to file under', 'map.set-sources.sources: attribution id key name number url',
      'unit.make: code zh en', 'unit.change: zh en', 'unit.alias: name', 'unit.drop-alias: name', 'group.save: code zh en', 'post.make: code zh en', 'post.change: zh en', 'workbook.import: file',
    ],
    'filters and marks of a list; words looked for are neither kept nor logged': ['person.list: after q', 'post.list: after on q', 'unit.search: after q', 'vacancy.list: q', 'duty.chain: on', 'place.find: q'],
    'a district’s code, a page of ours, marks of the way to single sign-on and back': ['session.sign-in: district', 'session.sso: district to', 'session.sso-back: state code error'],
  },
}
