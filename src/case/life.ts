// The life of a case, said once as a table: every state, and every step with where it starts, where it leads and what it does to the clocks. Guards, buttons, docs and tests read it.
import type { Said } from '#core/problem.ts'
import type { Status } from '#look/status.ts'

/** States in the order of the life; names from the glossary (domain §4.2). `open` = it has not ended and somebody must act, now or when its day comes; `still` = open without a clock that runs; the rest is how a chip and a pin look. */
export const stateTable = {
  reported: { zh: '待受理', en: 'Reported', open: true, glyph: 'open', container: 'filled', hand: 'office' },
  verifying: { zh: '核实中', en: 'Being verified', open: true, glyph: 'half', container: 'filled', hand: 'check' },
  filed: { zh: '待派遣', en: 'Filed', open: true, glyph: 'half', container: 'filled', hand: 'office' },
  dispatched: { zh: '待签收', en: 'Dispatched', open: true, glyph: 'open', container: 'filled', hand: 'unit' },
  handling: { zh: '处置中', en: 'Handling', open: true, glyph: 'half', container: 'filled', hand: 'unit' },
  handled: { zh: '待核查', en: 'Handled', open: true, glyph: 'open', container: 'filled', hand: 'check' },
  checking: { zh: '核查中', en: 'Checking', open: true, glyph: 'half', container: 'filled', hand: 'check' },
  suspended: { zh: '挂账', en: 'Suspended', open: true, still: true, glyph: 'pause', container: 'outline', hand: 'hold' },
  closed: { zh: '结案', en: 'Closed', open: false, glyph: 'done', container: 'bare', hand: 'done' },
  rejected: { zh: '不予立案', en: 'Rejected', open: false, glyph: 'cross', container: 'outline', hand: 'hold' },
  voided: { zh: '作废', en: 'Voided', open: false, glyph: 'cross', container: 'outline', hand: 'hold' },
  merged: { zh: '并案', en: 'Merged', open: false, glyph: 'merge', container: 'outline', hand: 'hold' },
} as const satisfies Record<string, Status & { open: boolean; still?: true }>
export type State = keyof typeof stateTable
export const states = Object.keys(stateTable) as State[]
export const stateNames: Record<State, Said> = stateTable

/** What stands beside the state (domain §4.2): lists show it, figures count by it. */
export const flagNames = {
  fixed: { zh: '即查即改', en: 'Fixed on the spot' }, verified: { zh: '已核实', en: 'Verified' }, returning: { zh: '申请回退', en: 'Return asked for' }, returned: { zh: '回退过', en: 'Was returned' },
  reopened: { zh: '重新办理', en: 'Reopened' }, extending: { zh: '申请延期', en: 'Extension asked for' }, extended: { zh: '已延期', en: 'Extended' }, suspending: { zh: '申请挂账', en: 'Suspension asked for' },
  joint: { zh: '会办', en: 'Joint' }, objecting: { zh: '会办有异议', en: 'Objection to helping' }, ordered: { zh: '交办', en: 'Ordered' }, supervised: { zh: '督办', en: 'Supervised' }, appealing: { zh: '申诉中', en: 'Appeal open' }, exempt: { zh: '豁免', en: 'Exempt' },
  'to-endorse': { zh: '待单位负责人审核', en: 'For the unit head' }, endorsed: { zh: '待建设办决定', en: 'For the office to decide' }, resumed: { zh: '挂过账', en: 'Was suspended' },
  disputed: { zh: '有异议', en: 'Disputed' }, rechecking: { zh: '盲样复核', en: 'Blind re-check' }, crew: { zh: '十分钟', en: 'Ten minutes' }, several: { zh: '多人反映', en: 'Several reporters' }, rerouted: { zh: '规则另有单位', en: 'The rules name another unit' },
  unanswered: { zh: '待答复', en: 'Unanswered' },
} as const satisfies Record<string, Said>
/** Flags that ask somebody for a decision. */
export const asking: readonly Flag[] = ['returning', 'rerouted', 'objecting', 'extending', 'suspending', 'appealing', 'to-endorse', 'endorsed', 'disputed', 'rechecking', 'unanswered']
export type Flag = keyof typeof flagNames

/** Stages that have a clock, in the order of the life. */
export const stageNames = {
  accept: { zh: '受理', en: 'Accept' }, verify: { zh: '核实', en: 'Verify' }, dispatch: { zh: '派遣', en: 'Dispatch' }, sign: { zh: '签收', en: 'Sign for' },
  handle: { zh: '处置', en: 'Handle' }, check: { zh: '核查', en: 'Check' }, close: { zh: '结案', en: 'Close' },
} as const satisfies Record<string, Said>
export type Stage = keyof typeof stageNames
export const stages = Object.keys(stageNames) as Stage[]

