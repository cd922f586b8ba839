// The SQL of packs: every version kept for ever, the newest in force; and the packs of a district held in memory.
import { sql } from 'kysely'
import { canonical } from '#kernel/chain.ts'
import { json, type Db, type Tx } from '#kernel/db.ts'
import { hashOf } from '#kernel/hash.ts'
import type { Memory } from '#kernel/memory.ts'
import { isEmpty, lay, tidied, type Overlay } from './overlay.ts'
import type { Category, FilingCondition, PackContent } from './words.ts'

export interface InForce { pack: string; version: number; source: string; installedAt: Date; content: PackContent }

const contentHash = (content: PackContent) => hashOf(canonical(content))

/** Installs a new version; the same content again changes nothing and answers the version in force. */
export async function install(tx: Tx, district: string, content: PackContent, source: string, by: string | null, at: Date): Promise<{ version: number; fresh: boolean }> {
  const sha256 = contentHash(content)
  const last = await tx.selectFrom('pack_version').select(['version', 'sha256']).where('district', '=', district).where('pack', '=', content.pack).orderBy('version', 'desc').limit(1).executeTakeFirst()
  if (last?.sha256 === sha256) return { version: last.version, fresh: false }
  const version = (last?.version ?? 0) + 1
  await tx.insertInto('pack_version').values({ district, pack: content.pack, version, content: json(content), sha256, source, installed_by: by, installed_at: at }).execute()
  return { version, fresh: true }
}

/** Installs a shipped pack unless this very content was installed before: what an office has changed since is not undone by a restart. Answers the new version, if there is one. */
export async function installShipped(tx: Tx, district: string, content: PackContent, at: Date): Promise<number | undefined> {
  const had = await tx.selectFrom('pack_version').select('version').where('district', '=', district).where('pack', '=', content.pack).where('sha256', '=', contentHash(content)).limit(1).executeTakeFirst()
  if (had) return undefined
  const { version } = await install(tx, district, content, 'shipped', null, at)
  return (await carryOver(tx, district, content, version, at))?.version ?? version
}

export interface VersionRow { version: number; source: string; installed_at: Date; installed_by: string | null; why: string | null; base_version: number | null; overlay: Overlay | null }
/** All versions, the newest first; those a district's change made say what was changed and why. */
export async function versions(db: Db | Tx, district: string, pack: string): Promise<VersionRow[]> {
  const rows = await db.selectFrom('pack_version as v').leftJoin('pack_overlay as o', (join) => join.onRef('o.district', '=', 'v.district').onRef('o.pack', '=', 'v.pack').onRef('o.version', '=', 'v.version'))
    .select(['v.version', 'v.source', 'v.installed_at', 'v.installed_by', 'o.why', 'o.base_version', 'o.overlay']).where('v.district', '=', district).where('v.pack', '=', pack).orderBy('v.version', 'desc').execute()
  return rows.map((row) => ({ ...row, overlay: row.overlay as unknown as Overlay | null }))
}
/** Installs a pack with a district's changes laid over it, and keeps the changes beside the version they made. */
export async function installOver(tx: Tx, district: string, about: { content: PackContent; base: number; overlay: Overlay; why: string; by: string | null; at: Date }): Promise<{ version: number; fresh: boolean }> {
  const done = await install(tx, district, about.content, about.by === null ? 'carried over' : 'district', about.by, about.at)
  if (done.fresh) await tx.insertInto('pack_overlay').values({ district, pack: about.content.pack, version: done.version, base_version: about.base, overlay: json(about.overlay), why: about.why }).execute()
  return done
}
/** After a new version from a release or a sheet: the district's changes of before are laid over it again, as a version of their own. What they no longer fit is left out and told. */
export async function carryOver(tx: Tx, district: string, content: PackContent, base: number, at: Date): Promise<{ version: number; gone: string[] } | undefined> {
  const before = (await versions(tx, district, content.pack)).find((row) => row.version < base)
  if (!before?.overlay || isEmpty(before.overlay)) return undefined
  const { gone } = lay(content, before.overlay)
  const overlay = tidied(content, before.overlay)
  if (isEmpty(overlay)) return undefined
  const { version, fresh } = await installOver(tx, district, { content: lay(content, overlay).content, base, overlay, why: before.why ?? '', by: null, at })
  return fresh ? { version, gone } : undefined
}
export async function contentOf(db: Db | Tx, district: string, pack: string, version: number): Promise<PackContent | undefined> {
  const row = await db.selectFrom('pack_version').select('content').where('district', '=', district).where('pack', '=', pack).where('version', '=', version).executeTakeFirst()
  return row?.content as unknown as PackContent | undefined
}

async function readInForce(db: Db | Tx, district: string): Promise<InForce[]> {
  const { rows } = await sql<{ pack: string; version: number; source: string; installed_at: Date; content: PackContent }>`
    select distinct on (pack) pack, version, source, installed_at, content from pack_version where district = ${district} order by pack, version desc`.execute(db)
  return rows.map((row) => ({ pack: row.pack, version: row.version, source: row.source, installedAt: row.installed_at, content: row.content }))
}

export interface Shelf {
  packs: readonly InForce[]
  pack(id: string): InForce | undefined
  category(pack: string, code: string): { pack: InForce; category: Category } | undefined
  condition(pack: string, code: string, id: string): { pack: InForce; category: Category; condition: FilingCondition } | undefined
}
/** The packs in force, at most five seconds old. */
export const shelfOf = (from: { memory: Memory; tx: Db | Tx; district: string }): Promise<Shelf> =>
  from.memory.recall(`packs/${from.district}`, 5_000, async () => shelf(await readInForce(from.tx, from.district)))
export const forgetShelf = (memory: Memory, district: string): void => memory.forget(`packs/${district}`)

function shelf(packs: readonly InForce[]): Shelf {
  const byId = new Map(packs.map((pack) => [pack.pack, { pack, categories: new Map(pack.content.categories.map((c) => [c.code, c])) }]))
  const category = (pack: string, code: string) => {
    const held = byId.get(pack)
    const found = held?.categories.get(code)
    return held && found ? { pack: held.pack, category: found } : undefined
  }
  return {
    packs, pack: (id) => byId.get(id)?.pack, category,
    condition(pack, code, id) {
      const held = category(pack, code)
      const condition = held?.category.conditions.find((c) => c.id === id)
      return held && condition ? { ...held, condition } : undefined
    },
  }
}
