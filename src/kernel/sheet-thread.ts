// Reads a spreadsheet in a thread of its own, so that a large or hostile one neither stops the server nor takes its memory.
import { Worker } from 'node:worker_threads'
import { problem, Problem, type ProblemBody } from '#core/problem.ts'
import type { Sheet } from '#core/sheet.ts'

/** Large enough for the largest sheet the reader accepts, far below what would hurt the machine. */
const MEMORY_MB = 512
const SECONDS = 20
/** Two at a time: imports are rare, and the rest of the machine belongs to people at work. */
const AT_ONCE = 2

export const tooHeavy = problem<{ file: string }>('sheet.too-heavy', 422, ({ file }) => ({
  zh: `${file} 太大或太复杂，没有读完，也没有保存任何内容。请拆成几个文件再导入。`, en: `${file} is too large or too complex; it was not read to the end and nothing was kept. Split it into several files.`,
}))
export const busy = problem('sheet.busy', 503, () => ({ zh: '正在读别的表格，请过几秒再试。', en: 'Other sheets are being read. Try again in a few seconds.' }))

let running = 0
export async function readSheetsApart(bytes: Uint8Array, fileName: string): Promise<Sheet[]> {
  if (running >= AT_ONCE) throw busy({})
  running++
  try {
    return await new Promise<Sheet[]>((resolve, reject) => {
      const worker = new Worker(new URL('./sheet/worker.ts', import.meta.url), { workerData: { bytes, fileName }, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
      const timer = setTimeout(() => { reject(tooHeavy({ file: fileName })); void worker.terminate() }, SECONDS * 1000)
      worker.once('message', (answer: { sheets?: Sheet[]; problem?: ProblemBody }) => {
        if (answer.problem) reject(new Problem(answer.problem))
        else resolve(answer.sheets!)
      })
      worker.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooHeavy({ file: fileName }) : error))
      worker.once('exit', () => { clearTimeout(timer); reject(tooHeavy({ file: fileName })) })
    })
  } finally {
    running--
  }
}
