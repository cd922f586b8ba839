// What is in force in a pack, and where each value comes from: the line of a shipped file, a sheet, or a person of the district.
import type { Reading } from '#kernel/memory.ts'
import { titlesOf } from '../directory/store.ts'
import { layersOf } from './change.ts'
import type { Overlay } from './overlay.ts'
import type { VersionRow } from './store.ts'
import { shippedFiles } from './shipped-files.ts'
import type { PackContent } from './words.ts'
import type { Path } from './yaml.ts'

export interface Origin {
  /** `shipped` with file and line, where the file of this release is still the one installed; `sheet` with its name; `district` with who, when and why. */
  from: 'shipped' | 'sheet' | 'district'
  version: number; file: string | null; line: number | null; at: Date; by: { zh: string; en: string } | null; why: string | null
}
export interface InForceValue { category: string; condition: string | null; field: 'limit' | 'evidence' | 'rules' | 'off'; value: unknown; below: unknown; origin: Origin }

export async function effectiveOf(look: Reading, pack: string): Promise<{ pack: string; version: number; base_version: number; content: PackContent; overlay: Overlay; values: InForceValue[] }> {
  const { all, current, base, baseVersion, overlay } = await layersOf(look.tx, look.district, pack)
  const row = all.find((each) => each.version === baseVersion)!
  const file = (await shippedFiles()).files.get(pack)
  const sameFile = row.source === 'shipped' && file !== undefined && JSON.stringify(file.content) === JSON.stringify(ordered(base, file.content))
  const titles = await titlesOf(look.tx, look.district, [...new Set(all.flatMap((each) => each.installed_by ?? []))])
  const below = (path: Path): Origin => ({
    from: row.source === 'shipped' ? 'shipped' : 'sheet', version: baseVersion, file: row.source === 'shipped' ? (file?.file ?? null) : row.source, line: sameFile ? file.lineOf(path) : null, at: row.installed_at, by: null, why: null,
  })
  const mine = (same: (overlay: Overlay) => unknown): Origin => {
    const made = since(all, same)
    return { from: 'district', version: made.version, file: null, line: null, at: made.installed_at, by: made.installed_by ? titles.get(made.installed_by) ?? null : null, why: made.why }
  }
  const values = base.categories.flatMap((category, c): InForceValue[] => {
    const over = (from: Overlay) => from.categories.find((each) => each.code === category.code)
    const at = { category: category.code, condition: null }
    const now = over(overlay)
    if (now?.off) return [{ ...at, field: 'off', value: true, below: false, origin: mine((from) => over(from)?.off) }]
    return [
      { ...at, field: 'rules', value: now?.rules ?? category.rules, below: category.rules, origin: now?.rules ? mine((from) => over(from)?.rules) : below(['categories', c, 'rules']) },
      ...category.conditions.flatMap((condition, k): InForceValue[] => {
        const own = (from: Overlay) => over(from)?.conditions?.find((each) => each.id === condition.id)
        return (['limit', 'evidence'] as const).map((field) => ({
          category: category.code, condition: condition.id, field, value: own(overlay)?.[field] ?? condition[field], below: condition[field],
          origin: own(overlay)?.[field] ? mine((from) => own(from)?.[field]) : below(['categories', c, 'conditions', k, field]),
        }))
      }),
    ]
  })
  return { pack, version: all[0]!.version, base_version: baseVersion, content: current, overlay, values }
}

/** The version in which a change came in that has stood without a break since. */
function since(all: readonly VersionRow[], same: (overlay: Overlay) => unknown): VersionRow {
  const wanted = JSON.stringify(same(all[0]!.overlay!))
  let made = all[0]!
  for (const row of all) {
    // The version below a carried-over one is plain; the change has stood over it all the same.
    if (row.overlay === null && row.version !== made.version - 1) break
    if (row.overlay === null) continue
    if (JSON.stringify(same(row.overlay)) !== wanted) break
    if (row.source !== 'carried over' || made === all[0]) made = row
  }
  return made
}
/** jsonb orders keys its own way; the same content is compared in the order of the file. */
function ordered(content: unknown, like: unknown): unknown {
  if (Array.isArray(content)) return content.map((each, n) => ordered(each, Array.isArray(like) ? like[n] : undefined))
  if (typeof content !== 'object' || content === null) return content
  const keys = typeof like === 'object' && like !== null ? Object.keys(like) : []
  return Object.fromEntries(Object.entries(content).sort(([a], [b]) => keys.indexOf(a) - keys.indexOf(b)).map(([key, value]) => [key, ordered(value, (like as Record<string, unknown> | undefined)?.[key])]))
}
