// Everybody and every post of a district in memory, and what can be asked of it at a day: who answers, and what is vacant. Pure.
import { addDays, during, type Span } from '#core/day.ts'
import { lineage } from '../covers.ts'
import { chainOrder, type Duty, type VacancyKind } from '../words.ts'

export interface RosterArea { id: string; parent: string | null; kind: string; code: string; name: string }
export interface RosterUnit extends Span { id: string; code: string; zh: string; en: string; kind: string; area: string | null; parent: string | null }
export interface RosterGroup { code: string; zh: string; en: string; auto: string | null; members: string[] }
export interface RosterPost extends Span { id: string; code: string; unit: string; zh: string; en: string; duty: Duty; area: string | null }
export interface RosterPerson extends Span { id: string; code: string | null; name: string | null; phone: string | null; unit: string | null; erased: boolean }
export interface RosterHolder extends Span { id: string; post: string; person: string; from: string }
export interface RosterAccount { id: string; person: string; login: string; zh: string; en: string; unit: string | null; area: string | null; active: boolean; roles: string[] }
export interface Roster {
  areas: RosterArea[]; units: RosterUnit[]; groups: RosterGroup[]; posts: RosterPost[]; people: RosterPerson[]; holders: RosterHolder[]; accounts: RosterAccount[]
}

/** A step of the chain: the post that answers at this place and who holds it; no post or no holder is a vacancy, said as such. */
interface ChainStep { duty: Duty; unit: string | null; area: string | null; post: RosterPost | null; holders: RosterHolder[]; vacant: boolean }

const byId = <T extends { id: string }>(all: readonly T[]) => new Map(all.map((one) => [one.id, one]))

/** A post held by somebody who has left is vacant, whatever the appointment says. */
function holdersAt(roster: Pick<Roster, 'holders' | 'people'>, post: string, day: string): RosterHolder[] {
  return roster.holders.filter((holder) => holder.post === post && during(holder, day) && roster.people.some((person) => person.id === holder.person && during(person, day)))
}

/**
 * Who answers, from the first hand down: holder, deputy, liaison, for a unit as a whole or for an area; a grid begins with its worker.
 * For an area the nearest post above it counts; where none names the area, the posts of the unit whose place it is.
 */
export function chainOf(roster: Roster, at: { unit: string } | { area: string }, day: string): ChainStep[] {
  const posts = roster.posts.filter((post) => during(post, day))
  const step = (duty: Duty, candidates: RosterPost[], unit: string | null, area: string | null): ChainStep => {
    // Of several fitting posts one that is held comes first.
    const tried = candidates.map((post) => ({ post, holders: holdersAt(roster, post.id, day) }))
    const found = tried.find((one) => one.holders.length > 0) ?? tried[0]
    return { duty, unit: found?.post.unit ?? unit, area, post: found?.post ?? null, holders: found?.holders ?? [], vacant: !found || found.holders.length === 0 }
  }
  if ('unit' in at) return chainOrder.map((duty) => step(duty, posts.filter((post) => post.unit === at.unit && post.duty === duty && post.area === null), at.unit, null))

  const line = lineage(byId(roster.areas), at.area)
  const unitByArea = new Map(roster.units.filter((unit) => unit.area !== null && during(unit, day)).map((unit) => [unit.area!, unit.id]))
  const nearest = (duty: Duty): ChainStep => {
    for (const area of line) {
      const named = posts.filter((post) => post.duty === duty && post.area === area.id)
      if (named.length > 0) return step(duty, named, null, area.id)
      const unit = unitByArea.get(area.id)
      // The unit of the place answers, and where it has nobody, that is the vacancy: the next wider place is no excuse.
      if (unit) return step(duty, posts.filter((post) => post.unit === unit && post.duty === duty && post.area === null), unit, area.id)
    }
    return step(duty, [], null, at.area)
  }
  const worker = line[0]?.kind === 'grid' ? [step('grid-worker', posts.filter((post) => post.duty === 'grid-worker' && post.area === at.area), null, at.area)] : []
  return [...worker, ...chainOrder.map(nearest)]
}

/** The members of a group at a day: those listed, or every unit of its kind; ended units are no members. The first of the list leads. */
export function membersOf(group: RosterGroup, units: readonly RosterUnit[], day: string): RosterUnit[] {
  const current = units.filter((unit) => during(unit, day))
  if (group.auto !== null) return current.filter((unit) => unit.kind === group.auto)
  return group.members.flatMap((id) => current.find((unit) => unit.id === id) ?? [])
}

