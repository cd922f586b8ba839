// The SQL of cases: the plain row written in the verb's transaction, and what commands need to look up.
import { sql } from 'kysely'
import { tidy } from '#core/text.ts'
import { json, type Db, type Tx } from '#kernel/db.ts'
import type { Recorded } from '#kernel/log.ts'
import { placeOf } from '#kernel/position.ts'
import type { CaseNow } from '#kernel/tables.ts'
import type { RowWrite } from '#kernel/write/writing.ts'
import { nothingLearned, type Learned } from '../pack/suggest/learned.ts'
import { isOpen } from './life.ts'
import { awaitedOf, barredOf, flagsOf, isAsked, supportersOf } from './parts.ts'
import { externalKnown } from './problems.ts'
import { cellOf, monthOf } from './cell.ts'
import { flagRow, measures } from './figures/flags.ts'
import { minutesRow } from './crew/minutes.ts'
import { nearFrom } from './clocks/watch.ts'
import { nextClock, type Case } from './state.ts'
import type { Fact } from './words.ts'

/** Longest summary in a list, characters. */
const SUMMARY_MAX = 80

const counts: ReadonlySet<string> = new Set(measures)
/** A pack's words, as whoever made it wrote them: the text of a point on the map has no place for hidden signs. */
const tidied = (words: string | undefined): string | null => (words === undefined ? null : tidy(words))
/** Never in the middle of a sign: half an emoji is nothing a database keeps. */
const cut = (text: string) => text.slice(0, SUMMARY_MAX).replace(/[\ud800-\udbff]$/, '')

/** What the case is called and numbered elsewhere: its category, and the numbers of all that came to it, so that whoever has one of them finds it. */
function kindOf(kase: Case): string | null {
  const kind = kase.under ?? kase.category
  const also = (kase.one?.also ?? []).flatMap((each) => [each.case?.number, each.external?.number])
  const all = [kind?.zh, kind?.en, ...also].filter((word) => word !== undefined)
  return all.length === 0 ? null : all.join('\n').toLowerCase()
}
const renaming: ReadonlySet<Fact['type']> = new Set<Fact['type']>(['filed', 'recategorised', 'joined', 'took-in', 'gave-back', 'unmerged'])

