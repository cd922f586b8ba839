// The process in which strangers' pictures are opened: three decoders, no secrets, killed when it takes too much or too long.
import sharp from 'sharp'
import { Problem } from '#core/problem.ts'
import { burn } from './burn.ts'
import type { Region } from './region.ts'
import { recode, sizes } from './work.ts'

export interface Order { n: number; what: 'recode' | 'sizes' | 'burn'; bytes: Uint8Array; regions?: readonly Region[] | undefined }

sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] })
sharp.concurrency(1)
sharp.cache(false)

process.on('message', ({ n, what, bytes, regions }: Order) => {
  const work: Promise<unknown> = what === 'recode' ? recode(bytes) : what === 'burn' ? burn(bytes, regions ?? []) : sizes(bytes)
  work.then((done) => process.send!({ n, done }), (error: unknown) =>
    process.send!({ n, problem: error instanceof Problem ? error.body : undefined, fault: String(error) }))
})
process.on('disconnect', () => process.exit(0))
