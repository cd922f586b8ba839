// A thread that draws the demo's pictures, so that the story goes on beside it on the other core.
import { parentPort } from 'node:worker_threads'
import { hashOf } from '#kernel/hash.ts'
import { photograph, type Scene, type Shot } from './scenes.ts'

export interface Wanted { n: number; scene: Scene; when: 'before' | 'after'; how: Shot; size: 'large' | 'small' }
export interface Drawn { n: number; sha256?: string; bytes?: Uint8Array; width?: number; height?: number; error?: string }

parentPort?.on('message', ({ n, scene, when, how, size }: Wanted) => {
  photograph(scene, when, how, size).then(({ bytes, width, height }) => {
    parentPort!.postMessage({ n, sha256: hashOf(bytes), bytes, width, height } satisfies Drawn)
  }, (error: unknown) => { parentPort!.postMessage({ n, error: String(error) } satisfies Drawn) })
})
