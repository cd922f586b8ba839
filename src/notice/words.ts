// The words of the room: kinds of notices and of channels, what a channel needs, and the templates as shipped.
import { z } from 'zod'
import type { Said } from '#core/problem.ts'
import { freeText } from '#core/free.ts'
import { REPORTER } from '../case/voice/told.ts'

/** What whoever reported a case is told, over a channel whose rule names them. */
export const reporterRole = { code: REPORTER, zh: '反映人', en: 'Whoever reported it' } as const
const toReporter: Record<string, Said> = {
  'reporter.received': { zh: '告诉反映人：收到', en: 'To the reporter: received' }, 'reporter.accepted': { zh: '告诉反映人：受理', en: 'To the reporter: accepted' }, 'reporter.rejected': { zh: '告诉反映人：没有受理', en: 'To the reporter: not taken up' },
  'reporter.closed': { zh: '告诉反映人：办结', en: 'To the reporter: done' }, 'reporter.answered': { zh: '告诉反映人：有答复', en: 'To the reporter: an answer' }, 'reporter.reopened': { zh: '告诉反映人：重新办理', en: 'To the reporter: taken up again' }, 'reporter.dispute-refused': { zh: '告诉反映人：维持原结果', en: 'To the reporter: the outcome stands' },
}
/** What staff are told of, as whoever hears it would say it. Each kind that a room sends stands here (docs/notice.md says to whom). */
const toStaff: Record<string, Said> = {
  'case.dispatched': { zh: '派到本单位', en: 'Dispatched to the unit' }, 'case.redispatched': { zh: '改派给了别的单位', en: 'Went to another unit' }, 'case.reworked': { zh: '退回返工', en: 'Sent back for rework' },
  'case.reopened': { zh: '重新办理', en: 'Reopened' }, 'case.recategorised': { zh: '类别改了，时限跟着变', en: 'Another category, another deadline' }, 'case.recomputed': { zh: '时限改了', en: 'Deadline moved' }, 'case.voided': { zh: '作废了', en: 'Voided' },
  'case.warned': { zh: '用去八成时间', en: 'Four fifths of the time used' }, 'case.lapsed': { zh: '到时限了', en: 'Limit run out' }, 'case.merged': { zh: '并到了另一件', en: 'Merged into another' }, 'case.took-in': { zh: '并入了一件', en: 'Took another in' },
  'case.verify-asked': { zh: '请您去核实', en: 'Please verify it' }, 'case.verified': { zh: '核实回来了', en: 'Verified' }, 'case.check-passed': { zh: '核查通过', en: 'Check passed' }, 'case.check-failed': { zh: '核查没通过', en: 'Check failed' },
  'case.disputed': { zh: '反映人有异议', en: 'The reporter disputes it' }, 'case.rechecked': { zh: '盲样复核做了', en: 'A blind re-check was done' },
  'case.return-asked': { zh: '单位申请回退', en: 'A unit asks to return it' }, 'case.return-upheld': { zh: '回退同意了', en: 'The return is upheld' }, 'case.return-refused': { zh: '回退没有同意', en: 'The return is refused' }, 'case.return-lapsed': { zh: '回退申请失效', en: 'The ask to return it lapsed' },
  'case.suspension-asked': { zh: '单位申请挂账', en: 'A unit asks to suspend it' }, 'case.suspended': { zh: '挂账批准了', en: 'Suspended' }, 'case.suspension-refused': { zh: '挂账没有批准', en: 'The suspension is refused' }, 'case.suspension-lapsed': { zh: '挂账申请失效', en: 'The ask to suspend it lapsed' }, 'case.resumed': { zh: '恢复处置', en: 'Resumed' },
  'case.extension-asked': { zh: '有延期申请待审核', en: 'An extension to endorse' }, 'case.extension-endorsed': { zh: '延期申请待批准', en: 'An extension to decide' }, 'case.extension-granted': { zh: '延期批准了', en: 'The extension is granted' }, 'case.extension-refused': { zh: '延期没有批准', en: 'The extension is refused' }, 'case.extension-lapsed': { zh: '延期申请失效', en: 'The ask for more time lapsed' },
  'case.appeal-asked': { zh: '有申诉待审核', en: 'An appeal to endorse' }, 'case.appeal-endorsed': { zh: '申诉待裁定', en: 'An appeal to decide' }, 'case.appeal-granted': { zh: '申诉成立', en: 'The appeal is granted' }, 'case.appeal-refused': { zh: '申诉不成立', en: 'The appeal is refused' }, 'case.appeal-lapsed': { zh: '申诉失效', en: 'The appeal lapsed' },
  'case.joint-invited': { zh: '请本单位会办', en: 'The unit is asked to help' }, 'case.joint-agreed': { zh: '同意会办', en: 'Agreed to help' }, 'case.joint-objected': { zh: '会办有异议', en: 'Objection to helping' }, 'case.joint-finished': { zh: '会办部分办完', en: 'A part is done' },
  'case.joint-excused': { zh: '不用会办了', en: 'Excused from helping' }, 'case.joint-lapsed': { zh: '会办部分超时', en: 'A part is overdue' }, 'case.joint-noted': { zh: '会办纪要', en: 'Meeting note' }, 'case.joint-ended': { zh: '会办作罢', en: 'Help is no longer asked for' },
  'case.order-issued': { zh: '交办单，请签收', en: 'An order to sign for' }, 'case.order-acknowledged': { zh: '交办单签收了', en: 'Order signed for' }, 'case.order-lapsed': { zh: '交办单作罢', en: 'An order ended unsigned' },
  'case.supervised': { zh: '督办', en: 'Under supervision' }, 'case.supervision-replied': { zh: '督办回复了', en: 'A reply to supervision' }, 'case.supervision-lapsed': { zh: '督办没按时回复', en: 'No reply to supervision in time' },
  'case.crew-called': { zh: '叫你们班组去', en: 'Your crew is called' }, 'case.crew-released': { zh: '班组不用去了', en: 'The crew need not go' }, 'case.crew-missing': { zh: '没有班组接', en: 'No crew took it' },
  'case.reply-near': { zh: '媒体回复快到时', en: 'A reply to the media is near' }, 'case.reply-overdue': { zh: '媒体回复超时', en: 'A reply to the media is overdue' },
}
/** Only into an inbox: there is no rule for them, and no channel. Of a blind re-check nobody hears but whom the draw named. */
const inboxOnly: Record<string, Said> = {
  'case.recheck-drawn': { zh: '请您做一件盲样复核，别告诉处置单位', en: 'A blind re-check for you; the handling unit must not know' }, 'case.recheck-taken': { zh: '盲样复核到时没有做，转给了别人', en: 'A blind re-check was not done in time and went to somebody else' },
  'calendar.year-missing': { zh: '明年节假日还没录入', en: 'Next year’s holidays are missing' },
}
export const noticeKinds: readonly string[] = [...Object.keys(toStaff), ...Object.keys(toReporter)]
export const noticeNames: Record<string, Said> = { ...toStaff, ...toReporter, ...inboxOnly }
/** A later release may have told of what this one does not know. */
export const nameOf = (kind: string): Said => noticeNames[kind] ?? { zh: '有新动静', en: 'Something is new' }
export const channelKinds = ['smtp', 'sms', 'webhook', 'wecom', 'dingtalk'] as const
export type ChannelKind = (typeof channelKinds)[number]
export const channelNames: Record<ChannelKind, Said> = {
  smtp: { zh: '电子邮件', en: 'E-mail' }, sms: { zh: '短信网关', en: 'SMS gateway' }, webhook: { zh: '系统对接（Webhook）', en: 'Webhook' }, wecom: { zh: '企业微信群机器人', en: 'WeCom group robot' }, dingtalk: { zh: '钉钉群机器人', en: 'DingTalk group robot' },
}

