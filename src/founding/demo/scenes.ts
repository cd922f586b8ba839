// The demo's photos: drawn scenes rendered with another crop and light for each case, so that every case has its own.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

const folder = join(import.meta.dirname, '..', '..', '..', 'demo', 'scenes')
export const scenes = ['alley', 'street', 'bikes', 'bins', 'tactile'] as const
export type Scene = (typeof scenes)[number]

interface Drawn { data: Buffer; width: number; height: number; channels: 1 | 2 | 3 | 4 }
const drawn = new Map<string, Promise<Drawn>>()
/** Kept as raw pixels: each of the ten scenes is drawn once a size and cropped many times. */
function draw(scene: Scene, when: 'before' | 'after', width: number): Promise<Drawn> {
  const name = `${scene}-${when}`
  const made = drawn.get(`${name}/${width}`) ?? readFile(join(folder, `${name}.svg`)).then(async (svg) => {
    const { data, info } = await sharp(svg, { density: 96 }).resize({ width }).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    return { data, width: info.width, height: info.height, channels: info.channels }
  })
  drawn.set(`${name}/${width}`, made)
  return made
}

/** Numbers in [0, 1); before and after of one case must be given the same crop. */
export interface Shot { left: number; top: number; scale: number; light: number; turned: boolean }
export const shot = (dice: () => number): Shot => ({ left: dice(), top: dice(), scale: 0.55 + dice() * 0.42, light: 0.86 + dice() * 0.22, turned: dice() < 0.5 })

export interface Taken { bytes: Buffer; width: number; height: number }
const SMALL = { width: 200, height: 150 }, LARGE = { width: 800, height: 600 }

/** A large one for cases people will look at, a small one for those long past. */
export async function photograph(scene: Scene, when: 'before' | 'after', how: Shot, size: 'large' | 'small'): Promise<Taken> {
  const { data, width, height, channels } = await draw(scene, when, size === 'large' ? 1100 : 360)
  const w = Math.floor(width * how.scale), h = Math.floor(height * how.scale)
  const crop = { left: Math.floor((width - w) * how.left), top: Math.floor((height - h) * how.top), width: w, height: h }
  if (size === 'small') return { bytes: await sharp(sampled(data, width, crop, how.turned), { raw: { ...SMALL, channels: 3 } }).jpeg({ quality: 62 }).toBuffer(), ...SMALL }
  const cut = sharp(data, { raw: { width, height, channels } }).extract(crop).resize({ ...LARGE, fit: 'fill', kernel: 'linear' })
    // The second visit is at another hour: a little lighter or darker, never quite the same picture.
    .linear(when === 'before' ? how.light : Math.min(1.1, how.light + 0.05), 0)
  return { bytes: await (how.turned ? cut.flop() : cut).jpeg({ quality: 82 }).toBuffer(), ...LARGE }
}

/** Picks pixels itself: thousands of small pictures must not each carry a large one through the library. */
function sampled(data: Buffer, width: number, crop: { left: number; top: number; width: number; height: number }, turned: boolean): Buffer {
  const out = Buffer.allocUnsafe(SMALL.width * SMALL.height * 3)
  for (let y = 0, to = 0; y < SMALL.height; y++) {
    const row = (crop.top + Math.floor((y * crop.height) / SMALL.height)) * width + crop.left
    for (let x = 0; x < SMALL.width; x++, to += 3) {
      const from = 3 * (row + Math.floor(((turned ? SMALL.width - 1 - x : x) * crop.width) / SMALL.width))
      out[to] = data[from]!
      out[to + 1] = data[from + 1]!
      out[to + 2] = data[from + 2]!
    }
  }
  return out
}
