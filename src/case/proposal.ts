// Where a filed case would be sent, and why: the rules of the pack version it was filed under, over today's units and names.
import type { Reading } from '#kernel/memory.ts'
import { askedOf, groundsOf } from '../pack/grounds.ts'
import { answerOf, consider, type Asked, type Considered } from '../pack/route.ts'
import { contentOf } from '../pack/store.ts'
import type { Again } from './again/part.ts'
import type { Case } from './state.ts'
import type { Because } from './words.ts'

export interface Proposal { unit: string; because: Because }
/** What a proposal hangs on, and nothing else: the text, the photos and the people of a case may change without any rule being run again. */
export interface Hangs { under?: Case['under']; area?: string | undefined; owner?: string | undefined }

/** Verdicts of the cases looked at last, so that a change of one field runs only the rules that read it. The oldest leaves first. */
const KEPT = 500
type Kept = Map<string, { under: string; considered: Considered }>

/** The question the rules are asked; undefined where there is no condition or no area yet. */
async function askedFor(look: Reading & { now: Date }, { under, area, owner }: Hangs): Promise<Asked | undefined> {
  if (!under || !area) return undefined
  const grounds = await groundsOf(look)
  // A case keeps the pack version it was filed under; a version never changes, so it may be remembered long.
  const content = await look.memory.recall(`pack/${look.district}/${under.pack}/${under.packVersion}`, 600_000, () => contentOf(look.tx, look.district, under.pack, under.packVersion))
  const category = content?.categories.find((each) => each.code === under.category)
  return content && category && askedOf(grounds, { content, version: under.packVersion, category, area, owner, at: look.now })
}

/** `id` names the case whose earlier verdicts may be taken over; without it all rules run. */
export async function proposalFor(look: Reading & { now: Date }, kase: Hangs, id?: string): Promise<Proposal | undefined> {
  const asked = await askedFor(look, kase)
  if (!asked) return undefined
  if (id === undefined) return answerOf(consider(asked))
  const kept = await look.memory.recall<Kept>(`verdicts/${look.district}`, 600_000, async () => new Map())
  const { pack, packVersion, category } = kase.under!
  const key = `${pack}/${packVersion}/${category}`
  const before = kept.get(id)
  const considered = consider(asked, before?.under === key ? before.considered : undefined)
  kept.delete(id)
  kept.set(id, { under: key, considered })
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
  return answerOf(considered)
}

/** What the rules say before and behind a change: behind it only those run that read what has changed. */
export async function compared(look: Reading & { now: Date }, before: Hangs, after: Hangs, fields: Again['fields']): Promise<Again> {
  const [was, is] = [await askedFor(look, before), await askedFor(look, after)]
  const first = was && consider(was), then = is && consider(is, first)
  return { fields, before: (first && answerOf(first)) ?? null, after: (then && answerOf(then)) ?? null, ran: then?.ran ?? 0, of: then?.verdicts.length ?? 0 }
}
