// Reports and closes in one step, with a photo of before and one of after from the same place within half an hour.
import { problem } from '#core/problem.ts'
import { metresBetween } from '#core/metres.ts'
import { shelfOf } from '../../pack/store.ts'
import { underOf } from '../filing.ts'
import { photoTraces } from '../list.ts'
import * as wrong from '../problems.ts'
import { report } from '../report.ts'
import { needPhotos, stepVerb } from '../step.ts'
import * as words from '../words.ts'
import { SPOT_METRES, SPOT_MINUTES } from './part.ts'

export const notOneGo = problem<{ minutes: number; metres: number }>('case.not-one-go', 422, ({ minutes, metres }) => ({
  zh: `前后两张照片相隔${minutes}分钟、${metres}米；即查即改要在${SPOT_MINUTES}分钟、${SPOT_METRES}米以内。请改用“上报”，照常派遣。`,
  en: `The photos are ${minutes} minutes and ${metres} m apart; a fix on the spot has ${SPOT_MINUTES} minutes and ${SPOT_METRES} m. Use "Report" and let it be dispatched.`,
}))
export const samePhoto = problem('case.same-photo', 422, () => ({ zh: '前后用了同一张照片。请拍一张整改后的。', en: 'The same photo was given for before and after. Take one of after.' }))

export const fix = stepVerb('fix', {
  input: words.Report.omit({ category: true, external: true, occurredAt: true, contactName: true, contactPhone: true }).extend(words.Fix.shape),
  problems: [wrong.outsideDistrict, wrong.unknownArea, wrong.unknownUnit, wrong.unknownCondition, wrong.unknownPhoto, wrong.photoNeeded, wrong.placeMissing, samePhoto, notOneGo],
  facts: async (look, kase, input) => {
    needPhotos(look, input.after)
    const { condition, result: _result, after, ...said } = input
    const found = (await shelfOf(look)).condition(condition.pack, condition.category, condition.condition)
    if (!found) throw wrong.unknownCondition(condition, [{ path: 'condition', said: { zh: '请从现行方案里选一条立案条件。', en: 'Choose a filing condition of a pack in force.' } }])
    const traces = new Map((await photoTraces(look.tx, look.district, [...said.photos, ...after])).map((row) => [row.sha256, row]))
    return { found, traces, said, reported: await report.facts!(look, kase, said) }
  },
  decide: (kase, input, given) => {
    const { found, traces, said, reported } = given.facts
    const before = input.photos
    if (input.after.some((sha) => before.includes(sha))) throw samePhoto({}, [{ path: 'after', said: samePhoto.example().said }])
    if (!reported.where.area) throw wrong.placeMissing({}, [{ path: 'point', said: wrong.placeMissing.example().said }])
    const [first, last] = [traces.get(before[0]!), traces.get(input.after.at(-1)!)]
    const minutes = first?.taken_at && last?.taken_at ? Math.round((last.taken_at.getTime() - first.taken_at.getTime()) / 60_000) : undefined
    const metres = first?.lon != null && first.lat !== null && last?.lon != null && last.lat !== null ? metresBetween({ lon: first.lon, lat: first.lat }, { lon: last.lon, lat: last.lat }) : undefined
    // What photos do not tell is no fault of whoever took them; what they do tell must be one go.
    if ((minutes !== undefined && (minutes < 0 || minutes > SPOT_MINUTES)) || (metres !== undefined && metres > SPOT_METRES)) throw notOneGo({ minutes: minutes ?? 0, metres: metres ?? 0 }, [{ path: 'after', said: notOneGo({ minutes: minutes ?? 0, metres: metres ?? 0 }).body.said }])
    const seen = report.decide(kase, said, { ...given, facts: reported })
    return [...(Array.isArray(seen) ? seen : [seen]), {
      type: 'fixed', under: underOf(found), text: input.result, photos: input.after, ...(given.actor.unit ? { unit: given.actor.unit } : {}), ...(minutes === undefined ? {} : { minutes }), ...(metres === undefined ? {} : { metres }),
    }]
  },
  example: { source: 'patrol', text: '人行道上有两袋垃圾。', area: '01890000-0000-7000-8000-000000000002', photos: ['a'.repeat(64)], condition: { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' }, result: '已随手清到桶里。', after: ['b'.repeat(64)] },
})
