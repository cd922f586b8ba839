// Times as sheets hold them: 2020/1/6 12:09:38, 2020-01-06 12:09, 2020年1月6日 下午3点, with or without a zone.

const pattern = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})(?:日|号)?(?:[T ,，]*(?:星期|周)[一二三四五六日天])?[T ]*(上午|下午|中午|晚上|早上|凌晨|am|pm)?[ ]*(?:(\d{1,2})(?::|时|点)(?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.\d{1,9})?秒?)?)?)?)?[ ]*(am|pm)?[ ]*(Z|[+-]\d{2}:?\d{2})?$/i

/** The moment, or undefined when it is no date of this world. `offset` is the zone of sheets that name none, in minutes east. */
export function readTime(text: string, offset: number): { at: Date; hasClock: boolean } | undefined {
  const match = pattern.exec(text.normalize('NFKC').replace(/\s+/g, ' ').trim())
  if (!match) return undefined
  const [, year = '', month = '', day = '', half = match[8] ?? '', hour, minute = '0', second = '0', , zone] = match
  const hours = hour === undefined ? 0 : onClock(Number(hour), half.toLowerCase())
  if (Number(year) < 1990 || Number(year) > 2100 || hours > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const local = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), hours, Number(minute), Number(second)))
  // 30 February rolls over into March: not a date somebody meant.
  if (local.getUTCMonth() !== Number(month) - 1) return undefined
  return { at: new Date(local.getTime() - (zone ? minutesEast(zone) : offset) * 60_000), hasClock: hour !== undefined }
}

const onClock = (hour: number, half: string): number => {
  if (half === '下午' || half === '晚上' || half === 'pm') return hour < 12 ? hour + 12 : hour
  if (half === '中午') return hour < 10 ? hour + 12 : hour
  if ((half === '上午' || half === '凌晨' || half === 'am') && hour === 12) return 0
  return hour
}

function minutesEast(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}
