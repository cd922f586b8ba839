// Making and reading roots: every minute what moved is sealed, and the seal is also written to a file outside the database.
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { isUniqueViolation, json, type Db } from '../db.ts'
import { placeOf, positionOf } from '../position.ts'
import { headsOf, readRoot, sayRoot, sealRoot, type Head, type Root } from './root.ts'

/** Rows sealed by one root at most: a bulk load makes several roots instead of one huge one. */
const ROWS_MAX = 5_000

/** Seals what was committed since the last root. Answers the new root, or undefined when nothing moved or another server was first. */
export async function makeRoot(db: Db, district: string, now: Date): Promise<Root | undefined> {
  const last = await db.selectFrom('log_root').select(['n', 'hash', 'position']).where('district', '=', district).orderBy('n', 'desc').limit(1).executeTakeFirst()
  const { rows } = await sql<{ tx: string; stream: string; id: string; version: number; hash: string }>`
    select tx::text as tx, stream, id, version, hash from log
    where district = ${district} and (tx, stream, id, version) > ${placeOf(last?.position ?? '')}
      and tx < pg_snapshot_xmin(pg_current_snapshot())
    order by log.district, log.tx, log.stream, log.id, log.version limit ${ROWS_MAX}`.execute(db)
  const end = rows.at(-1)
  if (!end) return undefined
  const root = { n: (last?.n ?? 0) + 1, at: now, heads: headsOf(rows) }
  const hash = sealRoot(last?.hash ?? null, district, root)
  try {
    await db.insertInto('log_root').values({ district, n: root.n, at: now, position: positionOf(end), heads: json(root.heads), hash }).execute()
  } catch (error) {
    // Two servers seal at the same minute: one root is enough.
    if (isUniqueViolation(error)) return undefined
    throw error
  }
  return { ...root, hash }
}

/** Seals until nothing is left. */
export async function makeRoots(db: Db, district: string, now: Date, onRoot: (root: Root) => Promise<void> = async () => {}): Promise<number> {
  for (let made = 0; ; made++) {
    const root = await makeRoot(db, district, now)
    if (!root) return made
    await onRoot(root)
  }
}

/** All roots of a district, oldest first, a batch at a time. */
export async function* rootsOf(db: Db, district: string, batch = 200): AsyncGenerator<Root> {
  for (let after = 0; ;) {
    const rows = await db.selectFrom('log_root').select(['n', 'at', 'heads', 'hash']).where('district', '=', district).where('n', '>', after).orderBy('n').limit(batch).execute()
    for (const row of rows) yield { n: row.n, at: row.at, heads: row.heads as unknown as Head[], hash: row.hash }
    if (rows.length < batch) return
    after = rows.at(-1)!.n
  }
}

export const lastRoot = (db: Db, district: string) =>
  db.selectFrom('log_root').select(['n', 'at', 'hash']).where('district', '=', district).orderBy('n', 'desc').limit(1).executeTakeFirst()

/** The witness outside the database: one line a root, only ever appended to. Copy it elsewhere, print its last line: then nobody can seal the past anew. */
export const witnessFile = (dataFolder: string, district: string): string => join(dataFolder, 'roots', `${district}.txt`)

export async function writeWitness(dataFolder: string, district: string, root: Root): Promise<void> {
  await mkdir(join(dataFolder, 'roots'), { recursive: true, mode: 0o700 })
  await appendFile(witnessFile(dataFolder, district), `${root.at.toISOString()} ${sayRoot(root)}\n`, { mode: 0o600 })
}

/** What was written down; lines cut off by a crash are passed over. */
export async function readWitness(dataFolder: string, district: string): Promise<{ n: number; hash: string }[]> {
  const text = await readFile(witnessFile(dataFolder, district), 'utf8').catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return ''; throw error })
  return text.split('\n').map((line) => readRoot(line.split(' ')[1] ?? '')).filter((root) => root !== undefined)
}
