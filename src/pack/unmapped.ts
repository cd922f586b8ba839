// Names in the rules of a pack that match no unit yet: listed, mapped once by a clerk, remembered. Pure.
import type { Atlas } from '../directory/atlas.ts'
import { owner, territory } from './check.ts'
import type { PackContent } from './words.ts'

/** `territory` and `owner` are no names: they mean the unit of the place and of the thing. A group answers through its members. */
export function unmappedIn(content: PackContent, atlas: Pick<Atlas, 'unitNamed'>, groups: ReadonlySet<string>): { name: string; rows: number }[] {
  const rows = new Map<string, number>()
  for (const category of content.categories) {
    for (const { to } of category.rules) if (to !== territory && to !== owner && !groups.has(to) && !atlas.unitNamed(to)) rows.set(to, (rows.get(to) ?? 0) + 1)
  }
  return [...rows].map(([name, n]) => ({ name, rows: n })).sort((a, b) => b.rows - a.rows || a.name.localeCompare(b.name, 'zh'))
}
