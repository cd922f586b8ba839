// Is the log still what was written? Every chain recomputed, every root compared, every witness heard; the first wrong place of each is named.
import type { Said } from '#core/problem.ts'
import { seal, type Sealed } from '../chain.ts'
import type { Db, Tx } from '../db.ts'
import { sql } from 'kysely'
import { placeOf } from '../position.ts'
import { sealRoot } from './root.ts'
import { rootsOf } from './roots.ts'

export type Wrong =
  | { kind: 'row'; stream: string; id: string; version: number }
  | { kind: 'missing'; stream: string; id: string; version: number; root: number }
  | { kind: 'resealed'; stream: string; id: string; version: number; root: number }
  | { kind: 'unrooted'; stream: string; id: string; version: number }
  | { kind: 'root'; root: number }
  | { kind: 'witness'; root: number }

export interface Verified {
  streams: number
  rows: number
  roots: number
  /** Rows younger than the last root: their chain holds, their end is not witnessed yet. */
  open: number
  broken: Wrong[]
}

/** How each kind of fault is said; the place follows it. */
export const sayWrong = (wrong: Wrong): Said => {
  switch (wrong.kind) {
    case 'row': return { zh: `${wrong.stream} ${wrong.id} 第${wrong.version}条起不符`, en: `${wrong.stream} ${wrong.id} is wrong from version ${wrong.version}` }
    case 'missing': return { zh: `${wrong.stream} ${wrong.id} 第${wrong.version}条不见了（第${wrong.root}号总印记过）`, en: `${wrong.stream} ${wrong.id} version ${wrong.version} is gone (root ${wrong.root} had it)` }
    case 'resealed': return { zh: `${wrong.stream} ${wrong.id} 到第${wrong.version}条被重写过（与第${wrong.root}号总印不符）`, en: `${wrong.stream} ${wrong.id} was rewritten up to version ${wrong.version} (root ${wrong.root} says otherwise)` }
    case 'unrooted': return { zh: `${wrong.stream} ${wrong.id} 第${wrong.version}条是补插的，总印里没有`, en: `${wrong.stream} ${wrong.id} version ${wrong.version} was put in later; no root has it` }
    case 'root': return { zh: `第${wrong.root}号总印不符或缺号`, en: `root ${wrong.root} is wrong or missing` }
    case 'witness': return { zh: `第${wrong.root}号总印与库外留底不一致`, en: `root ${wrong.root} differs from what was written down outside` }
  }
}

type Row = Sealed & { hash: string; rooted: boolean }
const BATCH = 5_000

/** All rows of a district in the order of their chains, a batch at a time. */
async function* rowsOf(db: Db | Tx, district: string, upto: string): AsyncGenerator<Row> {
  for (let after = ['', '00000000-0000-0000-0000-000000000000', 0] as [string, string, number]; ;) {
    const { rows } = await sql<Row>`
      select district, stream, id, version, type, data, actor, at, command, hash, (tx, stream, id, version) <= ${placeOf(upto)} as rooted from log
      where district = ${district} and (stream, id, version) > (${after[0]}, ${after[1]}::uuid, ${after[2]}::int)
      order by stream, id, version limit ${BATCH}`.execute(db)
    yield* rows
    if (rows.length < BATCH) return
    const last = rows.at(-1)!
    after = [last.stream, last.id, last.version]
  }
}

/**
 * Recomputes the chain of every stream and the chain of roots, and compares the two. `witness` are roots written down outside.
 * Reads only; runs in one snapshot when `db` is a repeatable-read transaction.
 */
export async function verifyLog(db: Db | Tx, district: string, options: { witness?: readonly { n: number; hash: string }[]; onRow?: (done: number) => void } = {}): Promise<Verified> {
  const broken: Wrong[] = []
  const { heads, roots, hashes, end } = await readRoots(db, district, broken)
  for (const { n, hash } of options.witness ?? []) if (hashes.get(n) !== hash) { broken.push({ kind: 'witness', root: n }); break }

  let streams = 0, rows = 0, open = 0
  let current: { key: string; before: string | null; version: number; wrong: boolean } | undefined
  const finish = () => {
    if (!current) return
    const all = heads.get(current.key)
    const last = all?.at(-1)
    // Cut off: the root saw more than there is now.
    const [stream, id] = split(current.key)
    if (!current.wrong && last && last.version > current.version) broken.push({ kind: 'missing', stream, id, version: current.version + 1, root: last.n })
    heads.delete(current.key)
  }
  for await (const row of rowsOf(db, district, end)) {
    const key = `${row.stream}/${row.id}`
    if (current?.key !== key) {
      finish()
      streams++
      current = { key, before: null, version: 0, wrong: false }
    }
    rows++
    if (!row.rooted) open++
    if (!current.wrong) {
      const place = { stream: row.stream, id: row.id, version: row.version }
      const algorithm = row.hash.startsWith('sm3:') ? 'sm3' as const : 'sha256' as const
      const sealed = heads.get(key)
      const witnessed = sealed?.find((head) => head.version === row.version)
      if (row.version !== current.version + 1 || row.hash !== seal(current.before, row, algorithm)) {
        current.wrong = true
        broken.push({ kind: 'row', ...place })
      } else if (witnessed && witnessed.hash !== row.hash) {
        current.wrong = true
        broken.push({ kind: 'resealed', ...place, root: witnessed.n })
      } else if (row.rooted && end !== '' && (sealed?.at(-1)?.version ?? 0) < row.version) {
        current.wrong = true
        broken.push({ kind: 'unrooted', ...place })
      }
      current.before = row.hash
      current.version = row.version
    }
    if (rows % 10_000 === 0) options.onRow?.(rows)
  }
  finish()
  // Streams a root has seen and that are gone whole.
  for (const [key, all] of heads) {
    const [stream, id] = split(key)
    broken.push({ kind: 'missing', stream, id, version: 1, root: all[0]!.n })
  }
  return { streams, rows, roots, open, broken }
}
const split = (key: string): [string, string] => { const at = key.indexOf('/'); return [key.slice(0, at), key.slice(at + 1)] }

type Heads = Map<string, { version: number; hash: string; n: number }[]>
async function readRoots(db: Db | Tx, district: string, broken: Wrong[]): Promise<{ heads: Heads; roots: number; hashes: Map<number, string>; end: string }> {
  const heads: Heads = new Map(), hashes = new Map<number, string>()
  let before: string | null = null, count = 0, wrong = false
  for await (const root of rootsOf(db as Db, district)) {
    count++
    hashes.set(root.n, root.hash)
    if (!wrong && (root.n !== count || sealRoot(before, district, root) !== root.hash)) { wrong = true; broken.push({ kind: 'root', root: count }) }
    before = root.hash
    // A wrong root proves nothing any more; those before it do.
    if (!wrong) for (const [stream, id, version, hash] of root.heads) {
      const key = `${stream}/${id}`
      heads.set(key, [...(heads.get(key) ?? []), { version, hash, n: root.n }])
    }
  }
  const last = wrong ? undefined : await db.selectFrom('log_root').select('position').where('district', '=', district).orderBy('n', 'desc').limit(1).executeTakeFirst()
  return { heads, roots: count, hashes, end: last?.position ?? '' }
}

