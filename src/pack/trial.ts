// "Who would get this, and why": one question, or every category in every place, asked of the rules without filing anything.
import { dueAt } from '#core/deadline.ts'
import type { Said } from '#core/problem.ts'
import type { Reading } from '#kernel/memory.ts'
import { calendarFor } from '../directory/calendar/book.ts'
import { bookOf } from '../directory/calendar/store.ts'
import { stands } from '../directory/ground/day.ts'
import { askedOf, groundsOf, type Grounds } from './grounds.ts'
import { answerOf, consider, explain, type Because } from './route.ts'
import { shelfOf } from './store.ts'
import type { InForce } from './store.ts'
import type { Category, FilingCondition } from './words.ts'

export interface Trial {
  unit: { id: string; code: string; zh: string; en: string } | null
  because: Because | null
  backstop: boolean
  area: { id: string; code: string; name: string }
  category: { pack: string; version: number; code: string; zh: string; en: string }
  conditions: { id: string; zh: string; en: string; limit: FilingCondition['limit']; due: string; provisional: boolean }[]
  rows: { row: number; to: string; fits: boolean; wins: boolean; said: Said }[]
}

/** `at` is the moment of dispatch: rules with a time are judged by it, and the limit runs from it. */
export async function trialOf(look: Reading, about: { pack: string; category: string; condition?: string | undefined; area: string; owner?: string | undefined; at: Date }): Promise<Trial | undefined> {
  const [grounds, shelf, book] = [await groundsOf(look), await shelfOf(look), await bookOf(look)]
  const found = shelf.category(about.pack, about.category)
  const place = grounds.atlas.areas.get(about.area)
  const asked = found && askedOf(grounds, { content: found.pack.content, version: found.pack.version, category: found.category, area: about.area, owner: about.owner, at: about.at })
  if (!asked || !place) return undefined
  const considered = consider(asked)
  const answer = answerOf(considered)
  const unit = answer && grounds.atlas.units.get(answer.unit)
  // The unit that would answer counts by its own hours.
  const calendar = calendarFor(book, unit?.id)
  const conditions = found.category.conditions.filter((each) => about.condition === undefined || each.id === about.condition)
  return {
    unit: unit ? { id: unit.id, code: unit.code, zh: unit.zh, en: unit.en } : null, because: answer?.because ?? null, backstop: answer?.because.backstop ?? false,
    area: { id: place.id, code: place.code, name: place.name }, category: { pack: found.pack.pack, version: found.pack.version, code: found.category.code, ...found.category.title },
    conditions: conditions.map(({ id, text, limit }) => { const due = dueAt(about.at, limit, calendar); return { id, ...text, limit, due: due.at.toISOString(), provisional: due.provisional } }),
    rows: explain(considered),
  }
}

export type CellKind = 'rule' | 'backstop' | 'nobody'
/** One cell: which unit, and whether a row, the backstop or nobody answers. `unmapped` tells that a name in the way has no unit. */
export interface Cell { unit: string | null; kind: CellKind; row: number | null; unmapped: boolean }
export interface Matrix { areas: { code: string; name: string }[]; rows: { pack: string; category: string; zh: string; en: string; cells: Cell[] }[]; counts: Record<CellKind | 'unmapped', number> }

/** Every category of the packs in every smallest place of the district. */
export function matrixOf(grounds: Grounds, packs: readonly InForce[], at: Date): Matrix {
  const standing = [...grounds.atlas.areas.values()].filter((area) => stands(area, at))
  const parents = new Set(standing.map((area) => area.parent))
  const places = standing.filter((area) => !parents.has(area.id))
  const counts = { rule: 0, backstop: 0, nobody: 0, unmapped: 0 }
  const cellOf = (pack: InForce, category: Category, area: string): Cell => {
    const asked = askedOf(grounds, { content: pack.content, version: pack.version, category, area, at })
    const answer = asked && answerOf(consider(asked))
    const kind: CellKind = !answer ? 'nobody' : answer.because.backstop ? 'backstop' : 'rule'
    const unmapped = (answer?.because.unmapped?.length ?? 0) > 0
    counts[kind]++
    if (unmapped) counts.unmapped++
    return { unit: answer ? grounds.atlas.units.get(answer.unit)?.code ?? null : null, kind, row: answer?.because.rule?.row ?? null, unmapped }
  }
  const rows = packs.flatMap((pack) => pack.content.categories.map((category) => ({ pack: pack.pack, category: category.code, ...category.title, cells: places.map((area) => cellOf(pack, category, area.id)) })))
  return { areas: places.map(({ code, name }) => ({ code, name })), rows, counts }
}
