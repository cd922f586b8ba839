// A district's own drafts of answers in SQL: every change kept, the newest of a place in force, laid over the shipped ones.
import { sql } from 'kysely'
import type { Db, Tx } from '#kernel/db.ts'
import type { Memory } from '#kernel/memory.ts'
import { laidOver, type Answers, type Outcome } from '../answers.ts'
import { shippedFiles } from '../shipped-files.ts'

export interface AnswerChange { id: string; pack: string; category: string; outcome: Outcome; zh: string | null; en: string | null; why: string; made_by: string; made_at: Date }
/** The newest change of each place; one that went back to the shipped words says so by having none. */
export async function newestAnswers(db: Db | Tx, district: string): Promise<AnswerChange[]> {
  const { rows } = await sql<AnswerChange>`
    select distinct on (pack, category, outcome) id, pack, category, outcome, zh, en, why, made_by, made_at from pack_answer where district = ${district} order by pack, category, outcome, id desc`.execute(db)
  return rows
}
export async function addAnswer(tx: Tx, district: string, row: AnswerChange): Promise<void> {
  await tx.insertInto('pack_answer').values({ district, ...row }).execute()
}
/** What is in force, at most five seconds old. */
export const answersOf = (from: { tx: Db | Tx; district: string; memory: Memory }): Promise<Answers | undefined> => from.memory.recall(`answers/${from.district}`, 5_000, async () => {
  const { answers } = await shippedFiles()
  return answers && laidOver(answers, (await newestAnswers(from.tx, from.district)).flatMap(({ pack, category, outcome, zh, en }) => (zh !== null && en !== null ? [{ pack, category, outcome, said: { zh, en } }] : [])))
})
export const forgetAnswers = (memory: Memory, district: string): void => memory.forget(`answers/${district}`)
