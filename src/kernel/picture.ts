// The one door for pictures: recognised by content, re-encoded, stripped of metadata; what fails is refused, never passed through.
import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import { problem } from '#core/problem.ts'
import { turns } from './turns.ts'

export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024
const MAX_PIXELS = 50_000_000
const LONG_EDGE = 2560

export const noPicture = problem<{ found: string }>('picture.not-one', 415, ({ found }) => ({
  zh: `这不是能用的照片（识别为：${found}）。请上传 JPEG、PNG 或 WebP 照片；苹果的 HEIC 请在手机设置里改为“兼容性最佳”。`,
  en: `This is not a usable photo (recognised as ${found}). Send a JPEG, PNG or WebP; for HEIC choose "Most Compatible" in the phone's camera settings.`,
}))
export const brokenPicture = problem('picture.broken', 422, () => ({
  zh: '照片文件不完整或已损坏，没有保存。请重新拍一张或重新上传。', en: 'The photo is incomplete or broken and was not kept. Take or send it again.',
}))
export const hugePicture = problem('picture.too-large', 413, () => ({
  zh: '照片太大：最多 20 MB、5000 万像素。请缩小后再传。', en: 'The photo is too large: at most 20 MB and 50 million pixels. Make it smaller and send it again.',
}))

export interface Picture { bytes: Buffer; mediaType: 'image/jpeg'; width: number; height: number }

const taken = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** Re-encodes to JPEG, longest edge 2560 px, turned upright, no metadata at all. */
export async function cleanPicture(raw: Uint8Array): Promise<Picture> {
  if (raw.byteLength > MAX_UPLOAD_BYTES) throw hugePicture({})
  const type = await fileTypeFromBuffer(raw)
  if (!type || !taken.has(type.mime)) throw noPicture({ found: type?.mime ?? 'unknown' })
  return await inTurn(() => encode(raw))
}

/** Two at a time: fifty million pixels are 200 MB while they are open. */
const inTurn = turns(2, 40)

async function encode(raw: Uint8Array): Promise<Picture> {
  try {
    // The size is read from the header before a pixel is decoded, so a bomb never unfolds.
    const head = await sharp(raw, { failOn: 'error', limitInputPixels: MAX_PIXELS }).metadata()
    if ((head.width ?? 0) * (head.height ?? 0) > MAX_PIXELS) throw hugePicture({})
    const { data, info } = await sharp(raw, { failOn: 'error', limitInputPixels: MAX_PIXELS, sequentialRead: true })
      .rotate().resize({ width: LONG_EDGE, height: LONG_EDGE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' }).jpeg({ quality: 82 }).toBuffer({ resolveWithObject: true })
    return { bytes: data, mediaType: 'image/jpeg', width: info.width, height: info.height }
  } catch (error) {
    if (error instanceof Error && error.name === 'Problem') throw error
    if (error instanceof Error && /pixel limit/.test(error.message)) throw hugePicture({})
    throw brokenPicture({})
  }
}

/** A small copy for lists; made from stored bytes only. */
export const smallPicture = (bytes: Uint8Array, edge: number): Promise<Buffer> =>
  sharp(bytes, { limitInputPixels: MAX_PIXELS }).resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 76 }).toBuffer()
