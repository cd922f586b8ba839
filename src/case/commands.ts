// What can be done with a case: each verb declared once, each decision pure.
import type { z } from 'zod'
import { resumeWatch, stopWatch } from '#core/clock/stopwatch.ts'
import type { Problem, Said } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import { verbsOn, type Look } from '#kernel/verb.ts'
import { atlasOf } from '../directory/atlas.ts'
import { stands } from '../directory/ground/day.ts'
import { lastChange } from '../directory/calendar/store.ts'
import { shelfOf } from '../pack/store.ts'
import { calendarOfStage, clockOf, movesOf, startClock as start, warningsDue, watchIn } from './clocks/watch.ts'
import { canHappen } from './life.ts'
import { namesPerson } from './outside-number.ts'
import * as wrong from './problems.ts'
import { proposalFor } from './proposal.ts'
import { clockworkOf, freshClockwork } from './settings.ts'
import { hasLapsed, type Case } from './state.ts'
import { caseStream } from './stream.ts'
import * as words from './words.ts'
import type { Fact, FiledUnder } from './words.ts'

const may = verbsOn(caseStream)

/** The shut doors of the life table, and a verb's own guard behind them. */
const inTurn = (verb: string, title: Said, also?: (kase: Case, actor: Actor) => Problem | undefined) => (kase: Case, actor: Actor): Problem | undefined =>
  canHappen(kase.state, verb) ? also?.(kase, actor)
    : wrong.outOfTurn({ verb: title.zh, verbEn: title.en, state: words.stateNames[kase.state].zh, stateEn: words.stateNames[kase.state].en })

interface WhereInput { point?: words.Point | undefined; area?: string | undefined; placeText?: string | undefined; owner?: string | undefined }
/** A point decides its own area; an area alone is taken as it is; nothing is guessed. */
async function whereOf(look: Look, input: WhereInput): Promise<{ point?: words.Point; area?: string; placeText?: string; owner?: string }> {
  const atlas = await atlasOf(look)
  if (input.owner && !atlas.units.has(input.owner)) throw wrong.unknownUnit({}, [{ path: 'owner', said: wrong.unknownUnit.example().said }])
  const placeText = { ...(input.placeText ? { placeText: input.placeText } : {}), ...(input.owner ? { owner: input.owner } : {}) }
  if (input.point) {
    const area = atlas.areaAt(input.point.lon, input.point.lat, look.now)
    if (!area) throw wrong.outsideDistrict({}, [{ path: 'point', said: wrong.outsideDistrict.example().said }])
    return { point: input.point, area: area.id, ...placeText }
  }
  if (input.area) {
    const area = atlas.areas.get(input.area)
    // One that has ended keeps its old cases and gets no new ones.
    if (!area || !stands(area, look.now)) throw wrong.unknownArea({}, [{ path: 'area', said: wrong.unknownArea.example().said }])
    return { area: input.area, ...placeText }
  }
  return placeText
}
const needPhotos = (look: Look, shas: readonly string[]): void => look.files(shas, () => wrong.unknownPhoto({}, [{ path: 'photos', said: wrong.unknownPhoto.example().said }]))
const seenInPerson = new Set(['patrol', 'inspection'])

