// Measures the suggestions of categories on labelled messages: top-1, top-3, refusal. Part of npm run bench; alone: node bench/suggest.ts.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { loadPacks } from '../src/pack/load.ts'
import { loadCutter } from '../src/pack/suggest/cut.ts'
import { suggest } from '../src/pack/suggest/suggest.ts'
import { vocabularyOf } from '../src/pack/suggest/vocabulary.ts'

interface Labelled { is: string; says: string }
export interface SuggestFigures {
  messages: number; ours: number; notOurs: number
  /** Of our messages: the right category first, or among the first three. A refusal of one of ours counts as a miss in both. */
  top1: number; top3: number
  /** Of what was refused, how much is not ours; of what is not ours, how much was refused. */
  refusalPrecision: number; refusalRecall: number
  /** Of what is not ours, how much was taken for ours. */
  falseOurs: number
  /** Of what was rightly refused and has a department on its label: the department named is that one. */
  department: number
  msEach: number
}
const here = join(import.meta.dirname, '..')
export const labelled = async (set: 'design' | 'held-out'): Promise<Labelled[]> => parse(await readFile(join(here, 'bench', 'messages', `${set}.yaml`), 'utf8')) as Labelled[]

export async function suggestBench(set: 'design' | 'held-out' = 'held-out', onMiss?: (line: string) => void): Promise<SuggestFigures> {
  const { base, packs, faults } = await loadPacks(join(here, 'packs'))
  if (!base) throw new Error(`packs/ has ${faults.length} mistakes: npx dianfan check packs`)
  const cut = await loadCutter()
  const from = { vocabulary: vocabularyOf(packs.map(({ content }) => ({ pack: content.pack, content })), base.elsewhere, cut), cut }
  const all = await labelled(set)
  suggest(all[0]!.says, from)
  const began = performance.now()
  const answers = all.map((each) => ({ ...each, got: suggest(each.says, from) }))
  const msEach = (performance.now() - began) / all.length
  const ours = answers.filter((each) => !each.is.startsWith('not-ours'))
  const not = answers.filter((each) => each.is.startsWith('not-ours'))
  const among = (each: (typeof answers)[number], n: number) => each.got.ours && each.got.items.slice(0, n).some((item) => item.category === each.is)
  const refused = answers.filter((each) => !each.got.ours)
  for (const each of answers) {
    const first = each.got.ours ? each.got.items[0]?.category : `not-ours/${each.got.elsewhere?.department ?? ''}`
    if (each.is.startsWith('not-ours') ? each.got.ours : !among(each, 1)) onMiss?.(`${each.is} ← ${first}${among(each, 3) ? ' (in 3)' : ''} [${(each.got.ours ? each.got.items[0]?.words : each.got.elsewhere?.words)?.join(' ') ?? ''}] ${each.says}`)
  }
  const named = not.filter((each) => !each.got.ours && each.is.includes('/'))
  const share = (part: number, of: number) => (of === 0 ? 0 : Math.round((1000 * part) / of) / 10)
  return {
    messages: all.length, ours: ours.length, notOurs: not.length,
    top1: share(ours.filter((each) => among(each, 1)).length, ours.length), top3: share(ours.filter((each) => among(each, 3)).length, ours.length),
    refusalPrecision: share(refused.filter((each) => each.is.startsWith('not-ours')).length, refused.length), refusalRecall: share(not.filter((each) => !each.got.ours).length, not.length),
    falseOurs: share(not.filter((each) => each.got.ours).length, not.length),
    department: share(named.filter((each) => each.got.elsewhere?.department === each.is.split('/')[1]).length, named.length), msEach: Math.round(msEach * 100) / 100,
  }
}

if (import.meta.main) {
  const show = process.argv.includes('--misses')
  for (const set of ['design', 'held-out'] as const) console.log(set, await suggestBench(set, show && set === 'design' ? (line) => console.log(line) : undefined))
}
