// Finding a category or filing condition by a few characters, over all packs in force. Pure.
import type { InForce } from './store.ts'

export interface FoundCategory {
  pack: string; pack_zh: string; pack_en: string; category: string; zh: string; en: string; kind: 'component' | 'event'
  conditions: { id: string; zh: string; en: string; limit: { amount: number; kind: string }; close_zh: string; close_en: string }[]
}

/** The title beats the condition's text; the whole word beats single characters. 0 = no match. */
function score(query: string, title: string, rest: string): number {
  if (query === '') return 1
  if (title === query) return 100
  if (title.startsWith(query)) return 60
  if (title.includes(query)) return 50
  if (rest.includes(query)) return 20
  // Every word of the query somewhere: "井盖 缺失"
  const words = query.split(/\s+/)
  return words.length > 1 && words.every((word) => title.includes(word) || rest.includes(word)) ? 10 : 0
}

export function searchCategories(packs: readonly InForce[], query: string, limit: number): FoundCategory[] {
  const wanted = query.toLowerCase()
  const found: { rank: number; item: FoundCategory }[] = []
  for (const { pack, content } of packs) for (const category of content.categories) {
    const rest = [category.major?.title.zh ?? '', ...category.conditions.flatMap((c) => [c.text.zh, c.text.en])].join('\n').toLowerCase()
    const rank = Math.max(score(wanted, category.title.zh.toLowerCase(), rest), score(wanted, category.title.en.toLowerCase(), rest), category.code === wanted ? 90 : 0)
    if (rank === 0) continue
    found.push({ rank, item: {
      pack, pack_zh: content.title.zh, pack_en: content.title.en, category: category.code, zh: category.title.zh, en: category.title.en, kind: category.kind,
      conditions: category.conditions.map((c) => ({ id: c.id, zh: c.text.zh, en: c.text.en, limit: c.limit, close_zh: c.close?.zh ?? '', close_en: c.close?.en ?? '' })),
    } })
  }
  return found.sort((a, b) => b.rank - a.rank).slice(0, limit).map((f) => f.item)
}