const reportTitle = { zh: '上报', en: 'Report' }
export const report = may('report', {
  title: reportTitle, makes: true, input: words.Report,
  problems: [wrong.outsideDistrict, wrong.unknownArea, wrong.unknownCondition, wrong.unknownPhoto, wrong.photoNeeded, wrong.externalKnown, wrong.personalNumber],
  facts: async (look, _kase, input) => {
    needPhotos(look, input.photos ?? [])
    const day = new Date(look.now.getTime() + 8 * 3_600_000).toISOString().slice(2, 10).replaceAll('-', '')
    const found = input.category && (await shelfOf(look)).category(input.category.pack, input.category.category)
    if (input.category && !found) throw wrong.unknownCondition({ ...input.category, condition: '-' }, [{ path: 'category', said: { zh: '没有这个类别。', en: 'There is no such category.' } }])
    return {
      where: await whereOf(look, input), clockwork: await clockworkOf(look), category: found?.category,
      // Counted last, so that a refused report takes no number.
      number: `${day}-${String(await look.number(`case/${day}`)).padStart(4, '0')}`,
    }
  },
  decide: (_kase, input, { now, facts }) => {
    const photos = input.photos ?? []
    if (input.external && namesPerson(input.external.number)) throw wrong.personalNumber({}, [{ path: 'external.number', said: wrong.personalNumber.example().said }])
    if (seenInPerson.has(input.source) && photos.length === 0) throw wrong.photoNeeded({}, [{ path: 'photos', said: wrong.photoNeeded.example().said }])
    return {
      type: 'reported', number: facts.number, source: input.source, text: input.text, photos, clock: start('accept', now, facts.clockwork.limits.accept, facts.clockwork), ...facts.where,
      ...(input.title ? { title: input.title } : {}), ...(input.contactName ? { contactName: input.contactName } : {}), ...(input.contactPhone ? { contactPhone: input.contactPhone } : {}),
      ...(input.category && facts.category ? { category: { ...input.category, ...facts.category.title } } : {}),
      ...(input.external ? { external: { system: input.external.system, number: input.external.number, ...(input.external.class ? { class: input.external.class } : {}) } } : {}),
      ...(input.occurredAt ? { occurredAt: input.occurredAt } : {}),
    }
  },
  example: { source: 'hotline', text: '路口两只垃圾桶满了，袋子堆到了人行道上。', placeText: '学前街与望河路口' },
})

const locateTitle = { zh: '定位', en: 'Set the place' }
export const locate = may('locate', {
  title: locateTitle, input: words.Locate, guard: inTurn('locate', locateTitle), problems: [wrong.outOfTurn, wrong.outsideDistrict, wrong.unknownArea, wrong.unknownUnit, wrong.placeMissing],
  facts: whereOfInput,
  decide: (_kase, _input, { facts }) => {
    if (!facts.area && !facts.placeText && !facts.owner) throw wrong.placeMissing({})
    return { type: 'located', ...facts }
  },
  example: { point: { lon: 120.71, lat: 31.3 } },
})
async function whereOfInput(look: Look, _kase: Case, input: WhereInput) { return await whereOf(look, input) }

