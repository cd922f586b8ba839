// What a person is told of a file that is no usable photo: one sentence a kind, and what to do next.
import { problem } from '#core/problem.ts'

export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024
export const MAX_PIXELS = 50_000_000

export const noPicture = problem<{ found: string }>('picture.not-one', 415, ({ found }) => ({
  zh: `这不是能用的照片（识别为：${found}）。请上传 JPEG、PNG 或 WebP 照片。`,
  en: `This is not a usable photo (recognised as ${found}). Send a JPEG, PNG or WebP.`,
}))
export const heicPicture = problem('picture.heic', 415, () => ({
  zh: '这是 HEIC 格式的照片，这里打不开。用 iPhone 的浏览器直接选照片会自动转成 JPEG；已经拷到电脑的，请在手机“设置→相机→格式”里选“兼容性最佳”重拍，或另存为 JPEG 再传。',
  en: 'This is a HEIC photo, which cannot be opened here. Choosing it in the iPhone’s own browser turns it into a JPEG; if it is on a computer already, save it as JPEG, or choose "Most Compatible" under Settings, Camera, Formats and take it again.',
}))
export const movingPicture = problem('picture.animated', 415, () => ({
  zh: '这是动图，不能当照片用。请传一张静止的照片。', en: 'This is a moving picture and cannot stand as a photo. Send a still one.',
}))
export const brokenPicture = problem('picture.broken', 422, () => ({
  zh: '照片文件不完整或已损坏，没有保存。请重新拍一张或重新上传。', en: 'The photo is incomplete or broken and was not kept. Take or send it again.',
}))
export const hugePicture = problem('picture.too-large', 413, () => ({
  zh: '照片太大：最多 20 MB、5000 万像素。请缩小后再传。', en: 'The photo is too large: at most 20 MB and 50 million pixels. Make it smaller and send it again.',
}))
export const pictureProblems = [noPicture, heicPicture, movingPicture, brokenPicture, hugePicture]
