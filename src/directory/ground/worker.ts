// Runs in a thread of its own: reads one file of the ground, or looks for what does not fit together.
import { parentPort, workerData } from 'node:worker_threads'
import { Problem } from '#core/problem.ts'
import type { Choice } from './draft.ts'
import type { Piece } from './faults.ts'

export type Task = { bytes: Uint8Array; fileName: string; choice: Choice } | { pieces: Piece[]; only: string[] | undefined }
const task = workerData as Task
try {
  // Each thread loads only what its task needs: most of its time is loading.
  if ('bytes' in task) {
    const [{ readGround }, { draftsOf }] = await Promise.all([import('./file.ts'), import('./draft.ts')])
    parentPort!.postMessage({ done: draftsOf(await readGround(task.bytes, task.fileName), task.choice) })
  } else {
    const { faultsOf } = await import('./faults.ts')
    parentPort!.postMessage({ done: faultsOf(task.pieces, task.only && new Set(task.only)) })
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error
  parentPort!.postMessage({ problem: error.body })
}
