// The words of the room: what a stranger may send, and the numbers that hold floods off.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { PHOTOS_MOST } from './page/most.ts'
import { Point } from '../case/words.ts'

const district = z.string().max(40).optional()
/** Four fields: what, where, photos, a phone. `draft` is made by the page and stays for every repeat of one sending. */
export const PublicReport = z.strictObject({
  draft: z.uuid(), district,
  text: freeText(2000).refine((text) => text.trim().length >= 2, { params: { said: { zh: '请写几个字，说明是什么问题。', en: 'Say in a few words what the matter is.' } } }).meta({ free: 'text', max: 2000 }),
  point: Point.optional(), placeText: freeText(200).optional().meta({ free: 'text', max: 200 }),
  photos: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(PHOTOS_MOST).optional(),
  phone: freeText(30, 'phone').optional().meta({ free: 'phone', max: 30 }),
  /** What a challenge asks for, where one was set. */
  proof: z.strictObject({ token: z.string().max(200), nonce: z.string().max(40).optional() }).optional(),
})
export const FOLLOW_CODE = 'follow-code'
export const DRAFT = 'draft'
export const Code = z.string().trim().min(1).max(40)
export const RateByCode = z.strictObject({ code: Code, district, score: z.int().min(1).max(5), text: freeText(500).optional().meta({ free: 'text', max: 500 }) })
export const DisputeByCode = z.strictObject({ code: Code, district, text: freeText(1000).meta({ free: 'text', max: 1000 }) })

const MINUTE = 60_000
/** How often strangers may knock. Many people share one address behind a carrier's or a school's door, so a challenge comes long before a refusal. */
export const most = {
  /** Reports from one address in ten minutes before a challenge is set; in an hour before they are refused. */
  addressCalm: 5, addressHour: 40,
  /** Reports of the district in ten minutes before everybody is challenged; in a day before the door is shut. */
  districtCalm: 60, districtDay: 5_000,
  phoneDay: 5,
  uploadsAddressHour: 120, uploadsDistrictDay: 20_000, uploadsDraft: { open: PHOTOS_MOST, day: 20 },
  /** Wrong codes of one address in a quarter of an hour before it is locked for another; of a proxy nobody declared, behind which everybody stands. */
  wrongCodes: 10, wrongCodesOfProxy: 100,
} as const
export const stretches = { tenMinutes: 10 * MINUTE, quarter: 15 * MINUTE, hour: 60 * MINUTE, day: 1440 * MINUTE } as const
/** A challenge: so many leading zero bits, or so long a wait for who cannot compute; good for a quarter of an hour, once. */
export const challenge = { bits: 14, bitsMost: 18, waitMs: 30_000, goodMs: 15 * MINUTE, waitsHour: 5 } as const