export interface Vacancy { kind: VacancyKind; unit: string | null; area: string | null; post: string | null; person: string | null; group: string | null; day: string | null }
const SOON_DAYS = 30
/** How long a lapsed appointment is still news; later the vacant post says enough. */
const LAPSED_DAYS = 90

/** Everything missing or about to be: units without a first hand or a liaison, grids without a worker, posts without anybody, spans that ran out or soon will. */
export function vacanciesOf(roster: Roster, day: string): Vacancy[] {
  const none = { unit: null, area: null, post: null, person: null, group: null, day: null }
  const posts = roster.posts.filter((post) => during(post, day))
  const people = byId(roster.people.filter((person) => during(person, day)))
  const holdersOf = Map.groupBy(roster.holders, (holder) => holder.post)
  const held = (post: RosterPost) => (holdersOf.get(post.id) ?? []).filter((holder) => during(holder, day) && people.has(holder.person))
  const heldPosts = new Set(posts.filter((post) => held(post).length > 0).map((post) => post.id))
  const postsOf = Map.groupBy(posts, (post) => post.unit)
  const out: Vacancy[] = []

  const units = roster.units.filter((unit) => during(unit, day))
  for (const unit of units) {
    const own = (postsOf.get(unit.id) ?? []).filter((post) => post.area === null)
    for (const [duty, kind] of [['duty-holder', 'no-duty-holder'], ['liaison', 'no-liaison']] as const) {
      if (own.some((post) => post.duty === duty && heldPosts.has(post.id))) continue
      out.push({ ...none, kind, unit: unit.id, post: own.find((post) => post.duty === duty)?.id ?? null })
    }
  }
  const worked = new Set(posts.filter((post) => post.duty === 'grid-worker' && heldPosts.has(post.id)).map((post) => post.area))
  const gridPost = new Map(posts.filter((post) => post.duty === 'grid-worker' && post.area !== null).map((post) => [post.area!, post]))
  for (const area of roster.areas) {
    if (area.kind === 'grid' && !worked.has(area.id)) out.push({ ...none, kind: 'no-grid-worker', area: area.id, unit: gridPost.get(area.id)?.unit ?? null, post: gridPost.get(area.id)?.id ?? null })
  }
  const told = new Set(out.map((vacancy) => vacancy.post))
  for (const post of posts) {
    if (!heldPosts.has(post.id) && !told.has(post.id)) out.push({ ...none, kind: 'post-vacant', unit: post.unit, area: post.area, post: post.id })
  }
  const soon = addDays(day, SOON_DAYS), lately = addDays(day, -LAPSED_DAYS)
  for (const post of posts) {
    for (const holder of holdersOf.get(post.id) ?? []) {
      const person = roster.people.find((one) => one.id === holder.person)
      // Whichever ends first: the appointment, the person's time here, the post itself.
      const end = [holder.to, person?.to ?? null, post.to].filter((to) => to !== null).sort()[0]
      if (end === undefined) continue
      const about = { ...none, unit: post.unit, area: post.area, post: post.id, person: holder.person, day: end }
      // Somebody else holds it by now: then nothing has lapsed.
      if (end < day && end >= lately && !heldPosts.has(post.id)) out.push({ ...about, kind: 'lapsed' })
      if (end >= day && end <= soon && holder.from <= day) out.push({ ...about, kind: 'ends-soon' })
    }
  }
  for (const unit of units) if (unit.to !== null && unit.to <= soon) out.push({ ...none, kind: 'ends-soon', unit: unit.id, day: unit.to })
  for (const group of roster.groups) if (membersOf(group, roster.units, day).length === 0) out.push({ ...none, kind: 'group-empty', group: group.code })
  const left = byId(roster.people.filter((person) => person.to !== null && person.to < day))
  for (const account of roster.accounts) if (account.active && left.has(account.person)) out.push({ ...none, kind: 'left-with-account', person: account.person, unit: account.unit, day: left.get(account.person)!.to })
  return out
}

/** A grid's worker has a post of its own that the sheet of grids makes and shows; it stands in no other sheet. */
export const isGridPost = (post: RosterPost | undefined, areas: ReadonlyMap<string, RosterArea>): boolean => post?.duty === 'grid-worker' && areas.get(post.area ?? '')?.kind === 'grid'
