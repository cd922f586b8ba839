// Names in the rules of a pack that match no unit yet: listed, mapped once by a clerk, remembered. Pure.
import type { Atlas } from '../directory/atlas.ts'
import type { PackContent } from './words.ts'

/** `territory` is no name: it means the unit of the place. */
export function unmappedIn(content: PackContent, atlas: Pick<Atlas, 'unitNamed'>): { name: string; rows: number }[] {
  const rows = new Map<string, number>()
  for (const category of content.categories) {
    for (const { to } of category.rules) if (to !== 'territory' && !atlas.unitNamed(to)) rows.set(to, (rows.get(to) ?? 0) + 1)
  }
  return [...rows].map(([name, n]) => ({ name, rows: n })).sort((a, b) => b.rows - a.rows || a.name.localeCompare(b.name, 'zh'))
}
