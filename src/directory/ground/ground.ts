// What the ground answers from memory: its faults, its gazetteer; both thrown away when the ground changes.
import { dayIn } from '#core/day.ts'
import type { Db, Tx } from '#kernel/db.ts'
import type { Memory } from '#kernel/memory.ts'
import { ofEdition } from '../atlas.ts'
import { isOver } from './day.ts'
import { gazetteerOf, type Gazetteer } from './gazetteer.ts'
import { pieceOf } from './import.ts'
import { noLayer, type Layer } from './layers.ts'
import { groundAreas, layerData } from './store.ts'
import { fitApart } from './thread.ts'
import type { GroundFault } from './words.ts'

interface From { memory: Memory; tx: Db | Tx; district: string }

/** Everything that does not fit together in the ground as it is today. */
export const groundFaults = (from: From, now: Date): Promise<GroundFault[]> => ofEdition(from, 'faults', async () => {
  const day = dayIn(now)
  const alive = (await groundAreas(from.tx, from.district)).filter((area) => !isOver(area, day))
  return await fitApart(alive.map(pieceOf), '')
}, dayIn(now))

export const gazetteerFor = (from: From): Promise<Gazetteer> => ofEdition(from, 'gazetteer', async () => {
  const base = (await layerData(from.tx, from.district, 'base') ?? noLayer) as Layer
  return gazetteerOf(base, (await groundAreas(from.tx, from.district)).filter((area) => area.valid_to === null))
})
