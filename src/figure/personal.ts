// What figures hold about people: next to nothing, for they count cases; the words of a proposal are somebody's.
import type { RoomRegister } from '#kernel/register/register.ts'

export const figurePersonal: RoomRegister = {
  personal: [
    { at: ['proposal_now.text', 'proposal.propose-project.text'], what: { zh: '立项建议的理由（遮盖件）', en: 'Why a project is proposed (masked copy)' }, purpose: { zh: '让立项的人看明白', en: 'To tell whoever decides' }, basis: 'duty', sees: { zh: '建设办和领导', en: 'The office and leaders' }, keep: { zh: '与日志相同；原文1095天', en: 'As long as the log; as written: 1,095 days' } },
    { at: ['proposal_now.proposed_by'], what: { zh: '谁提的建议（账号编号）', en: 'Who proposed it (account id)' }, purpose: { zh: '事后说得清', en: 'To account for it later' }, basis: 'duty', sees: { zh: '审计管理员', en: 'The audit administrator' }, keep: { zh: '与日志相同', en: 'As long as the log' } },
  ],
  not: {
    'counts, days, units, places and categories; sums name nobody': [
      'case_flag: accept_minutes area category checked checked_on_time closed closed_on_time collector_filed collector_reported deferred dispatch_minutes dispatched dispatched_on_time dispatches district due due_at due_day exempt extended faked filed filed_on_time fixed handle_minutes handled id joint kept_closed kept_closed_on_time kept_due kept_handled kept_on_time late missed on_time pack raw_closed raw_closed_on_time raw_due raw_handled raw_on_time rejected reopened repeated reported reported_day reworked reworks source supervised suspended unit verified verified_on_time version wrong_dispatches',
      'case_counted: accept_minutes area category checked checked_on_time closed closed_on_time collector_filed collector_reported deferred dispatch_minutes dispatched dispatched_on_time dispatches district due due_at due_day exempt extended faked filed filed_on_time fixed handle_minutes handled id joint kept_closed kept_closed_on_time kept_due kept_handled kept_on_time late missed on_time pack raw_closed raw_closed_on_time raw_due raw_handled raw_on_time rejected reopened repeated reported reported_day reworked reworks source supervised suspended unit verified verified_on_time version wrong_dispatches',
      'roll_day: accept_minutes area category checked checked_on_time closed closed_on_time collector_filed collector_reported day deferred dispatch_minutes dispatched dispatched_on_time dispatches district due exempt extended faked filed filed_on_time fixed handle_minutes handled joint kept_closed kept_closed_on_time kept_due kept_handled kept_on_time late missed n on_time pack raw_closed raw_closed_on_time raw_due raw_handled raw_on_time rejected reopened repeated reported reworked reworks slice source supervised suspended unit verified verified_on_time wrong_dispatches',
      'roll_month: accept_minutes area category checked checked_on_time closed closed_on_time collector_filed collector_reported deferred dispatch_minutes dispatched dispatched_on_time dispatches district due exempt extended faked filed filed_on_time fixed handle_minutes handled joint kept_closed kept_closed_on_time kept_due kept_handled kept_on_time late missed month n on_time pack raw_closed raw_closed_on_time raw_due raw_handled raw_on_time rejected reopened repeated reported reworked reworks slice source supervised suspended unit verified verified_on_time wrong_dispatches',
      'proposal_now: area category district first_at first_case id kind last_at lat lon n pack proposed_at unit version',
    ],
    'filters of a table': ['figure.list: pack category source', 'figure.sheet: pack category source', 'figure.cases: pack category source', 'figure.hot-spots: pack category'],
  },
}
