// How a report of the demo is told: by the public door, by phone, from a chat, from the press; with a number to call back, or without; with a place on the map, or in words.
import type { Arrival } from './arrivals.ts'
import type { Dice } from './dice.ts'
import { DAY, HOUR } from './hours.ts'
import { clerk, stranger } from './way.ts'

/** Who leaves a number, by how it is told. */
const PHONES: Partial<Record<Arrival['source'], number>> = { hotline: 0.92, citizen: 0.55 }
/** Told in words that only the desk can find on the map. */
const IN_WORDS: Partial<Record<Arrival['source'], number>> = { hotline: 0.14, citizen: 0.06 }
/** Of what the desk types in for citizens: pasted from a group chat of residents. */
const FROM_CHAT = 0.4
/** A daily wants its answer before it goes to print, others give a day or two. */
const REPLY = [6 * HOUR, DAY, 2 * DAY]
const callers = ['李女士', '王先生', '陈阿姨', '沈师傅', '张先生', '顾女士', '周先生', '吴女士']
const outlets = ['本地晚报', '区融媒体中心', '城市频道《曝光台》', '民生热线广播']
/** 1990000xxxx: a block that is nobody's. */
const phone = (dice: Dice) => `1990000${String(Math.floor(dice() * 10_000)).padStart(4, '0')}`

export function told(arrival: Arrival, { login, point, photos }: { login: string; point: { lon: number; lat: number }; photos: string[] }, dice: Dice, at: number): { verb: 'report' | 'clip'; input: Record<string, unknown> } {
  const { source, text, placeText, pack, category } = arrival
  const inWords = photos.length === 0 && dice.chance(IN_WORDS[source] ?? 0), contactPhone = dice.chance(PHONES[source] ?? 0) ? phone(dice) : undefined
  const where = inWords ? { placeText } : { point, placeText }
  // The door asks for no category.
  const said = { text, ...where, photos, ...(login === stranger ? {} : { category: { pack, category: category.code } }) }
  if (source === 'media') {
    const on = new Date(at - 2 * HOUR + 8 * HOUR).toISOString().slice(0, 10)
    return { verb: 'clip', input: { ...said, outlet: dice.pick(outlets), on, ...(dice.chance(0.5) ? { link: `第${1 + Math.floor(dice() * 8)}版` } : {}), ...(dice.chance(0.7) ? { replyBy: new Date(at + dice.pick(REPLY)).toISOString() } : {}) } }
  }
  const chat = source === 'citizen' && login === clerk && dice.chance(FROM_CHAT)
  return { verb: 'report', input: { source, ...said, ...(chat ? { text: `业主群里说：${text}`, contactName: dice.pick(callers) } : source === 'hotline' && dice.chance(0.8) ? { contactName: dice.pick(callers) } : {}), ...(contactPhone ? { contactPhone } : {}) } }
}
