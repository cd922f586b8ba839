// Suggests categories for a message of this district: the words of its packs, and what its clerks have decided so far.
import type { Reading } from '#kernel/memory.ts'
import { shelfOf } from '../../pack/store.ts'
import { shippedFiles } from '../../pack/shipped-files.ts'
import { loadCutter } from '../../pack/suggest/cut.ts'
import { suggest, type Understood } from '../../pack/suggest/suggest.ts'
import { vocabularyOf } from '../../pack/suggest/vocabulary.ts'
import { learnedOf } from '../store.ts'

/** Answers a function, so that a thousand messages of a sheet load the vocabulary once. */
export async function understanding(look: Reading): Promise<(text: string) => Understood> {
  const shelf = await shelfOf(look)
  const cut = await loadCutter()
  // A new version of a pack is a new key; the old vocabulary is forgotten with its time.
  const packs = shelf.packs.map(({ pack, version }) => `${pack}.${version}`).join()
  const held = await look.memory.recall<{ packs: string; vocabulary: ReturnType<typeof vocabularyOf> }>(`vocabulary/${look.district}`, 3_600_000, async () => ({ packs, vocabulary: vocabularyOf(shelf.packs, (await shippedFiles()).elsewhere, cut) }))
  if (held.packs !== packs) { look.memory.forget(`vocabulary/${look.district}`); return await understanding(look) }
  const { learned } = await look.memory.recall(`learned/${look.district}`, 60_000, () => learnedOf(look.tx, look.district))
  return (text) => suggest(text, { vocabulary: held.vocabulary, cut, learned })
}
