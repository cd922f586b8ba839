// A small reference model of a case's life, written from the rules in words and not from the product's table: every clock here runs all the time, so that its sums are plain.
// 1 unit of time = 1 minute.

export const LIMITS = { accept: 120, verify: 120, dispatch: 60, sign: 120, handle: 120, check: 240, close: 120, return: 120, joint: 60 } as const
type Stage = Exclude<keyof typeof LIMITS, 'return' | 'joint'>
/** `unit` and `head` are of the first unit, `urban` of the second, which has no head; `west` can only help. */
export type Who = 'clerk' | 'unit' | 'urban' | 'head' | 'west' | 'checker' | 'grid'
/** Lives begin at nine: the first midnight comes fifteen hours later. */
const midnightAfter = (now: number) => 900 + Math.max(0, Math.floor((now - 900) / 1440) + 1) * 1440

export interface Model {
  now: number
  state: string
  /** Minutes each running clock has left. */
  left: Partial<Record<Stage, number>>
  /** What a held clock had left. */
  held: Partial<Record<'accept' | 'handle', { left: number; at: number }>>
  unit?: 'huanfa' | 'urban'
  dispatchedAt: number
  asked: Set<string>
  asking: boolean
  /** From when a unit may ask anew, whose ask ended without its doing. */
  since: number
  /** 延期: hours asked for and whether the head has agreed; how often this handling clock was made longer. */
  more?: { hours: number; endorsed: boolean } | undefined
  extended: number
  /** 挂账: until when it is asked for; until when it stands still; whether it ever did. */
  pause?: number | undefined
  until: number
  paused: boolean
  /** 会办: the part of the one unit that helps. */
  part?: { standing: 'asked' | 'agreed' | 'objected' | 'done' | 'excused'; by: number; objected: boolean } | undefined
  /** How often a failed check became a matter of the head of the unit. */
  failed: number
  upheld: number
  passed?: boolean
  reworks: number
  late: boolean
  reopened: number
}
export const born = (): Model => ({ now: 0, state: 'reported', left: { accept: LIMITS.accept }, held: {}, dispatchedAt: 0, asked: new Set(), asking: false, since: 0, extended: 0, until: 0, paused: false, failed: 0, upheld: 0, reworks: 0, late: false, reopened: 0 })

/** Time goes by: clocks run down; a case not signed for in time signs itself at that very moment (one second later, which is the next minute here). */
export function wait(m: Model, minutes: number): void {
  for (let n = 0; n < minutes; n++) {
    m.now++
    for (const stage of Object.keys(m.left) as Stage[]) m.left[stage]! -= 1
    if (m.state === 'dispatched' && m.left.sign! < 0) { m.state = 'handling'; delete m.left.sign }
    if (m.left.handle !== undefined && m.left.handle < 0) m.late = true
    if (m.state === 'suspended' && m.now >= m.until) { m.state = 'handling'; m.left = { handle: resumed(m, 'handle') } }
    if (m.part?.standing === 'asked' && m.now > m.part.by) m.part.standing = 'agreed'
  }
}

export interface Try { verb: string; who: Who; input: 'passed' | 'failed' | 'huanfa' | 'urban' | 'accept' | 'object' | 1 | 2 | 3 | undefined }
const own = (m: Model, who: Who) => (who === 'unit' || who === 'head' ? m.unit === 'huanfa' : who === 'urban' ? m.unit === 'urban' : false)
const may: Record<string, readonly Who[]> = {
  file: ['clerk'], reject: ['clerk'], 'ask-verify': ['clerk'], verify: ['checker', 'grid'], dispatch: ['clerk'], 'sign-for': ['unit', 'urban'], handle: ['unit', 'urban'], 'ask-return': ['unit', 'urban'],
  'uphold-return': ['clerk'], 'refuse-return': ['clerk'], check: ['checker', 'grid'], rework: ['clerk'], close: ['clerk'], reopen: ['clerk'],
  'ask-extension': ['unit', 'urban'], 'endorse-extension': ['head'], 'grant-extension': ['clerk'], 'refuse-extension': ['head', 'clerk'],
  'ask-suspension': ['unit', 'urban'], suspend: ['clerk'], 'refuse-suspension': ['clerk'], resume: ['clerk'],
  invite: ['clerk'], 'answer-joint': ['west'], 'finish-joint': ['west'], 'excuse-joint': ['clerk'], merge: ['clerk'], unmerge: ['clerk'],
}
const turn = 'case.out-of-turn', denied = 'not-allowed'

