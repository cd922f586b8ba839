// The SQL of learning: which cases were decided since the last reading, and the counts kept for a district.
import { sql } from 'kysely'
import { json, type Db, type Tx } from '#kernel/db.ts'
import { nothingLearned, type Learned } from '../../pack/suggest/learned.ts'

export interface Decided { position: string; type: 'filed' | 'rejected'; pack: string | null; category: string | null; reason: string | null; text: string | null; title: string | null }

/** Cases filed or rejected after a position, oldest first, with the masked words of their report. Stops before the oldest transaction still running, so a row that commits late is never passed. */
export async function decidedAfter(tx: Db | Tx, district: string, position: string, limit: number): Promise<Decided[]> {
  const [after, id, version] = position === '' ? ['0', '00000000-0000-0000-0000-000000000000', '0'] : position.split('/')
  const { rows } = await sql<Decided>`
    select l.tx::text || '/' || l.id || '/' || l.version as position, l.type, l.data -> 'under' ->> 'pack' as pack, l.data -> 'under' ->> 'category' as category, l.data ->> 'reason' as reason,
      (select k.masked from kept_text k where k.district = l.district and k.id = r.data ->> 'text') as text, (select k.masked from kept_text k where k.district = l.district and k.id = r.data ->> 'title') as title
    from log l join log r on r.district = l.district and r.stream = l.stream and r.id = l.id and r.version = 1
    where l.district = ${district} and l.stream = 'case' and l.type in ('filed', 'rejected') and l.tx >= ${after}::xid8 and (l.tx, l.id, l.version) > (${after}::xid8, ${id}::uuid, ${version}::int)
      and l.tx < pg_snapshot_xmin(pg_current_snapshot())
    order by l.tx, l.id, l.version limit ${limit}`.execute(tx)
  return rows
}

/** The counts of a district, held for this transaction alone where `lock` is asked: two servers never count one case twice. */
export async function learnedOf(db: Db | Tx, district: string, lock = false): Promise<{ position: string; learned: Learned }> {
  const question = db.selectFrom('suggest_learned').select(['position', 'learned']).where('district', '=', district)
  const row = await (lock ? question.forUpdate() : question).executeTakeFirst()
  return row ? { position: row.position, learned: row.learned as unknown as Learned } : { position: '', learned: nothingLearned() }
}
export async function beginLearning(tx: Tx, district: string, at: Date): Promise<void> {
  await tx.insertInto('suggest_learned').values({ district, position: '', learned: json(nothingLearned()), at }).onConflict((oc) => oc.doNothing()).execute()
}
export async function keepLearned(tx: Tx, district: string, kept: { position: string; learned: Learned; at: Date }): Promise<void> {
  await tx.updateTable('suggest_learned').set({ position: kept.position, learned: json(kept.learned), at: kept.at }).where('district', '=', district).execute()
}
