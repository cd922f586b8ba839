// The facts of a case as sentences in both languages, and its clocks as segments: pure, from the log alone.
import { ranBetween } from '#core/deadline.ts'
import { sayLimit } from '#core/clock-kind.ts'
import type { Limit } from '#core/limit.ts'
import type { Said } from '#core/problem.ts'
import type { Recorded } from '#kernel/log.ts'
import { sayAgain } from './again/part.ts'
import { calendarOfStage, nearFrom } from './clocks/watch.ts'
import { sayMoment } from '#core/day.ts'
import type { Names } from './part.ts'
import { factOf, isPartFact } from './parts.ts'
import type { Clockwork } from './settings.ts'
import type { StageClock, TimelineEntry } from './views.ts'
import { stageNames, type Flag, type Stage } from './life.ts'
import { rejectReasonNames, sourceNames, type Clock, type Fact, type StraightFact } from './words.ts'

const hands: Record<StraightFact['type'], TimelineEntry['hand']> = {
  reported: 'reporter', located: 'office', filed: 'office', rejected: 'office', dispatched: 'office', 'signed-for': 'unit', handled: 'unit',
  checked: 'check', reworked: 'office', closed: 'office', lapsed: 'system', warned: 'system', recomputed: 'system', revealed: 'system',
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`

function sayMoved(fact: Extract<Fact, { type: 'located' }>, names: Names): Said {
  const again = sayAgain(fact.again, names)
  return fact.owner && !fact.area && !fact.placeText ? { zh: `写明权属单位是${names.unit(fact.owner).zh}。${again.zh}`, en: `said that the thing belongs to ${names.unit(fact.owner).en}.${again.en}` }
    : { zh: `把地点定在${fact.area ? names.area(fact.area) : '文字所说之处'}。${again.zh}`, en: `set the place to ${fact.area ? names.area(fact.area) : 'the words given'}.${again.en}` }
}
function say(fact: Fact, names: Names): Said {
  if (isPartFact(fact)) return factOf(fact).said(fact, names)
  switch (fact.type) {
    case 'reported': return { zh: `上报了这件事（${sourceNames[fact.source].zh}${fact.external ? `，外部编号 ${fact.external.number}` : ''}）。`, en: `reported it (${sourceNames[fact.source].en.toLowerCase()}${fact.external ? `, outside number ${fact.external.number}` : ''}).` }
    case 'located': return sayMoved(fact, names)
    case 'filed': return { zh: `立案，按“${fact.under.conditionZh}”这一条，处置时限${sayLimit(fact.under.limit).zh}。`, en: `filed it under "${fact.under.conditionEn || fact.under.conditionZh}"; ${sayLimit(fact.under.limit).en} to handle.` }
    case 'rejected': {
      const to = names.text(fact.to)
      return { zh: `不予立案：${rejectReasonNames[fact.reason].zh}${to ? `（${to}）` : ''}。`, en: `rejected it: ${rejectReasonNames[fact.reason].en.toLowerCase()}${to ? ` (${to})` : ''}.` }
    }
    case 'dispatched': return { zh: `派给${names.unit(fact.unit).zh}。`, en: `dispatched it to ${names.unit(fact.unit).en}.` }
    case 'signed-for': return fact.auto ? { zh: '签收时限到了，自动签收。', en: 'signed for it by time: the time to sign had run out.' } : fact.photos ? { zh: `签收，开始处置，附${fact.photos.length}张处置前照片。`, en: `signed for it and began, with ${count(fact.photos.length, 'photo')} of before.` } : { zh: '签收，开始处置。', en: 'signed for it and began.' }
    case 'handled': return { zh: `交了处置结果${fact.photos.length ? `，附${fact.photos.length}张照片` : ''}。`, en: `handed in the result${fact.photos.length ? ` with ${count(fact.photos.length, 'photo')}` : ''}.` }
    case 'checked': return fact.passed ? { zh: '核查通过。', en: 'checked it: passed.' } : { zh: '核查没有通过。', en: 'checked it: failed.' }
    case 'reworked': return { zh: '退回返工，处置时钟接着走，不重新起算。', en: 'sent it back; the handling clock runs on, it does not restart.' }
    case 'closed': return fact.late ? { zh: '结案（超时办结）。', en: 'closed it (handled late).' } : { zh: '结案。', en: 'closed it.' }
    case 'lapsed': return { zh: `${stageNames[fact.stage].zh}时限到了，还没有办完。`, en: `The time to ${stageNames[fact.stage].en.toLowerCase()} ran out.` }
    case 'warned': return { zh: `${stageNames[fact.stage].zh}时限用去了${fact.percent === 50 ? '一半' : '八成'}。`, en: `${fact.percent === 50 ? 'Half' : 'Four fifths'} of the time to ${stageNames[fact.stage].en.toLowerCase()} is used.` }
    case 'recomputed': return fact.before === fact.after
      ? { zh: `因为${fact.because.zh}，${stageNames[fact.stage].zh}时限${fact.clock.provisional ? '改为暂算' : '定下来了'}，还是${sayMoment(fact.after)}。`, en: `Because ${fact.because.en}, the time to ${stageNames[fact.stage].en.toLowerCase()} is ${fact.clock.provisional ? 'provisional' : 'settled'}; it stays ${sayMoment(fact.after)}.` }
      : { zh: `因为${fact.because.zh}，${stageNames[fact.stage].zh}时限从${sayMoment(fact.before)}改到${sayMoment(fact.after)}。`, en: `Because ${fact.because.en}, the time to ${stageNames[fact.stage].en.toLowerCase()} moves from ${sayMoment(fact.before)} to ${sayMoment(fact.after)}.` }
    case 'revealed': return { zh: '查看了个人信息。', en: 'looked at personal data.' }
    default: return fact satisfies never
  }
}

const textOf = (fact: Fact): string | undefined =>
  isPartFact(fact) ? factOf(fact).text?.(fact) : fact.type === 'dispatched' ? fact.because.override?.reason : fact.type === 'revealed' ? fact.reason
    : fact.type === 'filed' || fact.type === 'signed-for' ? fact.note : 'text' in fact ? fact.text : undefined

/** Oldest first. */
export const timelineOf = (rows: readonly Recorded<Fact>[], names: Names): TimelineEntry[] => rows.map(({ version, fact, actor, at }) => ({
  version, type: fact.type, at: at.toISOString(), by: names.actor(actor), hand: isPartFact(fact) ? factOf(fact).hand : fact.type === 'signed-for' && fact.auto ? 'system' : hands[fact.type], said: say(fact, names), text: names.text(textOf(fact)),
  photos: 'photos' in fact ? fact.photos ?? [] : [], because: fact.type === 'dispatched' || fact.type === 'redispatched' ? fact.because : null,
}))

/** The facts behind flags that wait for somebody: what raised each of them last, and what has spoken for it since. Versions, oldest first. */
export function raisedOf(rows: readonly Recorded<Fact>[], flags: readonly Flag[]): number[] {
  const says = ({ fact }: Recorded<Fact>) => (isPartFact(fact) ? factOf(fact) : undefined)
  return flags.flatMap((flag) => {
    const last = rows.findLast((row) => says(row)?.raises === flag)
    return last ? [last, ...rows.filter((row) => row.version > last.version && says(row)?.backs === flag)] : []
  }).map(({ version }) => version).toSorted((a, b) => a - b)
}

/** One entry per stage, handling summed over reworks. Minutes are counted only while a clock ran, in its own time. */
export function clocksOf(rows: readonly Recorded<Fact>[], now: Date, clockwork: Clockwork): StageClock[] {
  const found = new Map<Stage, StageClock>(), running = new Map<Stage, Clock>(), warned = new Map<Stage, number[]>(), movedFrom = new Map<Stage, string>()
  let handleLimit: Limit | null = null, unit: string | undefined
  const limitOf = (clock: Clock): Limit | null => clock.limit ?? (clock.stage === 'handle' ? handleLimit : clockwork.limits[clock.stage])
  const open = (clock: Clock, anew = true) => {
    running.set(clock.stage, clock)
    if (anew) { warned.delete(clock.stage); movedFrom.delete(clock.stage) }
  }
  const shut = (at: Date, ended: boolean) => (stage: Stage) => {
    const clock = running.get(stage)
    if (!clock) return
    running.delete(stage)
    const had = found.get(stage), limit = limitOf(clock), kind = limit?.kind ?? 'urgent_hour', calendar = calendarOfStage(stage, unit, clockwork)
    const minutes = (ms: number) => Math.round(ms / 60_000)
    found.set(stage, {
      stage, start: had?.start ?? clock.start, end: ended ? at.toISOString() : null, due: clock.due, limit, extended: clock.extended ?? [], provisional: clock.provisional, late: at.getTime() > Date.parse(clock.due),
      used_minutes: (had?.used_minutes ?? 0) + minutes(ranBetween(new Date(clock.start), at, kind, calendar)),
      // Checking and closing begin anew after a rework, each time with the whole limit; handling runs on with the rest.
      given_minutes: stage === 'handle' || clock.used !== undefined ? minutes(clock.given ?? ranBetween(new Date(clock.start), new Date(clock.due), kind, calendar) + (had?.used_minutes ?? 0) * 60_000)
        : (had?.given_minutes ?? 0) + minutes(clock.given ?? ranBetween(new Date(clock.start), new Date(clock.due), kind, calendar)),
      warned: warned.get(stage) ?? [], warn_at: ended ? null : nearFrom(clock, handleLimit ?? undefined), moved_from: movedFrom.get(stage) ?? null,
    })
  }
  for (const { fact, at } of rows) {
    const stop = (...stages: readonly Stage[]) => { stages.forEach(shut(at, true)) }
    if (isPartFact(fact)) {
      const moves = factOf(fact).clocks?.(fact)
      stop(...moves?.stops ?? [])
      for (const stage of moves?.anew ?? []) { running.delete(stage); found.delete(stage) }
      unit = moves?.unit ?? unit
      for (const clock of moves?.starts ?? []) open(clock)
      for (const clock of moves?.on ?? []) open(clock, false)
      continue
    }
    switch (fact.type) {
      case 'reported': open(fact.clock); break
      case 'filed': stop('accept'); handleLimit = fact.under.limit; open(fact.clock); break
      case 'rejected': stop('accept'); break
      // Another unit after a return has the whole limit anew.
      case 'dispatched': stop('dispatch'); found.delete('handle'); found.delete('sign'); unit = fact.unit; open(fact.clock); open(fact.sign); break
      case 'signed-for': stop('sign'); break
      case 'handled': stop('handle', 'sign'); open(fact.clock); break
      case 'checked': stop('check'); open(fact.clock); break
      case 'reworked': stop('close'); open(fact.clock, false); break
      case 'closed': stop('close'); break
      case 'warned': warned.set(fact.stage, [...(warned.get(fact.stage) ?? []), fact.percent]); break
      case 'recomputed': if (fact.before !== fact.after && !movedFrom.has(fact.stage)) movedFrom.set(fact.stage, fact.before); open(fact.clock, false); break
      // Nothing starts or stops a clock here.
      case 'located': case 'lapsed': case 'revealed': break
    }
  }
  // A copy: shutting takes the clock out of the map.
  for (const stage of Array.from(running.keys())) shut(now, false)(stage)
  return [...found.values()]
}
