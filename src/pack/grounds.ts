// What a responsibility list is read against: units, groups with their members, names; and one question made of them.
import type { Reading } from '#kernel/memory.ts'
import { atlasOf, type Atlas } from '../directory/atlas.ts'
import { unitGroups } from '../directory/store.ts'
import type { Answering, Asked, Group } from './route.ts'
import type { Category, PackContent } from './words.ts'

export interface Grounds { atlas: Atlas; units: Asked['units']; groups: ReadonlyMap<string, Group>; answering(code: string): Answering | undefined; byId(id: string): Answering | undefined }

/** Held as long as the atlas is, so that whoever compares can compare by identity. */
export async function groundsOf(look: Reading): Promise<Grounds> {
  const atlas = await atlasOf(look)
  const held = await look.memory.recall(`grounds/${look.district}`, 5_000, async () => made(atlas, await unitGroups(look.tx, look.district)))
  // A change of the atlas that this server made itself is seen at once.
  if (held.atlas === atlas) return held
  look.memory.forget(`grounds/${look.district}`)
  return await look.memory.recall(`grounds/${look.district}`, 5_000, async () => made(atlas, await unitGroups(look.tx, look.district)))
}

function made(atlas: Atlas, rows: readonly { code: string; zh: string; en: string; members: string[] }[]): Grounds {
  // A unit that has ended answers for nothing new, whether by its code, as an owner or in a group.
  const byId = (id: string): Answering | undefined => { const unit = atlas.units.get(id); return unit?.active ? { id: unit.id, code: unit.code, name: { zh: unit.zh, en: unit.en } } : undefined }
  const communities = [...atlas.units.values()].filter((unit) => unit.active && unit.kind === 'community').map((unit) => unit.id)
  const groups = new Map(rows.map((row): [string, Group] => {
    // Every community of the area table brings a unit of its own: nobody has to list them a second time.
    const members = row.members.length === 0 && row.code === 'all-communities' ? communities : row.members
    return [row.code, { code: row.code, name: { zh: row.zh, en: row.en }, members: members.flatMap((id) => { const unit = byId(id); const area = atlas.areas.get(atlas.units.get(id)?.area ?? ''); return unit ? [{ ...unit, area: area?.code ?? null }] : [] }) }]
  }))
  const units = new Map([...atlas.unitByCode].map(([code, unit]) => [code, { id: unit.id, name: { zh: unit.zh, en: unit.en } }]))
  return { atlas, units, groups, byId, answering: (code) => { const unit = atlas.unitByCode.get(code); return unit && byId(unit.id) } }
}

/** Category, place, owner and moment as one question; undefined where the area is not known. */
export function askedOf(grounds: Grounds, about: { content: PackContent; version: number; category: Category; area: string; owner?: string | undefined; at?: Date | undefined }): Asked | undefined {
  const { content, version, category } = about
  const { atlas } = grounds
  const [place, ...above] = atlas.lineage(about.area)
  if (!place) return undefined
  const territory = atlas.territory(about.area)
  return {
    rules: category.rules, category: { code: category.code, title: category.title }, pack: { id: content.pack, version, title: content.title },
    area: { code: place.code, name: place.name, ancestors: above.map((area) => ({ code: area.code, name: area.name })) },
    owner: about.owner === undefined ? undefined : grounds.byId(about.owner), at: about.at,
    units: grounds.units, groups: grounds.groups, alias: (name) => atlas.unitNamed(name)?.code,
    lead: content.units.lead.map((code) => grounds.answering(code) ?? grounds.answering(atlas.unitNamed(code)?.code ?? '')).find((unit) => unit !== undefined),
    territory: territory && { id: territory.id, code: territory.code, name: { zh: territory.zh, en: territory.en } },
  }
}
