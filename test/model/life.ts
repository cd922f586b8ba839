// A small reference model of a case's life, written from the rules in words and not from the product's table: every clock here runs all the time, so that its sums are plain.
// 1 unit of time = 1 minute.

export const LIMITS = { accept: 120, verify: 120, dispatch: 60, sign: 120, handle: 120, check: 240, close: 120, return: 120 } as const
type Stage = Exclude<keyof typeof LIMITS, 'return'>
export type Who = 'clerk' | 'unit' | 'urban' | 'checker' | 'grid'

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
  upheld: number
  passed?: boolean
  reworks: number
  late: boolean
  reopened: number
}
export const born = (): Model => ({ now: 0, state: 'reported', left: { accept: LIMITS.accept }, held: {}, dispatchedAt: 0, asked: new Set(), asking: false, upheld: 0, reworks: 0, late: false, reopened: 0 })

/** Time goes by: clocks run down; a case not signed for in time signs itself at that very moment (one second later, which is the next minute here). */
export function wait(m: Model, minutes: number): void {
  for (let n = 0; n < minutes; n++) {
    m.now++
    for (const stage of Object.keys(m.left) as Stage[]) m.left[stage]! -= 1
    if (m.state === 'dispatched' && m.left.sign! < 0) { m.state = 'handling'; delete m.left.sign }
    if (m.left.handle !== undefined && m.left.handle < 0) m.late = true
  }
}

export interface Try { verb: string; who: Who; input: 'passed' | 'failed' | 'huanfa' | 'urban' | undefined }
const own = (m: Model, who: Who) => (who === 'unit' ? m.unit === 'huanfa' : who === 'urban' ? m.unit === 'urban' : false)
const may: Record<string, readonly Who[]> = {
  file: ['clerk'], reject: ['clerk'], 'ask-verify': ['clerk'], verify: ['checker', 'grid'], dispatch: ['clerk'], 'sign-for': ['unit', 'urban'], handle: ['unit', 'urban'], 'ask-return': ['unit', 'urban'],
  'uphold-return': ['clerk'], 'refuse-return': ['clerk'], check: ['checker', 'grid'], rework: ['clerk'], close: ['clerk'], reopen: ['clerk'],
}
const turn = 'case.out-of-turn', denied = 'not-allowed'

/** A held clock runs on with what it had left; one that had run out keeps the deadline it had. */
function resumed(m: Model, stage: 'accept' | 'handle'): number {
  const { left, at } = m.held[stage]!
  return left > 0 ? left : left - (m.now - at)
}

/** What must come of it: undefined when it is done (and the model has moved), else the kind of the refusal. */
export function attempt(m: Model, { verb, who, input }: Try): string | undefined {
  if (!may[verb]!.includes(who)) return denied
  if ((who === 'unit' || who === 'urban') && !own(m, who)) return 'not-found'
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
      go('dispatched', { handle: LIMITS.handle, sign: LIMITS.sign })
      return undefined
    case 'sign-for': if (m.state !== 'dispatched') return turn; m.state = 'handling'; delete m.left.sign; return undefined
    case 'ask-return':
      if (m.state !== 'dispatched' && m.state !== 'handling') return turn
      if (m.upheld >= 2) return 'case.return-settled'
      if (m.asked.has(m.unit!)) return 'case.return-asked-before'
      if (m.now - m.dispatchedAt > LIMITS.return) return 'case.return-too-late'
      m.asked.add(m.unit!)
      m.asking = true
      return undefined
    case 'uphold-return':
      if (m.state !== 'dispatched' && m.state !== 'handling') return turn
      if (!m.asking) return 'case.no-return'
      Object.assign(m, { asking: false, late: false, upheld: m.upheld + 1 })
      delete m.unit
      go('filed', { dispatch: LIMITS.dispatch })
      return undefined
    case 'refuse-return':
      if (m.state !== 'dispatched' && m.state !== 'handling') return turn
      if (!m.asking) return 'case.no-return'
      m.asking = false
      return undefined
    case 'handle': if (m.state !== 'handling') return turn; m.held.handle = { left: m.left.handle!, at: m.now }; m.late = m.left.handle! < 0; go('handled', { check: LIMITS.check }); return undefined
    case 'check': if (m.state !== 'handled') return turn; m.passed = input === 'passed'; go('checking', { close: LIMITS.close }); return undefined
    case 'rework':
      if (m.state !== 'checking') return turn
      if (m.passed) return 'case.passed-check'
      m.reworks++
      go('handling', { handle: resumed(m, 'handle') })
      return undefined
    case 'close': if (m.state !== 'checking') return turn; if (!m.passed) return 'case.check-first'; go('closed', {}); return undefined
    case 'reopen': if (m.state !== 'closed') return turn; m.reopened++; m.late = false; go('handling', { handle: LIMITS.handle }); return undefined
    default: throw new Error(verb)
  }
}
export const tries: readonly Try[] = Object.entries(may).flatMap(([verb, all]) => [...all, ...(verb === 'handle' ? ['clerk' as const] : [])].flatMap((who) =>
  (verb === 'check' ? ['passed', 'failed'] as const : verb === 'dispatch' ? ['huanfa', 'urban'] as const : [undefined]).map((input) => ({ verb, who, input }))))