/** A field of a channel; `secret` ones are sealed and never shown again. */
export interface About { name: string; zh: string; en: string; secret?: boolean; needed?: boolean; hint?: Said }
export const channelFields: Record<ChannelKind, readonly About[]> = {
  smtp: [
    { name: 'server', zh: '邮件服务器', en: 'Mail server', needed: true, hint: { zh: 'smtp.example.cn:465', en: 'smtp.example.cn:465' } },
    { name: 'security', zh: '加密', en: 'Encryption', needed: true, hint: { zh: 'tls、starttls 或 none（none 只限本网名单里的主机）', en: 'tls, starttls or none (none only for listed hosts of the own network)' } },
    { name: 'from', zh: '发件地址', en: 'From', needed: true }, { name: 'user', zh: '登录名', en: 'User' }, { name: 'password', zh: '密码', en: 'Password', secret: true },
  ],
  sms: [
    { name: 'url', zh: '网关地址', en: 'Address of the gateway', needed: true, hint: { zh: 'https://…', en: 'https://…' } },
    { name: 'body', zh: '请求内容', en: 'Body of the request', hint: { zh: '默认 {"phone":"{phone}","text":"{text}","id":"{key}"}', en: 'by default {"phone":"{phone}","text":"{text}","id":"{key}"}' } },
    { name: 'authorization', zh: 'Authorization 头', en: 'Authorization header', secret: true },
  ],
  webhook: [
    { name: 'url', zh: '接收地址', en: 'Address', needed: true, hint: { zh: 'https://…', en: 'https://…' } },
    { name: 'key', zh: '签名密钥', en: 'Signing key', secret: true, needed: true, hint: { zh: '至少16个字符', en: 'at least 16 characters' } },
  ],
  wecom: [{ name: 'robot', zh: '机器人地址', en: 'Address of the robot', secret: true, needed: true, hint: { zh: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…', en: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…' } }],
  dingtalk: [
    { name: 'robot', zh: '机器人地址', en: 'Address of the robot', secret: true, needed: true, hint: { zh: 'https://oapi.dingtalk.com/robot/send?access_token=…', en: 'https://oapi.dingtalk.com/robot/send?access_token=…' } },
    { name: 'sign', zh: '加签密钥', en: 'Signing secret', secret: true, hint: { zh: 'SEC 开头', en: 'begins with SEC' } }, { name: 'keyword', zh: '自定义关键词', en: 'Keyword' },
  ],
}
/** Messages a minute; the robots' own limit is 20. */
export const perMinute: Record<ChannelKind, number> = { smtp: 120, sms: 300, webhook: 600, wecom: 20, dingtalk: 20 }

