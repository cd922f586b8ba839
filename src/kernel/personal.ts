// What the kernel's own tables and inputs hold about people, and why the rest holds nothing: its part of the register.
import type { RoomRegister } from './register/register.ts'

const staff = { zh: '本人', en: 'The person' }
const nobody = { zh: '没有人，只作比对', en: 'Nobody; it is only compared' }

export const kernelPersonal: RoomRegister = {
  personal: [
    { at: ['kept_text.as_written', 'kept_text.masked', 'kept_text.salt'], what: { zh: '反映内容、地点说明、办理说明的原文和遮盖件', en: 'Texts as written (reports, places, notes) and their masked copies' }, purpose: { zh: '办理案件、答复反映人', en: 'To handle a case and answer who reported it' }, basis: 'duty', sees: { zh: '原文：有“查看个人信息”权的人，写明理由后15分钟；遮盖件：看得到案件的人', en: 'In clear: holders of case.reveal, for 15 minutes after giving a reason; masked: whoever sees the case' }, keep: { zh: '原文到案件办结后365天，联系人的遮盖件同时清除', en: 'As written: until 365 days after the case ended; of contacts the masked copy goes too' } },
    { at: ['log.actor', 'log.at'], what: { zh: '谁在什么时候做了什么（账号编号）', en: 'Who did what and when (account id)' }, purpose: { zh: '留痕、复核、审计', en: 'Audit and review' }, basis: 'safety', sees: { zh: '审计管理员；案件时间线上只显示岗位', en: 'The audit administrator; timelines show posts only' }, keep: { zh: '长期，只增不改；姓名清除后只剩编号', en: 'For ever, append-only; once the name is erased only an id is left' } },
    { at: ['session.address', 'session.device', 'session.created_at', 'session.seen_at'], what: { zh: '登录的设备类别、粗略地址（不含末段）和时间', en: 'Class of device, coarse address (without its last part) and times of a session' }, purpose: { zh: '让本人和安全管理员认出不该有的登录', en: 'So that the person and the security administrator recognise a session that should not be' }, basis: 'safety', sees: { zh: '本人、安全管理员', en: 'The person, the security administrator' }, keep: { zh: '到登录结束，最长7天；脚本令牌90天', en: 'Until the session ends, 7 days at most; tokens for scripts 90 days' } },
    { at: ['session.sso', 'sso_link.subject'], what: { zh: '单点登录给的身份号和凭据（凭据加密）', en: 'Identity at the single sign-on, and its token (sealed)' }, purpose: { zh: '认出账号、在那边一起退出', en: 'To know the account and to sign out there, too' }, basis: 'work', sees: { zh: '身份号：安全管理员；凭据：没有人', en: 'Identity: the security administrator; token: nobody' }, keep: { zh: '身份号到解除关联；凭据到退出', en: 'Identity until the link is removed; token until signing out' } },
    { at: ['sign_in_attempt.login'], what: { zh: '试错的账号名（包括打错的）', en: 'Account names of failed tries, mistyped ones too' }, purpose: { zh: '防猜密码', en: 'Against guessing' }, basis: 'safety', sees: nobody, keep: { zh: '1天', en: 'One day' } },
    { at: ['approval.input', 'approval.reason', 'approval.remark', 'approval.outcome', 'approval.refuse.reason'], what: { zh: '提请复核的内容、理由和答复', en: 'What was ordered, why, and the answer' }, purpose: { zh: '两人复核', en: 'Approval by a second person' }, basis: 'duty', sees: { zh: '提出的人、能复核的人、审计管理员', en: 'Who ordered it, who may approve it, the audit administrator' }, keep: { zh: '了结后90天', en: '90 days after it was settled' } },
    { at: ['idempotency.answer'], what: { zh: '写操作的答复（防重复提交）', en: 'Answers to writes (so that a repeat does nothing)' }, purpose: { zh: '网络重试不重复办理', en: 'A retry must not act twice' }, basis: 'duty', sees: { zh: '发出请求的账号', en: 'The account that sent it' }, keep: { zh: '30天', en: '30 days' } },
    { at: ['file.sha256', 'file.put_by', 'file.put.(sheet)'], what: { zh: '现场照片（可能拍到人脸、车牌），已去掉拍摄信息', en: 'Photos of the place (faces or plates may be on them), without camera data' }, purpose: { zh: '办理和核查的凭据', en: 'Evidence of handling and checking' }, basis: 'duty', sees: { zh: '看得到案件的人', en: 'Whoever sees the case' }, keep: { zh: '与案件相同', en: 'As long as the case' } },
    { at: ['inbox.account', 'inbox.read_at'], what: { zh: '谁收到、何时看了站内消息', en: 'Who got a message and when it was read' }, purpose: { zh: '通知到人', en: 'To tell who must know' }, basis: 'work', sees: staff, keep: { zh: '账号停用后随账号清除', en: 'Cleared with the account' } },
  ],
  not: {
    'ids made by the program, versions, kinds, times of things': [
      'log: district stream id version type data command hash tx', 'kept_text: district id stream stream_id kept_at erased_at', 'session: district token_hash account kind expires_at idle_minutes owes', 'sso_link: district issuer account linked_by linked_at',
      'sso_attempt: district state_hash browser_hash verifier nonce back_to at', 'sign_in_attempt: district failures last_at locked_until', 'approval: district id kind salt commitment concerns ordered_by ordered_at expires_at state decided_by decided_at',
      'idempotency: district actor key request_hash status at', 'inbox: district id kind stream stream_id at', 'file: district media_type bytes width height put_at', 'file_use: district sha256 stream stream_id', 'timer: district stream id name due_at fired_at',
      'outbox: district id stream stream_id version kind to_unit to_role created_at sent_at', 'reader_cursor: district reader position', 'counter: district name value', 'setup_code: code_hash created_at used_at',
    ],
    'a short note of what a script does, written by whoever runs the server': ['session: purpose'],
    'the name and the rules of a district or a region': ['district: id region code zh en demo settings created_at', 'region: id parent kind zh en'],
    'marks of a list or of the log': ['changes.list: after', 'log.list: after stream'],
  },
}
