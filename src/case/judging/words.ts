// The words of doubts about photos: which there are, and what a person can say of one.
import type { Said } from '#core/problem.ts'

export const photoFlags = ['reused', 'before-is-after', 'elsewhere', 'outside-window', 'clock-off', 'no-live-capture'] as const
export type PhotoFlag = (typeof photoFlags)[number]
export const photoFlagNames: Record<PhotoFlag, Said> = {
  reused: { zh: '用过的照片', en: 'Used before' }, 'before-is-after': { zh: '前后是同一张', en: 'Before is after' }, elsewhere: { zh: '不在现场拍', en: 'Taken elsewhere' },
  'outside-window': { zh: '拍摄时间不符', en: 'Taken at another time' }, 'clock-off': { zh: '设备时钟不准', en: 'Clock is off' }, 'no-live-capture': { zh: '不是当场拍', en: 'Not taken live' },
}
export const verdicts = ['fine', 'doubtful', 'faked'] as const
export type Verdict = (typeof verdicts)[number]
export const verdictNames: Record<Verdict, Said> = { fine: { zh: '没问题', en: 'Fine' }, doubtful: { zh: '存疑', en: 'Doubtful' }, faked: { zh: '造假', en: 'Faked' } }