const short = z.string().max(500)
const Fields = z.strictObject({ server: short.optional(), security: short.optional(), from: short.optional(), user: short.optional(), password: short.optional(), url: short.optional(), body: z.string().max(2000).optional(), authorization: short.optional(), key: short.optional(), robot: short.optional(), sign: short.optional(), keyword: short.optional() })
export const NewChannel = z.strictObject({ kind: z.enum(channelKinds), name: z.string().trim().min(1).max(60), fields: Fields })
export const ChangeChannel = z.strictObject({ name: z.string().trim().min(1).max(60), active: z.boolean(), fields: Fields })
export const Rule = z.strictObject({ id: z.uuid().optional(), kinds: z.array(z.string().max(60)).max(100), unit: z.uuid().nullable(), role: z.string().max(40).nullable(), lang: z.enum(['zh', 'en']), address: z.string().max(200).optional() })
export const Rules = z.strictObject({ rules: z.array(Rule).max(100) })
export const TestSend = z.strictObject({ address: z.string().max(200).optional() })
export const Template = z.strictObject({ kind: z.string().max(60), lang: z.enum(['zh', 'en']), subject: z.string().max(120), body: z.string().max(1000) })
export const SendAgain = z.strictObject({ id: z.uuid() })
export const SetAside = z.strictObject({ id: z.uuid(), reason: freeText(300) })

/** What a template may name. None of it says who reported, who lives where or what a person wrote. */
export const templateFields: Record<string, Said> = {
  title: { zh: '什么事（派到本单位、到时限了…）', en: 'what happened' }, number: { zh: '案号', en: 'number of the case' }, category: { zh: '类别', en: 'category' }, unit: { zh: '承办单位', en: 'unit' },
  state: { zh: '现在的状态', en: 'present state' }, due: { zh: '到时', en: 'due' }, area: { zh: '辖区', en: 'area' }, district: { zh: '区', en: 'district' }, link: { zh: '打开案件的链接', en: 'link to the case' },
}
export const shippedTemplates: Record<'zh' | 'en', { subject: string; body: string }> = {
  zh: { subject: '{title} {number}', body: '{title}：{number} {category}\n承办：{unit}；状态：{state}；到时：{due}\n{link}' },
  en: { subject: '{title} {number}', body: '{title}: {number} {category}\nUnit: {unit}; state: {state}; due: {due}\n{link}' },
}
const sms = (zh: string, en: string) => ({ zh: { subject: '{district}', body: `【{district}建设办】${zh} {link}` }, en: { subject: '{district}', body: `[{district}] ${en} {link}` } })
const forReporter: Record<string, Record<'zh' | 'en', { subject: string; body: string }>> = {
  'reporter.received': sms('您反映的问题已收到，编号{number}。凭查询码看进展：', 'Your report {number} has arrived. Follow it with your code:'),
  'reporter.accepted': sms('您反映的问题（{number}）已受理。', 'Your report {number} has been accepted.'),
  'reporter.rejected': sms('您反映的问题（{number}）没有受理，原因请看答复：', 'Your report {number} was not taken up; the reason stands in the answer:'),
  'reporter.closed': sms('您反映的问题（{number}）已办结，7天内可以评价或提出异议：', 'Your report {number} is done. Within 7 days you may rate or dispute it:'),
  'reporter.answered': sms('您反映的问题（{number}）有了答复：', 'There is an answer to your report {number}:'),
  'reporter.reopened': sms('您反映的问题（{number}）重新办理。', 'Your report {number} has been taken up again.'),
  'reporter.dispute-refused': sms('您对{number}的异议已复核，维持原结果，理由请看：', 'Your dispute of {number} was looked at; the outcome stands, for the reason given:'),
}
export const shippedTemplate = (kind: string, lang: 'zh' | 'en'): { subject: string; body: string } => forReporter[kind]?.[lang] ?? shippedTemplates[lang]
