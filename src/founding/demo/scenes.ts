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

export interface Taken { bytes: Uint8Array; width: number; height: number }
const SMALL = { width: 200, height: 150 }, LARGE = { width: 720, height: 540 }
/** So many crops of each scene for what is long past. */
const CROPS = 48

const crop = ({ width, height }: Drawn, how: Shot) => {
  const w = Math.floor(width * how.scale), h = Math.floor(height * how.scale)
  return { left: Math.floor((width - w) * how.left), top: Math.floor((height - h) * how.top), width: w, height: h }
}

/** For cases people will look at: a crop and a light of its own. */
export async function large(scene: Scene, when: 'before' | 'after', how: Shot): Promise<Taken> {
  const whole = await draw(scene, when, 900), { width, height, channels } = whole
  const cut = sharp(whole.data, { raw: { width, height, channels } }).extract(crop(whole, how)).resize({ ...LARGE, fit: 'fill', kernel: 'linear' })
    // The second visit is at another hour: a little lighter or darker, never quite the same picture.
    .linear(when === 'before' ? how.light : Math.min(1.1, how.light + 0.05), 0)
  return { bytes: await (how.turned ? cut.flop() : cut).jpeg({ quality: 82 }).toBuffer(), ...LARGE }
}

/** Which of a few hundred crops. */
export const crops = (how: Shot): number => Math.floor(how.left * CROPS)
/** For cases long past: one of a few hundred crops; each case gives it a comment of its own as a camera writes one, so that no two cases hold the same file. */
export async function small(scene: Scene, when: 'before' | 'after', how: Shot): Promise<Taken> {
  // By its number alone, so that before and after of a case are of one crop.
  const n = crops(how), same = { ...how, left: n / CROPS, top: (n * 0.618) % 1, scale: 0.55 + (0.42 * ((n * 7) % CROPS)) / CROPS, turned: n % 2 === 1 }
  const whole = await draw(scene, when, 360)
  return { bytes: await sharp(sampled(whole.data, whole.width, crop(whole, same), same.turned), { raw: { ...SMALL, channels: 3 } }).jpeg({ quality: 62 }).toBuffer(), ...SMALL }
}

/** A JPEG with a comment right after its start: marker FF FE, length of two bytes that counts itself. */
export function commented(jpeg: Uint8Array, comment: string): Uint8Array {
  const text = Buffer.from(comment), head = Buffer.from([0xff, 0xfe, (text.length + 2) >> 8, (text.length + 2) & 0xff])
  return Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)])
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
