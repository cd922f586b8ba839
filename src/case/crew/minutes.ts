// The narrow row of a case whose limit counts minutes on shift: what the ten-minute figure reads. Pure.
import type { RowWrite } from '#kernel/write/writing.ts'
import type { CaseMinutes } from '#kernel/tables.ts'
import type { Case } from '../state.ts'
import { inMinutes } from './part.ts'
import type { Fact } from '../words.ts'

const local = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString()
export const dayAndHour = (iso: string): { day: string; hour: number } => ({ day: local(iso).slice(0, 10), hour: Number(local(iso).slice(11, 13)) })

/** Nothing for cases that never did; what no longer does keeps its row and counts no more. The hour is that from which it counts: litter seen at night counts from the begin of the shift that had to clear it. */
export function minutesRow(id: string, kase: Case, facts: readonly Fact[]): RowWrite[] {
  const ten = kase.tenMinutes ?? kase.formerTen
  if (!ten) return []
  const begins = facts.some((fact) => (fact.type === 'filed' || fact.type === 'recategorised') && fact.sighted) && !kase.formerTen
  const values = {
    ...dayAndHour(ten.call?.since ?? ten.sighted.at), sighted_at: ten.sighted.at, sighted_by: ten.sighted.by, cleared_at: ten.cleared?.at ?? null, cleared_by: ten.cleared?.by ?? null, seconds: ten.cleared?.seconds ?? null,
    limit_s: inMinutes(kase.under) ? kase.under!.limit.amount * 60 : 0, unit: kase.unit ?? null, area: kase.area ?? null, crew: ten.cleared?.crew ?? ten.call?.crew ?? null, beat: ten.call?.beat ?? null, shift: ten.call?.shift ?? null, counted: kase.tenMinutes !== undefined && !kase.ending?.voided && !kase.one?.into,
  } satisfies Record<Exclude<keyof CaseMinutes, 'district' | 'id'>, unknown>
  return [{ table: 'case_minutes', mode: begins ? 'add' : 'set', key: { id }, values }]
}
