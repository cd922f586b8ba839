// A matter that takes two people: what it is, who orders, who approves, what will happen, and how it is carried out.
import type { z } from 'zod'
import { problem, type Said } from '#core/problem.ts'
import type { Actor } from '../actor.ts'
import type { Tx } from '../db.ts'
import type { House } from '../house.ts'
import type { ProblemKind } from '../verb.ts'

/** `actor` is who ordered, with the rights of this moment. */
export interface Matter { tx: Tx; house: House; district: string; actor: Actor; now: Date }
/** What was done: facts for the log beside the approval's own, and what the answer says. */
export interface CarriedOut { audit: readonly { stream: string; id: string; facts: readonly { type: string }[] }[]; outcome?: Record<string, unknown> }

export interface TwoPerson<I extends z.ZodObject = any> {
  /** `account.roles`: the name in the log, in the list and in the address. */
  kind: string
  title: Said
  input: I
  /** Who may order: any of these permissions. */
  ask: readonly string[]
  /** Who may approve: any of these permissions. */
  approve: readonly string[]
  /** Narrower than `approve`, by what is ordered. */
  approveOnly?(input: z.output<I>): readonly string[]
  /** A matter about administrators: the second is an administrator of another kind. */
  amongAdmins?(input: z.output<I>, actor: Actor): boolean | Promise<boolean>
  /** The account it is about: that person may not approve it. */
  concerns?(input: z.output<I>): string | undefined
  /** Further accounts it is about: none of these people may approve it. */
  concernsAll?(input: z.output<I>): readonly string[]
  /** Exactly what will happen, as things stand now, in sentences; throws the problem that stands in the way. */
  foresee(matter: Matter, input: z.output<I>): Promise<Said[]>
  /** Carried out once, in the transaction of the approval. */
  carryOut(matter: Matter, input: z.output<I>): Promise<CarriedOut>
  /** After the commit: caches to forget. */
  afterwards?(house: House): void
  problems?: readonly ProblemKind[]
}
export const twoPerson = <I extends z.ZodObject>(declared: TwoPerson<I>): TwoPerson<I> => declared

export const OPEN_HOURS = 24

export const secondNeeded = problem('approval.second-person', 403, () => ({
  zh: '这件事要由另一个人复核。下单的人、被涉及的人，以及同一个人的别的账号，都不能复核。', en: 'Another person must approve this: not the one who ordered it, not the one it is about, nor another account of the same person.',
}))
export const otherAdmin = problem('approval.other-admin', 403, () => ({
  zh: '涉及管理员的事，要由另一类管理员复核。', en: 'A matter about administrators must be approved by an administrator of another kind.',
}))
export const notApprover = problem<{ permission: string }>('approval.no-right', 403, ({ permission }) => ({
  zh: `这件事要有“${permission}”权限的人来提出和复核，现在没有这个权限，没有办。`, en: `Ordering and approving this needs ${permission}; it is not held now, so nothing was done.`,
}))
export const notOpen = problem<{ state: string }>('approval.not-open', 409, ({ state }) => {
  const word: Record<string, Said> = { approved: { zh: '已经同意', en: 'was approved' }, refused: { zh: '已经退回', en: 'was refused' }, withdrawn: { zh: '已经撤回', en: 'was withdrawn' }, expired: { zh: '已经过期', en: 'has expired' } }
  return { zh: `这件事${word[state]?.zh ?? '已经了结'}，不能再动。需要时请重新提出。`, en: `This ${word[state]?.en ?? 'is settled'}; it cannot be changed. Order it again if it is needed.` }
})
export const notYours = problem('approval.not-yours', 403, () => ({ zh: '只有提出的人能撤回。', en: 'Only who ordered it may withdraw it.' }))
