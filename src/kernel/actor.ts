// Who acts, and how far each permission reaches for them.
import { problem } from '#core/problem.ts'

/** How far a permission reaches: everywhere, or these units and these areas (areas already include all below). */
export interface Reach { all: boolean; units: readonly string[]; areas: readonly string[] }

export interface Actor {
  district: string
  /** Account id; null for the system itself (timers). */
  account: string | null
  /** Title of the post, both languages; never a person's name. */
  title: { zh: string; en: string }
  unit: string | null
  area: string | null
  roles: readonly string[]
  may: ReadonlyMap<string, Reach>
  /** What this session owes before anything else works: a code, setting up a second factor, a new password. */
  owes?: Owes
}
export type Owes = 'code' | 'enrol' | 'password'

/** Where a thing lies for permissions: the units that answer for it, its area; whoever brought it and the units beside it see it and act on it no further. */
export interface Whereabouts { units: readonly string[]; area: string | null; by?: string | null; beside?: readonly string[] }

export const notAllowed = problem<{ permission: string }>('not-allowed', 403, ({ permission }) => ({
  zh: `您的角色没有这项权限（${permission}）。需要时请找系统管理员。`,
  en: `Your role may not do this (${permission}). Ask the system administrator if you need it.`,
}))

/** The reach of a permission, or a refusal. The system may do what only the system does. */
export function reachOf(actor: Actor, permission: string): Reach {
  if (actor.account === null) return { all: true, units: [], areas: [] }
  const reach = actor.may.get(permission)
  if (!reach) throw notAllowed({ permission })
  return reach
}

/** Whether a permission to act reaches the thing. Having brought it lets one see it, not act on it: a liaison who reported must not sign for another unit. */
export function covers(reach: Reach, thing: Whereabouts): boolean {
  return reach.all
    || thing.units.some((unit) => reach.units.includes(unit))
    || (thing.area !== null && reach.areas.includes(thing.area))
}