export interface Step {
  title: Said
  /** `nothing`: it makes a case. */
  from: readonly State[] | 'nothing'
  to: State | 'same'
  /** Clocks that run behind it and did not before, that stop for good, that stop and keep what they used, that run on with the rest. */
  starts?: readonly Stage[]; stops?: readonly Stage[]; pauses?: readonly Stage[]; resumes?: readonly Stage[]
  /** By the clock or a reaction, or beside a step of another case; never by a person's button. */
  system?: true | 'beside'
  /** Possible, but the case does not wait for it; or is on offer only under a flag, and waits for it if the flag asks. */
  aside?: true | Flag | readonly Flag[]
  /** A button of its own in the bar though the case does not wait for it; not there at all while its guard refuses. */
  bar?: true
  /** Where the rules are certain it may go on to here in the same command. */
  also?: State
  /** With `system`: by whoever reported it, through the door outside the house. */
  reporter?: true
  /** Its key on the desk. */
  key?: string
  /** Waits for the units the case names as awaited, whatever its state; `beside`: units beside the handling one do it too, each for its own part. */
  awaited?: true | 'beside'
}

const open = states.filter((state) => stateTable[state].open)
/** In every open state a clock runs but in 挂账, whose handling clock is kept. */
const clocked = open.filter((state) => !('still' in stateTable[state]))
/** Ended with an outcome of its own: what was merged shares the answer of the case it went into. */
const ended = states.filter((state) => !stateTable[state].open && state !== 'voided' && state !== 'merged')
const withUnit = ['dispatched', 'handling'] as const
const behindDispatch = ['dispatched', 'handling', 'handled', 'checking'] as const
/** Where a unit has it, and so others may help: what it waits for beside the state goes on while it is suspended. */
const helped = [...behindDispatch, 'suspended'] as const
const step = (title: Said, from: Step['from'], to: Step['to'], clocks: Omit<Step, 'title' | 'from' | 'to'> = {}): Step => ({ title, from, to, ...clocks })

