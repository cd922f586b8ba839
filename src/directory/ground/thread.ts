// Starts the thread that reads files of the ground and looks for faults: memory and time are bounded, whatever a file holds.
import { Worker } from 'node:worker_threads'
import { Problem, type ProblemBody } from '#core/problem.ts'
import { busy, tooHeavy } from '#kernel/sheet-thread.ts'
import type { Choice, Read } from './draft.ts'
import type { Piece } from './faults.ts'
import type { GroundFault } from './words.ts'
import type { Task } from './worker.ts'

const MEMORY_MB = 768
const READ_SECONDS = 30
/** A district of 600 grids takes about a second; one drawn with a hundred thousand corners may take this long. */
const FIT_SECONDS = 60
const AT_ONCE = 2

let running = 0
let fitting: Promise<unknown> = Promise.resolve()

function apart<T>(task: Task, file: string, seconds: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
    const timer = setTimeout(() => { reject(tooHeavy({ file })); void worker.terminate() }, seconds * 1000)
    worker.once('message', (answer: { done?: T; problem?: ProblemBody }) => { if (answer.problem) reject(new Problem(answer.problem)); else resolve(answer.done!) })
    worker.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' || error instanceof RangeError ? tooHeavy({ file }) : error))
    worker.once('exit', () => { clearTimeout(timer); reject(tooHeavy({ file })) })
  })
}

/** Two files at a time; a third is told to wait. */
export async function readApart(bytes: Uint8Array, fileName: string, choice: Choice): Promise<Read> {
  if (running >= AT_ONCE) throw busy({})
  running++
  try { return await apart<Read>({ bytes, fileName, choice }, fileName, READ_SECONDS) } finally { running-- }
}
/** One after the other: whoever asks waits for those before. */
export function fitApart(pieces: Piece[], name: string, only?: string[]): Promise<GroundFault[]> {
  const turn = fitting.then(() => apart<GroundFault[]>({ pieces, only }, name, FIT_SECONDS))
  fitting = turn.catch(() => undefined)
  return turn
}
