// The demo's photos: drawn scenes rendered with another crop and light for each case, so that every case has its own.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

const folder = join(import.meta.dirname, '..', '..', '..', 'demo', 'scenes')
export const scenes = ['alley', 'street', 'bikes', 'bins', 'tactile'] as const
export type Scene = (typeof scenes)[number]

const drawn = new Map<string, Promise<Buffer>>()
function draw(scene: Scene, when: 'before' | 'after'): Promise<Buffer> {
  const name = `${scene}-${when}`
  const made = drawn.get(name) ?? readFile(join(folder, `${name}.svg`)).then((svg) => sharp(svg, { density: 144 }).resize({ width: 1600 }).png({ compressionLevel: 1 }).toBuffer())
  drawn.set(name, made)
  return made
}

/** `dice` gives numbers in [0, 1); before and after of one case must be given the same crop. */
export interface Shot { left: number; top: number; scale: number; light: number }
export const shot = (dice: () => number): Shot => ({ left: dice(), top: dice(), scale: 0.82 + dice() * 0.16, light: 0.86 + dice() * 0.22 })

export async function photograph(scene: Scene, when: 'before' | 'after', how: Shot): Promise<Buffer> {
  const picture = await draw(scene, when)
  const { width = 1600, height = 1200 } = await sharp(picture).metadata()
  const w = Math.floor(width * how.scale), h = Math.floor(height * how.scale)
  return await sharp(picture)
    .extract({ left: Math.floor((width - w) * how.left), top: Math.floor((height - h) * how.top), width: w, height: h })
    // The second visit is at another hour: a little lighter or darker, never quite the same picture.
    .modulate({ brightness: when === 'before' ? how.light : Math.min(1.1, how.light + 0.05) }).resize({ width: 1280 }).jpeg({ quality: 88 }).toBuffer()
}
