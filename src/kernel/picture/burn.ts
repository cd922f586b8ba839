// Burns faces and plates out of a picture: what lies under a region becomes a few flat tones, blurred, before the copy is written.
import sharp from 'sharp'
import type { Region } from './region.ts'
import { MAX_PIXELS } from './problems.ts'

export interface Burnt { bytes: Buffer; width: number; height: number }

/** So many tones across the longer side of a region are left: no letter of a plate, no eye of a face. */
const TONES = 5

// The quality differs from that of kept photos, so that a copy is never the same file as its original, whatever is on it.
/** Only averages of the region itself go into its tones; the pixels under it are in no way part of the copy. */
export async function burn(bytes: Uint8Array, regions: readonly Region[]): Promise<Burnt> {
  const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS }).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info, source = { raw: { width, height, channels: 3 as const } }
  for (const region of regions) {
    const left = Math.min(width - 1, Math.floor(region.x * width)), top = Math.min(height - 1, Math.floor(region.y * height))
    const w = Math.max(1, Math.min(width - left, Math.ceil(region.w * width))), h = Math.max(1, Math.min(height - top, Math.ceil(region.h * height)))
    const long = Math.max(w, h), across = Math.max(1, Math.round((w / long) * TONES)), down = Math.max(1, Math.round((h / long) * TONES))
    const few = await sharp(data, source).extract({ left, top, width: w, height: h }).resize(across, down, { fit: 'fill', kernel: 'linear' }).raw().toBuffer()
    const flat = await sharp(few, { raw: { width: across, height: down, channels: 3 } }).resize(w, h, { fit: 'fill', kernel: 'nearest' }).blur(Math.max(0.5, Math.min(60, long / 14))).raw().toBuffer()
    for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) {
      if (region.shape === 'ellipse' && ((x + 0.5) / w - 0.5) ** 2 + ((y + 0.5) / h - 0.5) ** 2 > 0.25) continue
      const from = (y * w + x) * 3, to = ((top + y) * width + left + x) * 3
      data[to] = flat[from]!; data[to + 1] = flat[from + 1]!; data[to + 2] = flat[from + 2]!
    }
  }
  return { bytes: await sharp(data, source).jpeg({ quality: 80 }).toBuffer(), width, height }
}