/** The plain row of a case and what lists and searches read, as they shall stand behind these facts. */
export function rows(ref: { id: string }, kase: Case, recorded: readonly Recorded<Fact>[], texts: ReadonlyMap<string, string>): RowWrite[] {
  const made = recorded[0]!.version === 1
  const text = (id: string | undefined) => (id === undefined ? undefined : texts.get(id))
  const key = { id: ref.id }
  const clock = nextClock(kase), flags = flagsOf(kase), supporters = supportersOf(kase), awaited = awaitedOf(kase), barred = barredOf(kase)
  // What was written before keeps its words: a later fact brings only its own.
  const words = text(kase.title) ?? text(kase.text)
  const values = {
    version: recorded.at(-1)!.version, number: kase.number, state: kase.state, open: isOpen(kase.state), source: kase.source,
    summary: words === undefined ? (made ? '' : null) : cut(words.replace(/\s+/g, ' ')), place: text(kase.placeText) ?? null,
    area: kase.area ?? null, lon: kase.point?.lon ?? null, lat: kase.point?.lat ?? null, ym: monthOf(kase.reportedAt), cell: kase.point ? cellOf(kase.point.lon, kase.point.lat) : null,
    pack: kase.under?.pack ?? kase.category?.pack ?? null, pack_version: kase.under?.packVersion ?? null,
    category: kase.under?.category ?? kase.category?.category ?? null, category_zh: tidied(kase.under?.zh ?? kase.category?.zh), category_en: kase.under?.en ?? kase.category?.en ?? null,
    action: kase.under?.action ?? null, unit: kase.unit ?? null, because: kase.because ?? null, handling_limit: kase.under?.limit ?? null,
    stage: clock?.stage ?? null, stage_start: clock?.start ?? null, warn_at: clock ? nearFrom(clock, kase.under?.limit) : null, due_at: clock?.due ?? null, provisional: clock?.provisional ?? false, handle_due_at: kase.handle?.due ?? null,
    late: kase.late ?? null, flags, asked: isAsked(flags), supporters: supporters.length > 0 ? supporters : null, awaited: awaited.length > 0 ? awaited : null, barred: barred.length > 0 ? barred.sort() : null, reworks: kase.reworks, photo: kase.before[0] ?? null, reporter: kase.reporter, owner: kase.owner ?? null, tellers: [...new Set((kase.one?.also ?? []).flatMap((each) => each.by ?? []))].filter((by) => by !== kase.reporter).sort(), external_number: kase.external?.number ?? null,
    reported_at: kase.reportedAt, filed_at: kase.filedAt ?? null, dispatched_at: kase.dispatchedAt ?? null, handled_at: kase.handledAt ?? null, ended_at: kase.endedAt ?? null,
    // A column nobody writes does not compile.
  } satisfies Record<Exclude<keyof CaseNow, 'district' | 'id'>, unknown>
  const all: RowWrite[] = [made ? { table: 'case_now', mode: 'add', key, values } : { table: 'case_now', mode: 'set', key, values, keep: ['summary', 'place'] }]
  const place = text(kase.placeText)
  all.push({ table: 'case_flag', mode: made ? 'add' : 'set', key, values: { version: values.version, ...flagRow(kase) }, counts })
  // The words it is found by, in a table of their own: a step that changes none of them does not touch it.
  if (made) {
    const report = [kase.number, kase.external?.number, text(kase.title), text(kase.text)].filter((one) => one).join('\n')
    all.push({ table: 'case_search', mode: 'add', key, values: { ym: values.ym, reported_at: kase.reportedAt, report: report.toLowerCase(), place: place?.toLowerCase() ?? null, kind: kindOf(kase) } })
  } else if (place !== undefined || recorded.some(({ fact }) => renaming.has(fact.type))) {
    all.push({ table: 'case_search', mode: 'set', key, values: { place: place?.toLowerCase() ?? null, kind: kindOf(kase) }, keep: ['place'] })
  }
  const outside = recorded.flatMap(({ fact }) => ((fact.type === 'reported' || fact.type === 'joined') && fact.external ? [fact.external] : []))
  for (const { system, number } of outside) all.push({ table: 'external_ref', mode: 'add', key: { system, number }, values: { case_id: ref.id }, taken: () => externalKnown({ number }) })
  const photos = new Set(recorded.flatMap(({ fact }) => ('photos' in fact ? fact.photos ?? [] : [])))
  all.push(...minutesRow(ref.id, kase, recorded.map(({ fact }) => fact)))
  for (const sha256 of photos) all.push({ table: 'file_use', mode: 'once', key: { sha256, stream: 'case', stream_id: ref.id }, values: {} })
  return all
}

/** Which of these outside numbers are known already. */
export async function knownNumbers(tx: Tx, district: string, system: string, numbers: readonly string[]): Promise<Set<string>> {
  if (numbers.length === 0) return new Set()
  const rows = await tx.selectFrom('external_ref').select('number').where('district', '=', district).where('system', '=', system).where('number', 'in', [...numbers]).execute()
  return new Set(rows.map((row) => row.number))
}

// What clerks decided, for the suggestions.
export interface Decided { tx: string; stream: string; id: string; version: number; type: 'filed' | 'rejected'; pack: string | null; category: string | null; reason: string | null; text: string | null; title: string | null }

/** Cases filed or rejected after a position, oldest first, with the masked words of their report. Stops before the oldest transaction still running, so a row that commits late is never passed. */
export async function decidedAfter(tx: Db | Tx, district: string, position: string, limit: number): Promise<Decided[]> {
  const { rows } = await sql<Decided>`
    select l.tx::text as tx, l.stream, l.id, l.version, l.type, l.data -> 'under' ->> 'pack' as pack, l.data -> 'under' ->> 'category' as category, l.data ->> 'reason' as reason,
      (select k.masked from kept_text k where k.district = l.district and k.id = r.data ->> 'text') as text, (select k.masked from kept_text k where k.district = l.district and k.id = r.data ->> 'title') as title
    from log l join log r on r.district = l.district and r.stream = l.stream and r.id = l.id and r.version = 1
    where l.district = ${district} and l.stream = 'case' and l.type in ('filed', 'rejected') and (l.tx, l.stream, l.id, l.version) > ${placeOf(position)}
      and l.tx < pg_snapshot_xmin(pg_current_snapshot())
    order by l.district, l.tx, l.stream, l.id, l.version limit ${limit}`.execute(tx)
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
