// A thread that draws the demo's pictures and keeps them, so that the story goes on beside it on the other core.
import { parentPort, workerData } from 'node:worker_threads'
import sharp from 'sharp'
import { folderStore, type KeyedBytes } from '#kernel/files.ts'
import { large, small, type Scene, type Shot } from './scenes.ts'

export interface Wanted { n: number; scene: Scene; when: 'before' | 'after'; how: Shot; size: 'large' | 'small' }
export interface Keep { n: number; files: KeyedBytes[] }
export interface Drawn { n: number; bytes?: Uint8Array; width?: number; height?: number; error?: string }

// Thousands of small pictures: threads within one would only wait for each other.
sharp.concurrency(1)
/** Two at a time: all of a process's file work stands in the same queue, and would wait behind every picture that is only wanted later. */
const AT_ONCE = 2
const wanted: Wanted[] = []
let drawing = 0

async function draw({ n, scene, when, how, size }: Wanted): Promise<Drawn> {
  try {
    const { bytes, width, height } = await (size === 'large' ? large(scene, when, how) : small(scene, when, how))
    return { n, bytes, width, height }
  } catch (error) { return { n, error: String(error) } }
}
async function next(): Promise<void> {
  drawing++
  for (let one = wanted.shift(); one; one = wanted.shift()) parentPort!.postMessage(await draw(one))
  drawing--
}
const { folder } = (workerData ?? {}) as { folder?: string }, store = folder === undefined ? undefined : folderStore(folder)
async function keep({ n, files }: Keep): Promise<void> {
  try {
    await store!.putAll(files)
    parentPort!.postMessage({ n } satisfies Drawn)
  } catch (error) { parentPort!.postMessage({ n, error: String(error) } satisfies Drawn) }
}
parentPort?.on('message', (one: Wanted | Keep) => {
  if ('files' in one) { void keep(one); return }
  wanted.push(one)
  if (drawing < AT_ONCE) void next()
})
