// What a case holds about people: its part of the register of personal data.
import type { RoomRegister } from '#kernel/register/register.ts'

const inClear = { zh: '原文：有“查看个人信息”权的人，写明理由后15分钟；其他人看遮盖件', en: 'In clear: holders of case.reveal, for 15 minutes after giving a reason; others see it masked' }
const year = { zh: '到案件办结后365天', en: 'Until 365 days after the case ended' }

export const casePersonal: RoomRegister = {
  personal: [
    { at: ['case.report.contactName', 'case.report.contactPhone'], what: { zh: '反映人的称呼和电话', en: 'Name and phone of who reported' }, purpose: { zh: '核实情况、答复反映人', en: 'To ask back and to answer' }, basis: 'duty', sees: { zh: '有“查看个人信息”权的人，写明理由后15分钟；处置单位看不到', en: 'Holders of case.reveal, for 15 minutes after giving a reason; never the handling unit' }, keep: year },
    { at: ['case.report.text', 'case.report.title', 'case.report.placeText', 'case.locate.placeText', 'case.file.placeText', 'case.fix.text', 'case.fix.title', 'case.fix.placeText', 'case.clip.text', 'case.clip.title', 'case.clip.placeText', 'case.clip.outlet', 'case.clip.link', 'case.import-messages.(sheet)'], what: { zh: '反映内容和地点说明，可能写到人', en: 'What was reported and where, in words that may name somebody' }, purpose: { zh: '办理案件', en: 'To handle the case' }, basis: 'duty', sees: inClear, keep: year },
    { at: ['case.file.note', 'case.reject.to', 'case.reject.text', 'case.dispatch.reason', 'case.sign-for.note', 'case.handle.text', 'case.check.text', 'case.rework.text', 'case.close.text', 'case.fix.result', 'case.ask-verify.text', 'case.verify.text', 'case.ask-return.text', 'case.uphold-return.text', 'case.refuse-return.text', 'case.reopen.text', 'case.answer.text', 'case.refuse-dispute.text', 'case.take-up.text', 'case.void.text', 'case.void.orderReason'], what: { zh: '办理中写的说明', en: 'Notes written while handling' }, purpose: { zh: '办理和复核', en: 'Handling and review' }, basis: 'duty', sees: inClear, keep: year },
    { at: ['case.call-back.text'], what: { zh: '回访时反映人说的话', en: 'What whoever reported it said when called back' }, purpose: { zh: '听取意见、改进办理', en: 'To hear them, and to do better' }, basis: 'duty', sees: { zh: '原文：有“查看个人信息”权的人，写明理由后15分钟；遮盖件：看得到案件的人，处置单位看不到', en: 'In clear: holders of case.reveal, for 15 minutes after giving a reason; masked: whoever sees the case but the handling unit' }, keep: year },
    { at: ['case.reveal.reason'], what: { zh: '查看个人信息的理由', en: 'Why personal data were looked at' }, purpose: { zh: '监督查看', en: 'To keep an eye on looking' }, basis: 'safety', sees: inClear, keep: year },
    { at: ['case_now.summary', 'case_now.place', 'case_search.report', 'case_search.place'], what: { zh: '内容摘要、检索用的文字和地点，已遮盖', en: 'Summary, the words a case is found by, and place, masked' }, purpose: { zh: '列表和检索', en: 'Lists and search' }, basis: 'duty', sees: { zh: '看得到案件的人', en: 'Whoever sees the case' }, keep: { zh: '与案件相同', en: 'As long as the case' } },
    { at: ['case_now.reporter'], what: { zh: '哪个账号上报的', en: 'Which account reported it' }, purpose: { zh: '本人随时看得到', en: 'So that the person can always see it' }, basis: 'work', sees: { zh: '只以岗位显示', en: 'Shown as a post only' }, keep: { zh: '长期；姓名清除后只剩编号', en: 'For ever; once the name is erased only an id is left' } },
    { at: ['case_now.external_number', 'external_ref.number', 'case.report.external.number'], what: { zh: '热线等外部系统的工单号', en: 'Ticket number of a hotline or another system' }, purpose: { zh: '不重复导入、回复来源', en: 'No double import; to answer the source' }, basis: 'duty', sees: { zh: '看得到案件的人', en: 'Whoever sees the case' }, keep: { zh: '与案件相同', en: 'As long as the case' } },
  ],
  not: {
    'states, times, places of public matters, rules and ids': [
      'case_now: district id version number state open source area lon lat ym cell pack pack_version category category_zh category_en action unit because handling_limit stage stage_start warn_at due_at provisional handle_due_at late flags asked reworks photo reported_at filed_at dispatched_at handled_at ended_at',
      'external_ref: district system case_id', 'case_search: district id ym reported_at kind',
    ],
    'codes of the rules, names of other systems, hashes of photos': ['case.report: category.pack category.category photos external.system external.class', 'case.file: condition.pack condition.category condition.condition', 'case.handle: photos', 'case.check: photos', 'case.verify: photos', 'case.fix: photos after condition.pack condition.category condition.condition', 'case.clip: photos category.pack category.category', 'case.import-messages: file system', 'case.export-answers: system'],
    'filters of a list; words searched for are neither kept nor logged': ['case.to-call: after', 'case.list: state source pack category q after', 'case.map: state source pack category q box', 'case.clusters: box category pack source state', 'case.filed-under: pack'],
  },
}
