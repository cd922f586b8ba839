// Runs in a thread of its own: reads one sheet and posts the rows, or the problem.
import { parentPort, workerData } from 'node:worker_threads'
import { Problem } from '#core/problem.ts'
import { readSheets } from '../sheet.ts'

const { bytes, fileName } = workerData as { bytes: Uint8Array; fileName: string }
try {
  parentPort!.postMessage({ sheets: await readSheets(bytes, fileName) })
} catch (error) {
  if (!(error instanceof Problem)) throw error
  parentPort!.postMessage({ problem: error.body })
}