const fileTitle = { zh: '立案', en: 'File' }
export const file = may('file', {
  title: fileTitle, input: words.File, guard: inTurn('file', fileTitle), problems: [wrong.outOfTurn, wrong.placeMissing, wrong.outsideDistrict, wrong.unknownArea, wrong.unknownUnit, wrong.unknownCondition],
  facts: async (look, _kase, input) => ({ where: await whereOf(look, input), clockwork: await clockworkOf(look), found: (await shelfOf(look)).condition(input.condition.pack, input.condition.category, input.condition.condition) }),
  decide: (kase, input, { now, facts }): Fact[] => {
    if (!facts.found) throw wrong.unknownCondition(input.condition, [{ path: 'condition', said: { zh: '请从现行方案里选一条立案条件。', en: 'Choose a filing condition of a pack in force.' } }])
    if (!facts.where.area && !kase.area) throw wrong.placeMissing({}, [{ path: 'area', said: wrong.placeMissing.example().said }])
    const { pack, category, condition } = facts.found
    const under: FiledUnder = {
      pack: pack.pack, packVersion: pack.version, category: category.code, condition: condition.id, zh: category.title.zh, en: category.title.en,
      conditionZh: condition.text.zh, conditionEn: condition.text.en, closeZh: condition.close?.zh ?? '', closeEn: condition.close?.en ?? '',
      action: pack.content.action ?? null, limit: condition.limit, evidence: condition.evidence,
    }
    const moved: Fact[] = facts.where.area || facts.where.placeText || facts.where.owner ? [{ type: 'located', ...facts.where }] : []
    return [...moved, { type: 'filed', under, clock: start('dispatch', now, facts.clockwork.limits.dispatch, facts.clockwork), ...(input.note ? { note: input.note } : {}) }]
  },
  example: { condition: { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' } },
})

const rejectTitle = { zh: '不予立案', en: 'Reject' }
export const reject = may('reject', {
  title: rejectTitle, input: words.Reject, guard: inTurn('reject', rejectTitle), problems: [wrong.outOfTurn, wrong.referralNeeded],
  decide: (_kase, input) => {
    if (input.reason === 'referred' && !input.to) throw wrong.referralNeeded({}, [{ path: 'to', said: wrong.referralNeeded.example().said }])
    return { type: 'rejected', reason: input.reason, text: input.text, ...(input.to ? { to: input.to } : {}) }
  },
  example: { reason: 'referred', to: '教育局', text: '您反映的是学校招生，已转教育局答复。' },
})

const dispatchTitle = { zh: '派遣', en: 'Dispatch' }
export const dispatch = may('dispatch', {
  title: dispatchTitle, input: words.Dispatch, guard: inTurn('dispatch', dispatchTitle), problems: [wrong.outOfTurn, wrong.unknownUnit, wrong.nobodyAnswers, wrong.reasonNeeded],
  facts: async (look, kase, input) => {
    const atlas = await atlasOf(look)
    return { clockwork: await clockworkOf(look), proposed: await proposalFor(look, kase), unit: input.unit ? [atlas.units.get(input.unit)].find((unit) => unit?.active) : undefined, proposedName: (id: string) => atlas.units.get(id), place: atlas.areas.get(kase.area!) }
  },
  decide: (kase, input, { now, facts }) => {
    if (input.unit && !facts.unit) throw wrong.unknownUnit({}, [{ path: 'unit', said: wrong.unknownUnit.example().said }])
    const { proposed } = facts
    const chosen = facts.unit
    let because = proposed?.because
    if (chosen && chosen.id !== proposed?.unit) {
      const named = proposed ? facts.proposedName(proposed.unit) : undefined
      if (!input.reason) throw wrong.reasonNeeded({ proposed: named?.zh ?? '（无）', proposedEn: named?.en ?? '(none)' }, [{ path: 'reason', said: { zh: '请写明改派理由。', en: 'Give the reason.' } }])
      because = {
        rule: null, backstop: false, place: proposed?.because.place ?? { code: facts.place?.code ?? '', name: facts.place?.name ?? '' },
        override: { reason: input.reason, proposed: proposed?.unit ?? null },
        said: { zh: `值班坐席改派给${chosen.zh}，理由附后${named ? `；责任规则原提出${named.zh}` : ''}。`, en: `The desk chose ${chosen.en}, for the reason given${named ? `; the rules had proposed ${named.en}` : ''}.` },
      }
    }
    const unit = chosen?.id ?? proposed?.unit
    if (!unit || !because) throw wrong.nobodyAnswers({}, [{ path: 'unit', said: wrong.nobodyAnswers.example().said }])
    // 处置时限从派遣起算
    return { type: 'dispatched', unit, because, clock: start('handle', now, kase.under!.limit, facts.clockwork, unit), sign: start('sign', now, facts.clockwork.limits.sign, facts.clockwork, unit) }
  },
  example: {},
})

const signTitle = { zh: '签收', en: 'Sign for' }
export const signFor = may('sign-for', {
  title: signTitle, input: words.SignFor, guard: inTurn('sign-for', signTitle), problems: [wrong.outOfTurn],
  decide: (_kase, input) => ({ type: 'signed-for', ...(input.note ? { note: input.note } : {}) }),
  example: {},
})

const handleTitle = { zh: '提交处置结果', en: 'Hand in the result' }
export const handle = may('handle', {
  title: handleTitle, input: words.Handle, guard: inTurn('handle', handleTitle), problems: [wrong.outOfTurn, wrong.evidenceMissing, wrong.unknownPhoto],
  facts: async (look, _kase, input) => { needPhotos(look, input.photos ?? []); return { clockwork: await clockworkOf(look) } },
  decide: (kase, input, { now, facts }) => {
    const photos = input.photos ?? []
    const needed = kase.under!.evidence.handle
    if (photos.length < needed) {
      const missing = wrong.evidenceMissing({ needed, given: photos.length })
      throw wrong.evidenceMissing({ needed, given: photos.length }, [{ path: 'photos', said: missing.body.said }])
    }
    const watch = watchIn(kase, kase.handle!, facts.clockwork)
    return { type: 'handled', text: input.text, photos, used: stopWatch(watch, now, calendarOfStage('handle', kase.unit, facts.clockwork)), clock: start('check', now, facts.clockwork.limits.check, facts.clockwork) }
  },
  example: { text: '垃圾已清走，桶归位，地面冲洗过。', photos: [] },
})

const checkTitle = { zh: '核查', en: 'Check' }
export const check = may('check', {
  title: checkTitle, input: words.Check, problems: [wrong.outOfTurn, wrong.ownWork, wrong.unknownPhoto],
  // 核查与处置分开：不能是处置单位的人，也不能是立案的人（domain §4.3）
  guard: inTurn('check', checkTitle, (kase, actor) => (actor.unit !== null && actor.unit === kase.unit) || actor.account === kase.filedBy ? wrong.ownWork({}) : undefined),
  facts: async (look, _kase, input) => { needPhotos(look, input.photos ?? []); return { clockwork: await clockworkOf(look) } },
  decide: (_kase, input, { now, facts }) => ({ type: 'checked', passed: input.passed, text: input.text, photos: input.photos ?? [], clock: start('close', now, facts.clockwork.limits.close, facts.clockwork) }),
  example: { passed: true, text: '到场看过，已经清干净。' },
})

const reworkTitle = { zh: '返工', en: 'Send back for rework' }
export const rework = may('rework', {
  title: reworkTitle, input: words.Rework, problems: [wrong.outOfTurn, wrong.passedCheck],
  guard: inTurn('rework', reworkTitle, (kase) => kase.lastCheck?.passed ? wrong.passedCheck({}) : undefined),
  facts: async (look) => await clockworkOf(look),
  decide: (kase, input, { now, facts }) => {
    // 处置时钟接着走，不重新起算
    const calendar = calendarOfStage('handle', kase.unit, facts), watch = watchIn(kase, kase.handle!, facts)
    return { type: 'reworked', text: input.text, clock: clockOf('handle', resumeWatch(watch, kase.handleUsed ?? stopWatch(watch, kase.handledAt!, calendar), now, calendar)) }
  },
  example: { text: '墙角还有两袋，请清走后补照片。' },
})

const closeTitle = { zh: '结案', en: 'Close' }
export const close = may('close', {
  title: closeTitle, input: words.Close, problems: [wrong.outOfTurn, wrong.checkFirst],
  guard: inTurn('close', closeTitle, (kase) => kase.lastCheck?.passed ? undefined : wrong.checkFirst({})),
  decide: (kase, input) => ({ type: 'closed', late: kase.late ?? false, ...(input.text ? { text: input.text } : {}) }),
  example: { conditionMet: true },
})

const revealTitle = { zh: '查看个人信息', en: 'See personal data' }
export const reveal = may('reveal', {
  title: revealTitle, input: words.Reveal, guard: inTurn('reveal', revealTitle), problems: [wrong.outOfTurn],
  decide: (_kase, input) => ({ type: 'revealed', reason: input.reason }),
  example: { reason: '给反映人回电话' },
})

/** Run by the timer: writes down which clocks have run out. */
export const lapse = may('lapse', {
  title: { zh: '到时', en: 'Run out' }, system: true, input: words.Lapse,
  decide: (kase, _input, { now }) => kase.running
    .filter((clock) => Date.parse(clock.due) < now.getTime() && !hasLapsed(kase, clock))
    .map((clock) => ({ type: 'lapsed', stage: clock.stage, due: clock.due }) satisfies Fact),
})

/** Run by the timer: writes down which clocks have used half or four fifths of their time. */
export const warn = may('warn', {
  title: { zh: '提醒', en: 'Warn' }, system: true, input: words.Warn,
  decide: (kase, _input, { now }) => warningsDue(kase, now).map(({ clock, percent }) => ({ type: 'warned', stage: clock.stage, percent, due: clock.due }) satisfies Fact),
})

/** Run when a calendar has changed: moves the running clocks it changes, each as a fact with before and after. Done again, it finds nothing to move. */
export const recompute = may('recompute', {
  title: { zh: '重算时限', en: 'Compute deadlines again' }, system: true, input: words.Recompute,
  facts: async (look) => {
    const last = await lastChange(look.tx, look.district)
    // Kept under the version of the change, so that no older calendar is remembered for it.
    const clockwork = await look.memory.recall(`clockwork/${look.district}/${last?.version ?? 0}`, 5_000, () => freshClockwork(look.tx, look.district))
    return { clockwork, because: last?.said ?? { zh: '日历改了', en: 'the calendar was changed' } }
  },
  decide: (kase, _input, { now, facts }) => movesOf(kase, now, facts.clockwork)
    .flatMap(({ stage, before, after }) => (after ? [{ type: 'recomputed', stage, before: before.due, after: after.due, because: facts.because, clock: after } satisfies Fact] : [])),
})

export const commands = [report, locate, file, reject, dispatch, signFor, handle, check, rework, close, reveal, lapse, warn, recompute] as const
export type ReportInput = z.input<typeof words.Report>
