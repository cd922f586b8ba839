// What can stand against an upload in parts.
import { problem } from '#core/problem.ts'

export const otherContent = problem('upload.other-content', 409, () => ({
  zh: '这个上传编号已经用在另一个文件上了（大小、类型或校验值不同）。请换一个编号重新上传。', en: 'This upload id belongs to another file already (its size, type or hash differs). Begin again with a new id.',
}))
export const offsetConflict = problem<{ offset: number }>('upload.other-offset', 409, ({ offset }) => ({
  zh: `已经收到前 ${offset} 个字节。请从那里接着传。`, en: `The first ${offset} bytes are here. Go on from there.`,
}))
export const offsetMissing = problem('upload.no-offset', 400, () => ({
  zh: '缺少 Upload-Offset 请求头：这一段从第几个字节开始。', en: 'The header Upload-Offset is missing: at which byte this part begins.',
}))
export const tooManyBytes = problem<{ bytes: number }>('upload.too-long', 422, ({ bytes }) => ({
  zh: `这一段超出了开始时说的大小（${bytes} 字节），没有保存。`, en: `This part goes beyond the size announced at the beginning (${bytes} bytes); it was not kept.`,
}))
export const wrongHash = problem('upload.wrong-hash', 422, () => ({
  zh: '收到的内容和校验值不符，没有保存。请重新上传。', en: 'What arrived does not match its hash and was not kept. Send it again.',
}))
export const uploadQuota = problem<{ most: number; seconds: number }>('upload.too-many', 429, ({ most, seconds }) => ({
  zh: `上传太多：没传完的和一天里传的都有上限（已到 ${most} 个）。请等 ${seconds} 秒，或先把没传完的传完。`,
  en: `Too many uploads: there is a limit to unfinished ones and to those of a day (${most} reached). Wait ${seconds} seconds, or finish those under way.`,
}))
