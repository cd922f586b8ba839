// The work on a picture itself: recognised by content, decoded within limits, written anew. Runs in a process of its own.
import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import { likenessOf, type Likeness } from './hash.ts'
import { readMeta, type PictureMeta } from './meta.ts'
import { brokenPicture, heicPicture, hugePicture, MAX_PIXELS, MAX_UPLOAD_BYTES, movingPicture, noPicture } from './problems.ts'

export interface Picture { bytes: Buffer; mediaType: 'image/jpeg'; width: number; height: number; meta: PictureMeta; likeness: Likeness | undefined }

const LONG_EDGE = 1600
const taken = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** By the first bytes alone; a name or a label is nobody's word. */
export async function recognise(raw: Uint8Array): Promise<void> {
  const type = await fileTypeFromBuffer(raw).catch(() => undefined)
  if (type && /^image\/(hei[cf]|avif)/.test(type.mime)) throw heicPicture({})
  if (!type || !taken.has(type.mime)) throw type?.mime === 'image/gif' || type?.mime === 'image/apng' ? movingPicture({}) : noPicture({ found: raw.byteLength === 0 ? '0 B' : type?.mime ?? 'unknown' })
}

/** JPEG, longest edge 1600 px, upright, sRGB, nothing but pixels. */
export async function recode(raw: Uint8Array): Promise<Picture> {
  if (raw.byteLength > MAX_UPLOAD_BYTES) throw hugePicture({})
  await recognise(raw)
  try {
    const options = { failOn: 'error', limitInputPixels: MAX_PIXELS, sequentialRead: true } as const
    // The size is read from the header before a pixel is decoded, so a bomb never unfolds.
    const head = await sharp(raw, options).metadata()
    if (head.width * head.height > MAX_PIXELS) throw hugePicture({})
    if ((head.pages ?? 1) > 1) throw movingPicture({})
    const { data, info } = await sharp(raw, options)
      .rotate().resize({ width: LONG_EDGE, height: LONG_EDGE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' }).toColourspace('srgb').jpeg({ quality: 82 }).toBuffer({ resolveWithObject: true })
    return { bytes: data, mediaType: 'image/jpeg', width: info.width, height: info.height, meta: await readMeta(raw), likeness: await likenessOf(data) }
  } catch (error) {
    if (error instanceof Error && error.name === 'Problem') throw error
    if (error instanceof Error && /pixel limit/.test(error.message)) throw hugePicture({})
    throw brokenPicture({})
  }
}

export const SMALL_EDGE = 320
export const TINY_EDGE = 96
export interface Sizes { small: Buffer; tiny: Buffer }
/** For lists; made from kept bytes only. */
export async function sizes(bytes: Uint8Array): Promise<Sizes> {
  const within = async (edge: number) => await sharp(bytes, { limitInputPixels: MAX_PIXELS }).resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 76 }).toBuffer()
  return { small: await within(SMALL_EDGE), tiny: await within(TINY_EDGE) }
}
