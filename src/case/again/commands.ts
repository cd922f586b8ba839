// 改类别 and 改派: a change runs the rules again that read it; the unit is only changed by a person, with a reason.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { problem } from '#core/problem.ts'
import type { Look } from '#kernel/verb.ts'
import { atlasOf } from '../../directory/atlas.ts'
import { shelfOf } from '../../pack/store.ts'
import { startClock } from '../clocks/watch.ts'
import { callsFor } from '../crew/call.ts'
import { sightedOf } from '../crew/moments.ts'
import { inMinutes, type Moment } from '../crew/part.ts'
import { underOf } from '../filing.ts'
import { photoTraces } from '../list.ts'
import * as wrong from '../problems.ts'
import { compared, proposalFor } from '../proposal.ts'
import { clockworkOf } from '../settings.ts'
import type { Case } from '../state.ts'
import { stepVerb } from '../step.ts'
import { condition, type Fact, type FiledUnder } from '../words.ts'

export const sameCondition = problem('case.same-condition', 422, () => ({ zh: '和现在的类别、立案条件一样，没有改动。', en: 'This is the category and condition it has now; nothing would change.' }))
export const stillRight = problem('case.still-right', 409, () => ({ zh: '规则提出的还是现在的处置单位，没有什么要改派的。单位认为不该它办的，请它申请回退。', en: 'The rules still name the unit that has it, so there is nothing to send elsewhere. A unit that disagrees asks to return it.' }))
export const sameUnit = problem('case.same-unit', 422, () => ({ zh: '它现在就在这个单位。请选另一个单位。', en: 'This unit has it already. Choose another one.' }))

export const recategorise = stepVerb('recategorise', {
  input: z.strictObject({
    condition: condition.meta({ widget: 'condition', title: '新的立案条件', titleEn: 'New filing condition' }),
    text: freeText(500).optional().meta({ free: 'text', max: 500, title: '说明', titleEn: 'Remark', widget: 'textarea' }),
  }),
  problems: [wrong.unknownCondition, sameCondition],
  facts: async (look, kase, input) => {
    const found = (await shelfOf(look)).condition(input.condition.pack, input.condition.category, input.condition.condition)
    if (!found) throw wrong.unknownCondition(input.condition, [{ path: 'condition', said: { zh: '请从现行方案里选一条立案条件。', en: 'Choose a filing condition of a pack in force.' } }])
    const under = underOf(found), crews = await crewsFor(look, kase, under)
    return { ...crews, under, clockwork: await clockworkOf(look), again: kase.under ? await compared(look, kase, { ...kase, under }, ['category']) : undefined }
  },
  decide: (kase, input, { now, facts: { under, clockwork, again, sighted, calls } }) => {
    const was = kase.under ?? kase.category
    const same = kase.under ? kase.under.pack === under.pack && kase.under.category === under.category && kase.under.condition === under.condition : kase.category?.pack === under.pack && kase.category.category === under.category
    if (same) throw sameCondition({}, [{ path: 'condition', said: sameCondition.example().said }])
    const category = { pack: under.pack, category: under.category, zh: under.zh, en: under.en }
    const said = { ...(input.text ? { text: input.text } : {}), was: was ? { zh: was.zh, en: was.en } : null }
    if (!kase.under) return { type: 'recategorised', category, ...said }
    // Another condition is another limit; before the dispatch nothing of it has run yet.
    const clock = kase.handle && kase.unit ? startClock('handle', now, under.limit, clockwork, kase.unit) : undefined
    return [{ type: 'recategorised', category, ...said, under, ...(clock ? { clock, due: { before: kase.handle!.due, after: clock.due } } : {}), ...(sighted ? { sighted } : {}), ...(again ? { again } : {}) }, ...calls]
  },
  example: { condition: { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' } },
})

/** Where the new limit counts minutes on shift and the old one did not: from when it counts, and which crew is called. Of what is handed out already the clock begins now, and so do they. */
async function crewsFor(look: Look, kase: Case, under: FiledUnder): Promise<{ sighted?: Moment; calls: Fact[] }> {
  if (!kase.under || !inMinutes(under) || kase.tenMinutes) return { calls: [] }
  const { now } = look, { unit, point, area } = kase
  const sighted: Moment = unit ? { at: now.toISOString(), by: 'server' } : sightedOf(kase.reportedAt, await photoTraces(look.tx, look.district, kase.before), kase.occurredAt, point)
  return { sighted, calls: unit ? await callsFor(look, { unit, point, area, sighted: sighted.at }) : [] }
}

export const redispatch = stepVerb('redispatch', {
  input: z.strictObject({
    unit: z.uuid().optional().meta({ widget: 'unit', title: '改派给', titleEn: 'To' }),
    reason: freeText(500).meta({ free: 'text', max: 500, title: '改派理由', titleEn: 'Why', widget: 'textarea' }),
  }),
  problems: [stillRight, sameUnit, wrong.unknownUnit, wrong.nobodyAnswers],
  guard: (kase) => (kase.again ? undefined : stillRight({})),
  facts: async (look, kase, input) => {
    const atlas = await atlasOf(look)
    const proposed = await proposalFor(look, kase), chosen = input.unit ? [atlas.units.get(input.unit)].find((unit) => unit?.active) : undefined
    const to = chosen?.id ?? (input.unit ? undefined : proposed?.unit), { point, area, tenMinutes } = kase
    return { clockwork: await clockworkOf(look), proposed, chosen, calls: to && tenMinutes ? await callsFor(look, { unit: to, point, area, sighted: tenMinutes.sighted.at }) : [], place: atlas.areas.get(kase.area ?? '') }
  },
  decide: (kase, input, { now, facts: { clockwork, proposed, chosen, place, calls } }) => {
    if (input.unit && !chosen) throw wrong.unknownUnit({}, [{ path: 'unit', said: wrong.unknownUnit.example().said }])
    const unit = chosen?.id ?? proposed?.unit
    if (!unit) throw wrong.nobodyAnswers({}, [{ path: 'unit', said: wrong.nobodyAnswers.example().said }])
    if (unit === kase.unit) throw sameUnit({}, [{ path: 'unit', said: sameUnit.example().said }])
    const because = proposed && unit === proposed.unit ? proposed.because : {
      rule: null, backstop: false, place: proposed?.because.place ?? { code: place?.code ?? '', name: place?.name ?? '' }, override: { reason: input.reason, proposed: proposed?.unit ?? null },
      said: { zh: `值班坐席改派给${chosen!.zh}，理由附后。`, en: `The desk chose ${chosen!.en}, for the reason given.` },
    }
    // Only another condition gives the next unit the whole limit; a corrected place does not.
    const anew = kase.again!.anew === true
    const clock = anew ? startClock('handle', now, kase.under!.limit, clockwork, unit) : kase.handle!
    return [{
      type: 'redispatched', from: kase.unit!, unit, because, text: input.reason, clock, sign: startClock('sign', now, clockwork.limits.sign, clockwork, unit), due: { before: kase.handle!.due, after: clock.due }, ...(anew ? { anew: true as const } : {}),
    }, ...calls]
  },
  example: { reason: '改了类别，按规则应由别的单位办。' },
})