/** A held clock runs on with what it had left; one that had run out keeps the deadline it had. */
function resumed(m: Model, stage: 'accept' | 'handle'): number {
  const { left, at } = m.held[stage]!
  return left > 0 ? left : left - (m.now - at)
}

const withUnit = ['dispatched', 'handling'], helped = [...withUnit, 'handled', 'checking']
/** What was asked of or for a unit ends with its having the case; what is done stays done only where nobody else begins. */
function ends(m: Model, taken: boolean): void {
  m.more = m.pause = undefined
  if (m.asking && !taken) { m.asked.delete(m.unit!); m.since = m.now }
  m.asking = false
}

/** What must come of it: undefined when it is done (and the model has moved), else the kind of the refusal. */
export function attempt(m: Model, { verb, who, input }: Try): string | undefined {
  if (!may[verb]!.includes(who)) return denied
  if ((who === 'unit' || who === 'urban' || who === 'head') && !own(m, who)) return 'not-found'
  // Who helps sees it; who does not, or was excused, finds nothing.
  if (who === 'west' && (!m.part || m.part.standing === 'excused')) return 'not-found'
  const go = (state: string, left: Model['left']) => { m.state = state; m.left = left }
  switch (verb) {
    case 'ask-verify': if (m.state !== 'reported') return turn; m.held.accept = { left: m.left.accept!, at: m.now }; go('verifying', { verify: LIMITS.verify }); return undefined
    case 'verify': if (m.state !== 'verifying') return turn; go('reported', { accept: resumed(m, 'accept') }); return undefined
    case 'file': if (m.state !== 'reported') return turn; go('filed', { dispatch: LIMITS.dispatch }); return undefined
    case 'reject': if (m.state !== 'reported') return turn; go('rejected', {}); return undefined
    case 'dispatch':
      if (m.state !== 'filed') return turn
      m.unit = input === 'urban' ? 'urban' : 'huanfa'
      m.dispatchedAt = m.now
      m.extended = 0
      go('dispatched', { handle: LIMITS.handle, sign: LIMITS.sign })
      return undefined
    case 'sign-for': if (m.state !== 'dispatched') return turn; m.state = 'handling'; delete m.left.sign; return undefined
    case 'ask-return':
      if (m.state !== 'dispatched' && m.state !== 'handling') return turn
      if (m.upheld >= 2) return 'case.return-settled'
      if (m.asked.has(m.unit!)) return 'case.return-asked-before'
      if (m.now - Math.max(m.dispatchedAt, m.since) > LIMITS.return) return 'case.return-too-late'
      m.asked.add(m.unit!)
      m.asking = true
      return undefined
    case 'uphold-return':
      if (m.state !== 'dispatched' && m.state !== 'handling') return turn
      if (!m.asking) return 'case.no-return'
      ends(m, true)
      Object.assign(m, { part: undefined, late: false, upheld: m.upheld + 1 })
      delete m.unit
      go('filed', { dispatch: LIMITS.dispatch })
      return undefined
    case 'refuse-return':
      if (m.state !== 'dispatched' && m.state !== 'handling') return turn
      if (!m.asking) return 'case.no-return'
      m.asking = false
      return undefined
    case 'handle':
      if (m.state !== 'handling') return turn
      if (m.part && m.part.standing !== 'done' && m.part.standing !== 'excused') return 'case.joint-open'
      // Whoever hands in the result has taken the case after all.
      ends(m, true)
      m.held.handle = { left: m.left.handle!, at: m.now }; m.late = m.left.handle! < 0; go('handled', { check: LIMITS.check })
      return undefined
    case 'check': if (m.state !== 'handled') return turn; m.passed = input === 'passed'; go('checking', { close: LIMITS.close }); return undefined
    case 'rework':
      if (m.state !== 'checking') return turn
      if (m.passed) return 'case.passed-check'
      m.reworks++
      if (m.reworks >= 3) m.failed++
      go('handling', { handle: resumed(m, 'handle') })
      return undefined
    case 'close': if (m.state !== 'checking') return turn; if (!m.passed) return 'case.check-first'; go('closed', {}); return undefined
    case 'reopen': if (m.state !== 'closed') return turn; m.reopened++; m.late = false; m.extended = 0; go('handling', { handle: LIMITS.handle }); return undefined
    case 'ask-extension':
      if (!withUnit.includes(m.state)) return turn
      if (m.more) return 'case.extension-asked'
      if (m.extended >= 2) return 'case.extensions-over'
      if (m.left.handle! < 0) return 'case.extension-too-late'
      if (m.unit === 'urban') return 'case.nobody-endorses'
      // The limit is two hours: each time at most as much again.
      if (input === 3) return 'case.extension-too-long'
      m.more = { hours: input as number, endorsed: false }
      return undefined
    case 'endorse-extension':
      if (!withUnit.includes(m.state)) return turn
      if (!m.more) return 'case.no-extension'
      if (m.more.endorsed) return 'case.office-now'
      m.more = { ...m.more, endorsed: true }
      return undefined
    case 'grant-extension':
      if (!withUnit.includes(m.state)) return turn
      if (!m.more) return 'case.no-extension'
      if (!m.more.endorsed) return 'case.head-first'
      m.left.handle! += m.more.hours * 60
      if (m.late) m.late = m.left.handle! < 0
      m.extended++
      m.more = undefined
      return undefined
    case 'refuse-extension':
      if (!withUnit.includes(m.state)) return turn
      if (!m.more) return 'case.no-extension'
      if (m.more.endorsed !== (who === 'clerk')) return m.more.endorsed ? 'case.office-now' : 'case.head-first'
      m.more = undefined
      return undefined
    case 'ask-suspension':
      if (m.state !== 'handling') return turn
      if (m.paused) return 'case.suspended-before'
      if (m.pause !== undefined) return 'case.suspension-asked'
      m.pause = midnightAfter(m.now)
      return undefined
    case 'suspend':
      if (m.state !== 'handling') return turn
      if (m.pause === undefined) return 'case.no-suspension'
      if (m.now >= m.pause) return 'case.suspension-day-came'
      Object.assign(m, { until: m.pause, paused: true })
      m.held.handle = { left: m.left.handle!, at: m.now }
      ends(m, false)
      go('suspended', {})
      return undefined
    case 'refuse-suspension':
      if (m.state !== 'handling') return turn
      if (m.pause === undefined) return 'case.no-suspension'
      m.pause = undefined
      return undefined
    case 'resume': if (m.state !== 'suspended') return turn; go('handling', { handle: resumed(m, 'handle') }); return undefined
    case 'invite':
      if (!withUnit.includes(m.state)) return turn
      if (m.part && ['asked', 'agreed', 'done'].includes(m.part.standing)) return 'case.joint-asked'
      m.part = { standing: 'asked', by: m.now + LIMITS.joint, objected: m.part?.objected ?? false }
      return undefined
    case 'answer-joint':
      if (!helped.includes(m.state)) return turn
      if (m.part!.standing === 'done') return 'case.no-subtask'
      if (m.part!.standing !== 'asked') return 'case.joint-answered'
      if (input === 'accept') { m.part = { ...m.part!, standing: 'agreed' }; return undefined }
      // Each unit may object once.
      if (m.part!.objected) return 'case.joint-objected-before'
      m.part = { ...m.part!, standing: 'objected', objected: true }
      return undefined
    case 'finish-joint':
      if (!helped.includes(m.state)) return turn
      if (m.part!.standing !== 'asked' && m.part!.standing !== 'agreed') return 'case.no-subtask'
      m.part = { ...m.part!, standing: 'done' }
      return undefined
    case 'excuse-joint':
      if (!helped.includes(m.state)) return turn
      if (!m.part || m.part.standing === 'done' || m.part.standing === 'excused') return 'case.not-joint'
      m.part = { ...m.part, standing: 'excused' }
      return undefined
    case 'merge':
      if (!['reported', 'filed', ...withUnit].includes(m.state)) return turn
      ends(m, false)
      if (m.part?.standing !== 'done' && m.part?.standing !== 'excused') m.part = undefined
      go('merged', {})
      return undefined
    // It begins anew: only how often it was sent wrongly, and what was reworked, stays on record.
    case 'unmerge':
      if (m.state !== 'merged') return turn
      Object.assign(m, { part: undefined, paused: false, late: false, asked: new Set() })
      delete m.unit
      go('reported', { accept: LIMITS.accept })
      return undefined
    default: throw new Error(verb)
  }
}
export const tries: readonly Try[] = Object.entries(may).flatMap(([verb, all]) => [...all, ...(verb === 'handle' ? ['clerk' as const] : [])].flatMap((who) =>
  (verb === 'check' ? ['passed', 'failed'] as const : verb === 'dispatch' ? ['huanfa', 'urban'] as const : verb === 'ask-extension' ? [1, 2, 3] as const : verb === 'answer-joint' ? ['accept', 'object'] as const : [undefined]).map((input) => ({ verb, who, input }))))
