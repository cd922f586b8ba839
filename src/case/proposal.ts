// Where a filed case would be sent, and why: the rules of the pack version it was filed under, over today's units and names.
import type { Reading } from '#kernel/memory.ts'
import { atlasOf } from '../directory/atlas.ts'
import { route } from '../pack/route.ts'
import { contentOf } from '../pack/store.ts'
import type { Case } from './state.ts'
import type { Because } from './words.ts'

export async function proposalFor(look: Reading, kase: Pick<Case, 'under' | 'area'>): Promise<{ unit: string; because: Because } | undefined> {
  const { under, area } = kase
  if (!under || !area) return undefined
  const atlas = await atlasOf(look)
  // A case keeps the pack version it was filed under; a version never changes, so it may be remembered long.
  const content = await look.memory.recall(`pack/${look.district}/${under.pack}/${under.packVersion}`, 600_000, () => contentOf(look.tx, look.district, under.pack, under.packVersion))
  const category = content?.categories.find((c) => c.code === under.category)
  const [place, ...above] = atlas.lineage(area)
  if (!content || !category || !place) return undefined
  const territory = atlas.territory(area)
  return route({
    rules: category.rules, category: { code: category.code, title: category.title }, pack: { id: under.pack, version: under.packVersion, title: content.title },
    area: { code: place.code, name: place.name, ancestors: above.map((a) => ({ code: a.code, name: a.name })) },
    units: new Map([...atlas.unitByCode].map(([code, unit]) => [code, { id: unit.id, name: { zh: unit.zh, en: unit.en } }])),
    alias: (name) => atlas.unitNamed(name)?.code,
    territory: territory && { id: territory.id, code: territory.code, name: { zh: territory.zh, en: territory.en } },
  })
}
