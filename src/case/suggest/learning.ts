// Learns from what clerks decide: reads the log from where it stopped and counts words. It changes no case and is called by no verb.
// No reaction of the kernel, on purpose: a reaction meets one fact at a time, every two seconds, in the round of the clocks. The counts are one value of up to
// 2 MB, so each fact would write all of it; here 500 share one writing, once a minute. And the dictionary (half a second) may hold up no deadline. What a reaction
// gives besides, the order of each thing and facts set aside, counts have no use for. The place is kept in the same form and moves with a restore as theirs do.
import type { Db } from '#kernel/db.ts'
import { positionOf } from '#kernel/position.ts'
import { loadCutter, loadNames, plain, telling } from '../../pack/suggest/cut.ts'
import { learnAll, NOT_OURS } from '../../pack/suggest/learned.ts'
import { beginLearning, decidedAfter, keepLearned, learnedOf, type Decided } from '../store.ts'

export const LEARN_BATCH = 500

/** One batch; answers how many decisions were read. Fewer than a batch means that it is up to date. */
export async function learnDecisions(db: Db, district: string, now: Date, batch = LEARN_BATCH): Promise<number> {
  // Where nothing was decided since, the dictionary is not even loaded.
  if ((await decidedAfter(db, district, (await learnedOf(db, district)).position, 1)).length === 0) return 0
  const [cut, namesIn] = [await loadCutter(), await loadNames()]
  return await db.transaction().execute(async (tx) => {
    await beginLearning(tx, district, now)
    const before = await learnedOf(tx, district, true)
    const decided = await decidedAfter(tx, district, before.position, batch)
    const last = decided.at(-1)
    if (!last) return 0
    const learned = learnAll(before.learned, decided.flatMap((each) => {
      const kind = kindOf(each)
      return kind === undefined ? [] : [{ kind, words: wordsOf(`${each.title ?? ''} ${each.text ?? ''}`, cut, namesIn) }]
    }))
    await keepLearned(tx, district, { position: positionOf(last), learned, at: now })
    return decided.length
  })
}

/** "Not found", "unclear", "repeated" say nothing about what the message was about. */
const kindOf = ({ type, pack, category, reason }: Decided): string | undefined => type === 'filed' ? (pack && category ? `${pack}/${category}` : undefined) : reason === 'referred' ? NOT_OURS : undefined

/** Telling words without the names of people and places: a count of somebody's name would be somebody's data. */
function wordsOf(text: string, cut: (text: string) => readonly string[], namesIn: (text: string) => Set<string>): string[] {
  const bare = plain(text)
  const names = [...namesIn(bare)]
  return telling(cut(bare)).filter((word) => !names.some((name) => name.includes(word) || word.includes(name)))
}
