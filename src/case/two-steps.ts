// What a unit asks for in two steps: somebody of the unit asks, its head endorses, the office decides; three people, and each only in their own step.
import { covers, type Actor } from '#kernel/actor.ts'
import { problem, type Problem } from '#core/problem.ts'
import type { Look } from '#kernel/verb.ts'
import { someoneMay } from '../directory/store.ts'
import type { Step } from './ask-steps.ts'
import type { Case } from './state.ts'

export const ownAsk = problem('case.own-ask', 403, () => ({
  zh: '申请是您提出或审核过的，这一步要换一个人来定。', en: 'You asked for this or endorsed it; somebody else has to take this step.',
}))
export const headFirst = problem('case.head-first', 409, () => ({
  zh: '还在等单位负责人审核，审核同意以后才到建设办。', en: 'It waits for the unit head; the office decides after that.',
}))
export const officeNow = problem('case.office-now', 409, () => ({
  zh: '单位负责人已经审核过，现在由建设办决定。', en: 'The unit head has looked at it; now the office decides.',
}))
export const nobodyEndorses = problem('case.nobody-endorses', 409, () => ({
  zh: '本单位还没有别的人能审核，申请送上去没有人办。请系统管理员给负责人开账号，由安全管理员给“单位负责人”角色。',
  en: 'Nobody else of your unit can endorse it, so it would wait for ever. Have the system administrator make an account for the head, and the security administrator give it the role “Unit head”.',
}))

export interface Asked { by: string | null; endorsedBy?: string | null }
type What = 'extension' | 'appeal'
const stepOf = (open: Asked): Step => ('endorsedBy' in open ? 'office' : 'unit')
const may = (actor: Actor, kase: Case, permission: string): boolean => {
  const reach = actor.may.get(permission)
  return reach !== undefined && covers(reach, { units: kase.unit ? [kase.unit] : [], area: kase.area ?? null })
}

/** Step one: not by whoever asked. */
export const mayEndorse = (open: Asked, actor: Actor): Problem | undefined =>
  stepOf(open) === 'office' ? officeNow({}) : actor.account === open.by ? ownAsk({}) : undefined
/** Step two: not by whoever asked or endorsed. */
export const mayGrant = (open: Asked, actor: Actor): Problem | undefined =>
  stepOf(open) === 'unit' ? headFirst({}) : actor.account === open.by || actor.account === open.endorsedBy ? ownAsk({}) : undefined
/** Whoever may take a step may refuse in it, and in no other. */
export const mayRefuse = (what: What, open: Asked, kase: Case, actor: Actor): Problem | undefined =>
  stepOf(open) === 'unit' ? (may(actor, kase, `case.endorse-${what}`) ? mayEndorse(open, actor) : headFirst({})) : may(actor, kase, `case.grant-${what}`) ? mayGrant(open, actor) : officeNow({})
export const refusing = (open: Asked): Step => stepOf(open)

/** Nothing is asked that nobody could endorse. */
export async function needHead(look: Look, what: What, unit: string): Promise<void> {
  if (!(await someoneMay(look.tx, look.district, { permission: `case.endorse-${what}`, unit, but: look.actor.account }))) throw nobodyEndorses({})
}
