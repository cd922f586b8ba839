// What is seen and reported in ninety days: when, by whom, of which kind and where. Pure: the same seed and day give the same list.
import type { Category, PackContent } from '../../pack/words.ts'
import { DAY, HOUR, midnight, MINUTE, weekday } from './hours.ts'
import type { Dice } from './dice.ts'
import { nearby, type Spot } from './places.ts'
import type { Scene } from './scenes.ts'

export interface Arrival {
  at: number
  source: 'patrol' | 'citizen' | 'hotline' | 'inspection' | 'unit' | 'media' | 'leader'
  pack: string
  category: Category
  condition: string
  spot: Spot
  point: { lon: number; lat: number }
  placeText: string
  text: string
  scene: Scene
}

/** How often each campaign's matters turn up, out of a hundred; a pack not named here is rare. */
const share: Record<string, number> = {
  'fine-cleaning': 26, 'orderly-parking': 21, 'beautiful-compounds': 14, 'waste-sorting': 11, 'traffic-facilities': 8, 'market-upgrade': 5, 'responsible-dog-keeping': 4,
  'smoke-free': 3, 'civil-dining': 2, 'civic-etiquette': 2, 'one-metre-line': 1.5, 'traffic-violations': 1.5, 'traffic-volunteers': 1,
}
/** The picture a matter is given: the demo's scenes are few. */
const sceneOf: Record<string, readonly Scene[]> = {
  'orderly-parking': ['bikes'], 'traffic-facilities': ['tactile', 'street'], 'waste-sorting': ['bins'], 'traffic-violations': ['bikes', 'street'], 'beautiful-compounds': ['alley', 'bins'],
  'fine-cleaning': ['alley', 'street', 'bins'],
}
const sources: readonly (readonly [Arrival['source'], number])[] = [['patrol', 46], ['citizen', 26], ['hotline', 13], ['inspection', 9], ['unit', 4], ['media', 1], ['leader', 1]]
/** Reports by hour of the day: people on duty by daylight, citizens also on their way to and from work. */
const byHour = {
  duty: [0, 0, 0, 0, 0, 0, 1, 4, 10, 12, 11, 7, 3, 6, 10, 10, 8, 5, 2, 1, 0, 0, 0, 0],
  people: [1, 0, 0, 0, 0, 1, 3, 8, 9, 7, 6, 5, 5, 4, 5, 5, 6, 8, 9, 9, 7, 5, 3, 2],
}
/** Matters nobody rings up about: an inspector sees that a volunteer's post is empty. */
const onlyInspected = new Set(['traffic-volunteers', 'one-metre-line'])
const onDuty = new Set<Arrival['source']>(['patrol', 'inspection', 'unit'])

/** Of all, so many come a second time while they may still lie there. */
const TOLD_AGAIN = 0.025

const endings = ['', '', '', '，已经有一会儿了', '，早晚高峰最明显', '，昨天也有', '，行人要绕着走', '，范围不大', '，有两三处', '，气味明显']
const asks = ['，请安排处理。', '，麻烦来看看。', '，希望尽快解决。', '，请有关单位处理一下。']
const wording = (source: Arrival['source'], place: string, title: string, dice: Dice): string => {
  const seen = `${title}${dice.pick(endings)}`
  switch (source) {
    case 'patrol': return dice.pick([`巡查发现${place}${seen}。`, `${place}，${seen}。`, `${place}有情况：${seen}。`])
    case 'citizen': return `${dice.pick([`${place}${seen}`, `路过${place}，看到${seen}`, `我们这边${place}${seen}`])}${dice.pick(asks)}`
    case 'hotline': return `市民来电反映：${place}${seen}${dice.pick(asks)}`
    case 'inspection': return `督查发现${place}${seen}，拍照留证。`
    case 'unit': return `自查发现${place}${seen}。`
    case 'media': return `媒体提供线索：${place}${seen}。`
    default: return `领导检查时指出：${place}${seen}，请抓紧办。`
  }
}

/** About `perDay` reports a day; weekends have fewer from duty, more from people; some days are busy ones. */
export function arrivals(packs: readonly PackContent[], spots: readonly Spot[], now: number, days: number, perDay: number, dice: Dice): Arrival[] {
  const kinds = packs.flatMap((pack) => {
    const of = share[pack.pack] ?? 0.5
    // The first categories of a pack are the everyday ones.
    const weights = pack.categories.map((_, n) => 1 / (n + 1.5))
    const sum = weights.reduce((a, b) => a + b, 0)
    return pack.categories.map((category, n) => [{ pack: pack.pack, category }, (of * weights[n]!) / sum] as const)
  })
  const bySpot = spots.map((spot) => [spot, spot.weight] as const)
  const all: Arrival[] = []
  for (let day = midnight(now) - (days - 1) * DAY; day <= midnight(now); day += DAY) {
    const weekend = weekday(day + HOUR) > 5
    const many = Math.round(perDay * (weekend ? 0.72 : 1.1) * dice.between(0.82, 1.18) * (dice.chance(0.06) ? 1.5 : 1))
    for (let n = 0; n < many; n++) all.push(one(day, weekend))
  }
  // What lies in everybody's way is told of more than once.
  all.push(...all.filter(() => dice.chance(TOLD_AGAIN)).map(again))
  return all.filter((arrival) => arrival.at < now - 2 * MINUTE).sort((a, b) => a.at - b.at)

  function again(seen: Arrival): Arrival {
    const source = dice.pick(['citizen', 'hotline', 'citizen', 'hotline', 'unit'] as const)
    return { ...seen, source, at: seen.at + Math.floor(dice.between(0.3, 16) * HOUR), point: nearby(seen.spot, dice), text: wording(source, seen.placeText, seen.category.title.zh, dice) }
  }
  function one(day: number, weekend: boolean): Arrival {
    const { pack, category } = dice.weighted(kinds)
    const source = onlyInspected.has(pack) ? 'inspection' : dice.weighted(weekend ? sources.map(([name, weight]) => [name, name === 'citizen' ? weight * 1.6 : weight] as const) : sources)
    const hour = dice.weighted(byHour[onDuty.has(source) ? 'duty' : 'people'].map((weight, h) => [h, weight] as const))
    const spot = dice.weighted(bySpot)
    const condition = dice.weighted(category.conditions.map((one, n) => [one.id, 1 / (n + 1)] as const))
    return {
      at: day + hour * HOUR + Math.floor(dice() * HOUR), source, pack, category, condition, spot, point: nearby(spot, dice), placeText: spot.text,
      text: wording(source, spot.text, category.title.zh, dice), scene: dice.pick(sceneOf[pack] ?? ['street']),
    }
  }
}
