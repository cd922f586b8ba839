// The demo's photos: drawn scenes rendered with another crop and light for each case, so that every case has its own.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

const folder = join(import.meta.dirname, '..', '..', '..', 'demo', 'scenes')
export const scenes = ['alley', 'street', 'bikes', 'bins', 'tactile'] as const
export type Scene = (typeof scenes)[number]

interface Drawn { data: Buffer; width: number; height: number; channels: 1 | 2 | 3 | 4 }
const drawn = new Map<string, Promise<Drawn>>()
/** Kept as raw pixels: each of the ten scenes is drawn once and cropped many times. */
function draw(scene: Scene, when: 'before' | 'after'): Promise<Drawn> {
  const name = `${scene}-${when}`
  const made = drawn.get(name) ?? readFile(join(folder, `${name}.svg`)).then(async (svg) => {
    const { data, info } = await sharp(svg, { density: 96 }).resize({ width: 1280 }).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    return { data, width: info.width, height: info.height, channels: info.channels }
  })
  drawn.set(name, made)
  return made
}

/** `dice` gives numbers in [0, 1); before and after of one case must be given the same crop. */
export interface Shot { left: number; top: number; scale: number; light: number }
export const shot = (dice: () => number): Shot => ({ left: dice(), top: dice(), scale: 0.82 + dice() * 0.16, light: 0.86 + dice() * 0.22 })

export async function photograph(scene: Scene, when: 'before' | 'after', how: Shot): Promise<Buffer> {
  const { data, width, height, channels } = await draw(scene, when)
  const w = Math.floor(width * how.scale), h = Math.floor(height * how.scale)
  return await sharp(data, { raw: { width, height, channels } })
    .extract({ left: Math.floor((width - w) * how.left), top: Math.floor((height - h) * how.top), width: w, height: h })
    // The second visit is at another hour: a little lighter or darker, never quite the same picture.
    .modulate({ brightness: when === 'before' ? how.light : Math.min(1.1, how.light + 0.05) }).jpeg({ quality: 88 }).toBuffer()
}
