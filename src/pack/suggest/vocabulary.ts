// What the packs say a category sounds like: entries people use, and the words of its titles and conditions; the same for other departments. Pure.
import type { InForce } from '../store.ts'
import type { Elsewhere } from '../base.ts'
import { plain, telling } from './cut.ts'

export interface Entry { said: string; parts: readonly string[]; weight: number }
/** `pack` empty: a department that is not ours. */
export interface Kind { key: string; pack: string; code: string; zh: string; en: string; entries: readonly Entry[]; words: ReadonlyMap<string, number>; length: number; /** Filing conditions with the words of each, the first the usual one. */ conditions: readonly { id: string; words: ReadonlySet<string> }[] }
export interface Vocabulary { kinds: readonly Kind[]; /** How rare a word is among the kinds. */ rare: ReadonlyMap<string, number>; meanLength: number }

type Cut = (text: string) => readonly string[]
// A title speaks more plainly than a condition, and what people say more than either.
const TITLE = 3, SAID = 2, CONDITION = 1
// Even two characters that people say on purpose (死狗, 藏獒) are a plain sign.
export const ENTRY = 1.2

export function vocabularyOf(packs: readonly Pick<InForce, 'pack' | 'content'>[], elsewhere: Elsewhere, cut: Cut): Vocabulary {
  const drafts = [
    ...packs.flatMap(({ pack, content }) => content.categories.map((category) => ({
      pack, code: category.code, ...category.title, said: [category.title.zh, ...(category.words ?? [])], conditions: category.conditions.map(({ id, text }) => ({ id, words: new Set(telling(cut(plain(text.zh)))) })),
      texts: [[category.title.zh, TITLE], ...(category.words ?? []).map((each) => [each, SAID] as const), ...category.conditions.map((each) => [each.text.zh, CONDITION] as const)] as readonly (readonly [string, number])[],
    }))),
    ...elsewhere.departments.map(({ code, zh, en, words }) => ({ pack: '', code, zh, en, said: words, conditions: [], texts: words.map((each) => [each, SAID] as const) })),
  ]
  const shared = new Map<string, number>()
  for (const { said } of drafts) for (const each of new Set(said.map(plainEntry))) shared.set(each, (shared.get(each) ?? 0) + 1)
  const kinds = drafts.map(({ pack, code, zh, en, said, texts, conditions }): Kind => {
    const words = new Map<string, number>()
    for (const [text, weight] of texts) for (const word of telling(cut(plain(text)))) words.set(word, (words.get(word) ?? 0) + weight)
    const entries = [...new Set(said.map(plainEntry))].map((each): Entry => {
      const parts = each.split(' ')
      const letters = parts.reduce((n, part) => n + [...part].length, 0)
      // A longer entry is a surer sign; one that several kinds claim is a weaker one.
      return { said: each, parts, weight: (ENTRY + Math.min(letters, 7) ** 0.75) / Math.sqrt(shared.get(each) ?? 1) }
    })
    return { key: `${pack}/${code}`, pack, code, zh, en, entries, words, length: [...words.values()].reduce((n, each) => n + each, 0), conditions }
  })
  const found = new Map<string, number>()
  for (const { words } of kinds) for (const word of words.keys()) found.set(word, (found.get(word) ?? 0) + 1)
  const rare = new Map([...found].map(([word, n]) => [word, Math.log(1 + (kinds.length - n + 0.5) / (n + 0.5))]))
  return { kinds, rare, meanLength: kinds.reduce((n, kind) => n + kind.length, 0) / Math.max(1, kinds.length) }
}
const plainEntry = (entry: string) => entry.split(' ').map(plain).join(' ')
