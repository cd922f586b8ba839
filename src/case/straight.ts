// The straight way behind filing: dispatched, signed for, handled, checked by somebody else, sent back or closed.
import { resumeWatch, stopWatch } from '#core/clock/stopwatch.ts'
import { ranBetween } from '#core/deadline.ts'
import { atlasOf } from '../directory/atlas.ts'
import { jointGuard, jointOpen } from './joint/commands.ts'
import { byItself, FAILED_CHECKS } from './supervision/part.ts'
import { calendarOfStage, clockOf, startClock as start, watchIn } from './clocks/watch.ts'
import { callsFor } from './crew/call.ts'
import { clearedOf } from './crew/moments.ts'
import { photoTraces } from './list.ts'
import * as wrong from './problems.ts'
import { proposalFor } from './proposal.ts'
import { clockworkOf } from './settings.ts'
import { needPhotos, stepVerb } from './step.ts'
import * as words from './words.ts'

export const dispatch = stepVerb('dispatch', {
  input: words.Dispatch, problems: [wrong.unknownUnit, wrong.nobodyAnswers, wrong.reasonNeeded],
  facts: async (look, kase, input) => {
    const atlas = await atlasOf(look)
    const proposed = await proposalFor(look, kase), unit = input.unit ? [atlas.units.get(input.unit)].find((one) => one?.active) : undefined, to = unit?.id ?? (input.unit ? undefined : proposed?.unit)
    return { clockwork: await clockworkOf(look), proposed, unit, calls: to && kase.tenMinutes ? await callsFor(look, { unit: to, point: kase.point, area: kase.area, sighted: kase.tenMinutes.sighted.at }) : [], proposedName: (id: string) => atlas.units.get(id), place: atlas.areas.get(kase.area!) }
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
    // 处置时限从派遣起算；当班分钟从看到起算，退回后另派的单位从派遣起算
    const from = kase.tenMinutes && !kase.returning?.upheld ? new Date(kase.tenMinutes.sighted.at) : now
    return [{ type: 'dispatched', unit, because, clock: start('handle', from, kase.under!.limit, facts.clockwork, unit), sign: start('sign', now, facts.clockwork.limits.sign, facts.clockwork, unit) }, ...facts.calls]
  },
  example: {},
})

export const signFor = stepVerb('sign-for', {
  input: words.SignFor, problems: [wrong.unknownPhoto],
  facts: (look, _kase, input) => { needPhotos(look, input.photos ?? []); return Promise.resolve(true) },
  decide: (_kase, input) => ({ type: 'signed-for', ...(input.photos?.length ? { photos: input.photos } : {}), ...(input.note ? { note: input.note } : {}) }),
  example: {},
})

export const handle = stepVerb('handle', {
  input: words.Handle, problems: [wrong.evidenceMissing, wrong.unknownPhoto, jointOpen], guard: jointGuard,
  facts: async (look, kase, input) => { needPhotos(look, input.photos ?? []); return { clockwork: await clockworkOf(look), traces: kase.tenMinutes ? await photoTraces(look.tx, look.district, input.photos ?? []) : [] } },
  decide: (kase, input, { now, facts }) => {
    const photos = input.photos ?? []
    const needed = kase.under!.evidence.handle
    if (photos.length < needed) {
      const missing = wrong.evidenceMissing({ needed, given: photos.length })
      throw wrong.evidenceMissing({ needed, given: photos.length }, [{ path: 'photos', said: missing.body.said }])
    }
    const watch = watchIn(kase, kase.handle!, facts.clockwork), calendar = calendarOfStage('handle', kase.unit, facts.clockwork)
    // What lies there again after it was truly cleared is another matter, by its own clock.
    const gone = kase.tenMinutes && !(kase.ending?.reopened && kase.ending.faked === 0) && clearedOf(now, facts.traces, kase.tenMinutes.sighted.at, kase.point)
    const cleared = gone && { ...gone, seconds: Math.round(ranBetween(new Date(kase.tenMinutes!.sighted.at), new Date(gone.at), 'minute_on_shift', calendar) / 1000) }
    return { type: 'handled', text: input.text, photos, used: stopWatch(watch, cleared ? new Date(cleared.at) : now, calendar), ...(cleared ? { cleared } : {}), clock: start('check', now, facts.clockwork.limits.check, facts.clockwork) }
  },
  example: { text: '垃圾已清走，桶归位，地面冲洗过。', photos: [] },
})

export const check = stepVerb('check', {
  input: words.Check, problems: [wrong.ownWork, wrong.unknownPhoto],
  // 核查与处置分开：不能是处置单位的人，也不能是立案的人（domain §4.3）
  guard: (kase, actor) => (actor.unit !== null && actor.unit === kase.unit) || actor.account === kase.filedBy ? wrong.ownWork({}) : undefined,
  facts: async (look, _kase, input) => { needPhotos(look, input.photos ?? []); return { clockwork: await clockworkOf(look) } },
  decide: (_kase, input, { now, facts }) => ({ type: 'checked', passed: input.passed, text: input.text, photos: input.photos ?? [], clock: start('close', now, facts.clockwork.limits.close, facts.clockwork) }),
  example: { passed: true, text: '到场看过，已经清干净。' },
})

export const rework = stepVerb('rework', {
  input: words.Rework, problems: [wrong.passedCheck],
  guard: (kase) => kase.lastCheck?.passed ? wrong.passedCheck({}) : undefined,
  facts: async (look) => await clockworkOf(look),
  decide: (kase, input, { now, facts }) => {
    // 处置时钟接着走，不重新起算
    const calendar = calendarOfStage('handle', kase.unit, facts), watch = watchIn(kase, kase.handle!, facts)
    const clock = clockOf('handle', resumeWatch(watch, kase.handleUsed ?? stopWatch(watch, kase.handledAt!, calendar), now, calendar))
    return [{ type: 'reworked', text: input.text, clock }, ...(kase.reworks + 1 >= FAILED_CHECKS ? byItself(kase, 2, 'failed-checks') : [])]
  },
  example: { text: '墙角还有两袋，请清走后补照片。' },
})

export const close = stepVerb('close', {
  input: words.Close, problems: [wrong.checkFirst],
  guard: (kase) => kase.lastCheck?.passed ? undefined : wrong.checkFirst({}),
  decide: (kase, input) => ({ type: 'closed', late: kase.late ?? false, ...(input.text ? { text: input.text } : {}) }),
  example: { conditionMet: true },
})

export const reveal = stepVerb('reveal', {
  input: words.Reveal,
  decide: (_kase, input) => ({ type: 'revealed', reason: input.reason }),
  example: { reason: '给反映人回电话' },
})

