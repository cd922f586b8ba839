// The narrow row of a case whose limit counts minutes on shift: what the ten-minute figure reads. Pure.
import type { RowWrite } from '#kernel/write/writing.ts'
import type { CaseMinutes } from '#kernel/tables.ts'
import type { Case } from '../state.ts'
import type { Fact } from '../words.ts'

const local = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString()
export const dayAndHour = (iso: string): { day: string; hour: number } => ({ day: local(iso).slice(0, 10), hour: Number(local(iso).slice(11, 13)) })

/** Nothing for all other cases. The hour is that from which it counts: litter seen at night counts from the begin of the shift that had to clear it. */
export function minutesRow(id: string, kase: Case, facts: readonly Fact[]): RowWrite[] {
  const ten = kase.tenMinutes
  if (!ten || !kase.under) return []
  const values = {
    ...dayAndHour(ten.call?.since ?? ten.sighted.at), sighted_at: ten.sighted.at, sighted_by: ten.sighted.by, cleared_at: ten.cleared?.at ?? null, cleared_by: ten.cleared?.by ?? null, seconds: ten.cleared?.seconds ?? null,
    limit_s: kase.under.limit.amount * 60, unit: kase.unit ?? null, area: kase.area ?? null, crew: ten.call?.crew ?? null, beat: ten.call?.beat ?? null, shift: ten.call?.shift ?? null, counted: kase.ending?.voided === undefined,
  } satisfies Record<Exclude<keyof CaseMinutes, 'district' | 'id'>, unknown>
  return [{ table: 'case_minutes', mode: facts.some((fact) => fact.type === 'filed') ? 'add' : 'set', key: { id }, values }]
}