/** Every step of the life, by its verb. A verb that does not stand here, or not for a state, cannot happen there. */
export const steps = {
  report: step({ zh: '上报', en: 'Report' }, 'nothing', 'reported', { starts: ['accept'], also: 'dispatched' }),
  fix: step({ zh: '即查即改', en: 'Fixed on the spot' }, 'nothing', 'closed'),
  locate: step({ zh: '定位', en: 'Set the place' }, ['reported', 'verifying', 'filed', ...withUnit], 'same', { aside: true, key: 'L' }),
  clip: step({ zh: '媒体曝光', en: 'Media clip' }, 'nothing', 'reported', { starts: ['accept'] }),
  'ask-verify': step({ zh: '派人核实', en: 'Have it verified' }, ['reported'], 'verifying', { pauses: ['accept'], starts: ['verify'], aside: true }),
  verify: step({ zh: '核实', en: 'Verify' }, ['verifying'], 'reported', { stops: ['verify'], resumes: ['accept'] }),
  file: step({ zh: '立案', en: 'File' }, ['reported'], 'filed', { stops: ['accept'], starts: ['dispatch'], also: 'dispatched', key: 'F' }),
  reject: step({ zh: '不予立案', en: 'Reject' }, ['reported'], 'rejected', { stops: ['accept'], key: 'X' }),
  dispatch: step({ zh: '派遣', en: 'Dispatch' }, ['filed'], 'dispatched', { stops: ['dispatch'], starts: ['handle', 'sign'], key: 'D' }),
  'sign-for': step({ zh: '签收', en: 'Sign for' }, ['dispatched'], 'handling', { stops: ['sign'], key: 'S' }),
  'auto-sign': step({ zh: '到时自动签收', en: 'Signed for by time' }, ['dispatched'], 'handling', { stops: ['sign'], system: true }),
  'ask-return': step({ zh: '申请回退', en: 'Ask to return it' }, withUnit, 'same', { aside: true }),
  'uphold-return': step({ zh: '同意回退', en: 'Uphold the return' }, withUnit, 'filed', { stops: ['handle', 'sign'], starts: ['dispatch'], aside: 'returning' }),
  'refuse-return': step({ zh: '不同意回退', en: 'Refuse the return' }, withUnit, 'same', { aside: 'returning' }),
  take: step({ zh: '接单', en: 'Take it' }, withUnit, 'handling', { stops: ['sign'], aside: 'crew', key: 'T' }),
  pass: step({ zh: '去不了，转下一班组', en: 'Cannot go, pass it on' }, withUnit, 'same', { aside: true, bar: true }),
  'call-next': step({ zh: '叫下一个班组', en: 'Call the next crew' }, withUnit, 'same', { system: true }),
  invite: step({ zh: '邀请会办', en: 'Ask units to help' }, withUnit, 'same', { aside: true }),
  'answer-joint': step({ zh: '答复会办', en: 'Answer: help or object' }, behindDispatch, 'same', { aside: true, awaited: 'beside' }),
  'finish-joint': step({ zh: '办完会办', en: 'Finish the part' }, behindDispatch, 'same', { aside: true, awaited: 'beside' }),
  'excuse-joint': step({ zh: '免去会办', en: 'Excuse a unit' }, behindDispatch, 'same', { aside: 'objecting' }),
  'note-joint': step({ zh: '记会办纪要', en: 'Write the meeting note' }, behindDispatch, 'same', { aside: 'joint' }),
  'consent-by-time': step({ zh: '到时视为同意', en: 'Agreed by silence' }, helped, 'same', { system: true }),
  'lapse-joint': step({ zh: '会办到时', en: 'Part run out' }, helped, 'same', { system: true }),
  order: step({ zh: '交办', en: 'Order by a numbered sheet' }, withUnit, 'same', { aside: true }),
  'acknowledge-order': step({ zh: '签收交办单', en: 'Sign for the order' }, behindDispatch, 'same', { aside: true, awaited: 'beside' }),
  supervise: step({ zh: '督办', en: 'Supervise' }, withUnit, 'same', { aside: true }),
  'acknowledge-supervision': step({ zh: '知悉督办', en: 'Acknowledge the supervision' }, behindDispatch, 'same', { aside: true, awaited: true }),
  'reply-supervision': step({ zh: '回复督办', en: 'Reply to the supervision' }, behindDispatch, 'same', { aside: true, awaited: true }),
  'supervise-by-time': step({ zh: '督办回复到时', en: 'Reply run out' }, helped, 'same', { system: true }),
  handle: step({ zh: '提交处置结果', en: 'Hand in the result' }, ['handling'], 'handled', { pauses: ['handle'], starts: ['check'], key: 'H' }),
  'ask-extension': step({ zh: '申请延期', en: 'Ask for more time' }, withUnit, 'same', { aside: true }),
  'endorse-extension': step({ zh: '审核同意延期', en: 'Endorse the extension' }, withUnit, 'same', { aside: 'to-endorse' }),
  'grant-extension': step({ zh: '批准延期', en: 'Grant the extension' }, withUnit, 'same', { aside: 'endorsed' }),
  'refuse-extension': step({ zh: '不同意延期', en: 'Refuse the extension' }, withUnit, 'same', { aside: true, bar: true }),
  'ask-suspension': step({ zh: '申请挂账', en: 'Ask to suspend it' }, ['handling'], 'same', { aside: true }),
  suspend: step({ zh: '批准挂账', en: 'Suspend' }, ['handling'], 'suspended', { pauses: ['handle'], aside: 'suspending' }),
  'refuse-suspension': step({ zh: '不同意挂账', en: 'Refuse the suspension' }, ['handling'], 'same', { aside: 'suspending' }),
  resume: step({ zh: '恢复处置', en: 'Resume' }, ['suspended'], 'handling', { resumes: ['handle'], aside: true, bar: true }),
  'auto-resume': step({ zh: '到期自动恢复', en: 'Resumed by time' }, ['suspended'], 'handling', { resumes: ['handle'], system: true }),
  check: step({ zh: '核查', en: 'Check' }, ['handled'], 'checking', { stops: ['check'], starts: ['close'], key: 'C' }),
  rework: step({ zh: '返工', en: 'Send back for rework' }, ['checking'], 'handling', { stops: ['close'], resumes: ['handle'], key: 'R' }),
  close: step({ zh: '结案', en: 'Close' }, ['checking'], 'closed', { stops: ['close'], key: 'E' }),
  'ask-appeal': step({ zh: '申诉', en: 'Appeal' }, ['closed'], 'same', { aside: true }),
  'endorse-appeal': step({ zh: '审核同意申诉', en: 'Endorse the appeal' }, ['closed'], 'same', { aside: 'to-endorse' }),
  'grant-appeal': step({ zh: '申诉成立', en: 'Grant the appeal' }, ['closed'], 'same', { aside: 'endorsed' }),
  'refuse-appeal': step({ zh: '申诉不成立', en: 'Refuse the appeal' }, ['closed'], 'same', { aside: true, bar: true }),
  reopen: step({ zh: '重新办理', en: 'Reopen' }, ['closed'], 'handling', { starts: ['handle'], aside: ['disputed', 'rechecking'] }),
  // What was rejected was answered with that.
  'warn-reply': step({ zh: '提醒媒体回复', en: 'Warn of a reply due' }, [...open, 'closed'], 'same', { system: true }),
  answer: step({ zh: '答复反映人', en: 'Answer the reporter' }, [...open, ...ended], 'same', { aside: 'unanswered' }),
  rate: step({ zh: '评价', en: 'Rate' }, ended, 'same', { system: true, reporter: true }),
  dispute: step({ zh: '提出异议', en: 'Dispute' }, ended, 'same', { system: true, reporter: true }),
  'refuse-dispute': step({ zh: '维持原结果', en: 'Uphold the outcome' }, ended, 'same', { aside: 'disputed' }),
  'take-up': step({ zh: '重新受理', en: 'Take it up again' }, ['rejected'], 'reported', { starts: ['accept'], aside: 'disputed' }),
  'call-back': step({ zh: '回访', en: 'Call back' }, ['closed'], 'same', { aside: true, bar: true }),
  // Whoever the draw named does it; nobody else's list says that it waits.
  recheck: step({ zh: '盲样复核', en: 'Blind re-check' }, ['closed'], 'same', { aside: true }),
  'keep-closed': step({ zh: '维持结案', en: 'Leave it closed' }, ['closed'], 'same', { aside: 'rechecking' }),
  'judge-photo': step({ zh: '判定照片', en: 'Judge a photo' }, states, 'same', { aside: true }),
  recategorise: step({ zh: '改类别', en: 'Change the category' }, ['reported', 'filed', ...withUnit], 'same', { aside: true }),
  redispatch: step({ zh: '改派', en: 'Dispatch to another unit' }, withUnit, 'dispatched', { starts: ['sign'], aside: 'rerouted' }),
  join: step({ zh: '加入反映', en: 'Add another report' }, open, 'same', { aside: true }),
  merge: step({ zh: '并案', en: 'Merge into another case' }, ['reported', 'filed', ...withUnit], 'merged', { stops: ['accept', 'dispatch', 'sign', 'handle'], aside: true }),
  'take-in': step({ zh: '并入一件', en: 'Take a case in' }, open, 'same', { system: 'beside' }),
  unmerge: step({ zh: '取消并案', en: 'Take the merge back' }, ['merged'], 'reported', { starts: ['accept'], aside: true }),
  // What went into another case itself is given back first.
  'give-back': step({ zh: '退出一件', en: 'Give a case back' }, states.filter((state) => state !== 'merged'), 'same', { system: 'beside' }),
  void: step({ zh: '作废', en: 'Void' }, open, 'voided', { aside: true }),
  reveal: step({ zh: '查看个人信息', en: 'See personal data' }, states, 'same', { aside: true, key: 'V' }),
  lapse: step({ zh: '到时', en: 'Run out' }, clocked, 'same', { system: true }),
  warn: step({ zh: '提醒', en: 'Warn' }, clocked, 'same', { system: true }),
  recompute: step({ zh: '重算时限', en: 'Compute deadlines again' }, clocked, 'same', { system: true }),
} as const satisfies Record<string, Step>
export type StepName = keyof typeof steps
export const stepNames = Object.keys(steps) as StepName[]

/** The state in which a life begins, by `report`. */
export const firstState = 'reported' satisfies State

export const stepOf = (verb: string): Step | undefined => (Object.hasOwn(steps, verb) ? steps[verb as StepName] : undefined)
export const canHappen = (state: State, verb: string): boolean => { const of = stepOf(verb); return of !== undefined && of.from !== 'nothing' && of.from.includes(state) }
/** Verbs of people in a state. */
export const verbsIn = (state: State): StepName[] => stepNames.filter((verb) => canHappen(state, verb) && !stepOf(verb)!.system)
/** The state behind a step. */
export const behind = (state: State, verb: string): State | undefined => { const of = stepOf(verb); return canHappen(state, verb) ? (of!.to === 'same' ? state : of!.to) : undefined }
/** The states a verb starts from. */
export const statesOf = (verb: string): State[] => states.filter((state) => canHappen(state, verb))
/** It has not ended: somebody must act, now or when its day comes. */
export const isOpen = (state: State): boolean => stateTable[state].open
/** Whether a clock runs in this state. */
export const hasClock = (state: State): boolean => clocked.includes(state)
