// A district changes a pack: tried first, then installed as a version of its own with who, when and why; and an older version taken back.
import { mask } from '#core/mask.ts'
import { problem } from '#core/problem.ts'
import { tidy } from '#core/text.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Tx } from '#kernel/db.ts'
import { nameId } from '#kernel/log.ts'
import type { Changed } from '#kernel/change.ts'
import type { Memory, Reading } from '#kernel/memory.ts'
import { notFound } from '#kernel/run.ts'
import { wrongInput } from '#kernel/wrong-input.ts'
import type { Known } from './check.ts'
import { groundsOf } from './grounds.ts'
import { compare, emptyOverlay, faultsOfChange, lay, tidied, type Change, type Overlay, type OverlayFault } from './overlay.ts'
import { contentOf, installOver, versions, type VersionRow } from './store.ts'
import type { PackContent } from './words.ts'

export const movedOn = problem<{ version: number }>('pack.moved-on', 409, ({ version }) => ({
  zh: `这个专项已经是第${version}版，您改的是旧版。请看过新版再改。`, en: `The pack is at version ${version} by now; you changed an older one. Look at the new version first.`,
}))
export const nothingChanged = problem('pack.nothing-changed', 422, () => ({ zh: '和现在用的一样，没有要改的。', en: 'This is what is in force already; nothing changes.' }))

export interface ChangeAsked { pack: string; /** The version the editor looked at. */ seen: number; overlay: Overlay; why: string; dryRun: boolean }
export interface ChangeDone { dry_run: boolean; version: number | null; base_version: number; changes: Change[]; gone: string[]; faults: OverlayFault[] }

/** Unit codes, groups and areas of the district as the checker wants them. */
export async function knownIn(look: Reading): Promise<Known> {
  const { atlas, groups } = await groundsOf(look)
  return {
    units: new Set(atlas.unitByCode.keys()), groups: new Set(groups.keys()), names: new Map([...atlas.units.values()].map((unit) => [unit.zh, unit.code])),
    areas: new Map([...atlas.areas.values()].map((area) => [area.code, atlas.lineage(area.id).slice(1).map((above) => above.code)])),
  }
}

/** The version in force and the one without the district's changes below it. */
export async function layersOf(tx: Reading['tx'], district: string, pack: string): Promise<{ all: VersionRow[]; current: PackContent; base: PackContent; baseVersion: number; overlay: Overlay }> {
  const all = await versions(tx, district, pack)
  const [top] = all
  if (!top) throw notFound({ noun: 'pack' })
  const baseVersion = top.base_version ?? top.version
  const [current, base] = [await contentOf(tx, district, pack, top.version), await contentOf(tx, district, pack, baseVersion)]
  return { all, current: current!, base: base!, baseVersion, overlay: top.overlay ?? emptyOverlay }
}

/** `overlay` is the whole of the district's changes from now on: what it leaves out is as the pack below has it. */
export async function changePack(tx: Tx, by: { actor: Actor; now: Date; memory: Memory }, asked: ChangeAsked): Promise<Changed> {
  const district = by.actor.district
  const { all, current, base, baseVersion } = await layersOf(tx, district, asked.pack)
  if (all[0]!.version !== asked.seen) throw movedOn({ version: all[0]!.version })
  const { gone } = lay(base, asked.overlay)
  const overlay = tidied(base, asked.overlay)
  const { content } = lay(base, overlay)
  const faults = [
    ...gone.map((name) => ({ path: name, said: { zh: `方案里没有 ${name}`, en: `the pack has no ${name}` } })),
    ...faultsOfChange(current, content, await knownIn({ tx, district, memory: by.memory })),
  ]
  const changes = compare(current, content)
  const told: ChangeDone = { dry_run: asked.dryRun, version: null, base_version: baseVersion, changes, gone, faults }
  if (asked.dryRun) return { json: told, audit: [] }
  if (faults.length > 0) throw wrongInput({}, faults.slice(0, 200))
  if (changes.length === 0) throw nothingChanged({})
  // Why is for the colleagues who come after; a phone number in it would be nobody's business.
  const { version } = await installOver(tx, district, { content, base: baseVersion, overlay, why: mask(tidy(asked.why)).masked, by: by.actor.account, at: by.now })
  return { json: { ...told, version }, audit: [audited(asked.pack, version, { type: 'changed', changes: changes.length })] }
}

/** An older version is in force again, as a new version: nothing is taken out of the history. */
export async function restorePack(tx: Tx, by: { actor: Actor; now: Date; memory: Memory }, asked: { pack: string; seen: number; version: number; why: string }): Promise<Changed> {
  const district = by.actor.district
  const { all, current, baseVersion: baseNow } = await layersOf(tx, district, asked.pack)
  if (all[0]!.version !== asked.seen) throw movedOn({ version: all[0]!.version })
  const old = all.find((row) => row.version === asked.version)
  const content = old && await contentOf(tx, district, asked.pack, asked.version)
  if (!old || !content) throw notFound({ noun: 'pack' })
  const changes = compare(current, content)
  if (changes.length === 0) throw nothingChanged({})
  const { version } = await installOver(tx, district, { content, base: old.base_version ?? old.version, overlay: old.overlay ?? emptyOverlay, why: mask(tidy(asked.why)).masked, by: by.actor.account, at: by.now })
  const told: ChangeDone = { dry_run: false, version, base_version: old.base_version ?? baseNow, changes, gone: [], faults: [] }
  return { json: told, audit: [audited(asked.pack, version, { type: 'restored', from: asked.version })] }
}

const audited = (pack: string, version: number, fact: { type: string } & Record<string, unknown>) => ({ stream: 'pack', id: nameId('pack', pack), facts: [{ pack, version, ...fact }] })
