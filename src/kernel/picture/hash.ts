// What a picture looks like, in 64 bits: equal pictures stay near each other though re-compressed, resized or stamped.
import * as hashing from 'sharp-phash'
import sharp from 'sharp'

// Its types speak of a default inside the default; at run time the function itself is what comes.
const phash = hashing.default as unknown as typeof hashing.default.default

/** 16 hex digits each. `mirror` is the hash of the picture turned left to right. */
export interface Likeness { phash: string; mirror: string; dhash: string }

const SIDE = 32
/** Standard deviation of grey below which there is nothing to tell apart: a wall, a sky, a covered lens. */
const PLAIN = 6

const hex = (bits: string): string => (bits.match(/.{4}/g) ?? []).map((four) => Number.parseInt(four, 2).toString(16)).join('')
const grey = async (bytes: Uint8Array, width: number, height: number): Promise<Buffer> =>
  await sharp(bytes).greyscale().resize(width, height, { fit: 'fill' }).toColourspace('b-w').raw().toBuffer()

/** Of a picture already turned upright. Undefined where it is too plain to have a likeness. */
export async function likenessOf(bytes: Uint8Array): Promise<Likeness | undefined> {
  const [square, steps] = [await grey(bytes, SIDE, SIDE), await grey(bytes, 9, 8)]
  const mean = square.reduce((sum, value) => sum + value, 0) / square.length
  if (Math.sqrt(square.reduce((sum, value) => sum + (value - mean) ** 2, 0) / square.length) < PLAIN) return undefined
  const flopped = Buffer.alloc(square.length)
  for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) flopped[y * SIDE + x] = square[y * SIDE + SIDE - 1 - x]!
  const raw = { raw: { width: SIDE, height: SIDE, channels: 1 as const } }
  let dhash = ''
  for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) dhash += steps[y * 9 + x]! < steps[y * 9 + x + 1]! ? '1' : '0'
  return { phash: hex(await phash(square, raw)), mirror: hex(await phash(flopped, raw)), dhash: hex(dhash) }
}
