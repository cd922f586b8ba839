// Filing: under which condition, for how long, with what evidence; or why not.
import { shelfOf, type Shelf } from '../pack/store.ts'
import { startClock as start } from './clocks/watch.ts'
import * as wrong from './problems.ts'
import { whereOf } from './report.ts'
import { clockworkOf } from './settings.ts'
import { stepVerb } from './step.ts'
import * as words from './words.ts'
import type { Fact, FiledUnder } from './words.ts'

/** What a case keeps for ever of the condition it is filed under. */
export function underOf({ pack, category, condition }: NonNullable<ReturnType<Shelf['condition']>>): FiledUnder {
  return {
    pack: pack.pack, packVersion: pack.version, category: category.code, condition: condition.id, zh: category.title.zh, en: category.title.en,
    conditionZh: condition.text.zh, conditionEn: condition.text.en, closeZh: condition.close?.zh ?? '', closeEn: condition.close?.en ?? '',
    action: pack.content.action ?? null, limit: condition.limit, evidence: condition.evidence,
  }
}

/** Told to the office: whoever sent these owes it no photo. The one of before comes with verifying, or from the unit as it signs; staff who stood there bring it. */
const told = new Set(['hotline', 'citizen', 'media', 'leader'])

export const file = stepVerb('file', {
  input: words.File, problems: [wrong.placeMissing, wrong.outsideDistrict, wrong.unknownArea, wrong.unknownUnit, wrong.unknownCondition, wrong.beforeMissing],
  facts: async (look, _kase, input) => ({ where: await whereOf(look, input), clockwork: await clockworkOf(look), found: (await shelfOf(look)).condition(input.condition.pack, input.condition.category, input.condition.condition) }),
  decide: (kase, input, { now, facts }): Fact[] => {
    if (!facts.found) throw wrong.unknownCondition(input.condition, [{ path: 'condition', said: { zh: '请从现行方案里选一条立案条件。', en: 'Choose a filing condition of a pack in force.' } }])
    if (!facts.where.area && !kase.area) throw wrong.placeMissing({}, [{ path: 'area', said: wrong.placeMissing.example().said }])
    const under = underOf(facts.found), needed = under.evidence.report
    if (kase.before.length < needed && !told.has(kase.source)) throw wrong.beforeMissing({ needed, given: kase.before.length }, [{ path: 'condition', said: wrong.beforeMissing({ needed, given: kase.before.length }).body.said }])
    const moved: Fact[] = facts.where.area || facts.where.placeText || facts.where.owner ? [{ type: 'located', ...facts.where }] : []
    return [...moved, { type: 'filed', under, clock: start('dispatch', now, facts.clockwork.limits.dispatch, facts.clockwork), ...(input.note ? { note: input.note } : {}) }]
  },
  example: { condition: { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' } },
})

export const reject = stepVerb('reject', {
  input: words.Reject, problems: [wrong.referralNeeded],
  decide: (_kase, input) => {
    if (input.reason === 'referred' && !input.to) throw wrong.referralNeeded({}, [{ path: 'to', said: wrong.referralNeeded.example().said }])
    return { type: 'rejected', reason: input.reason, text: input.text, ...(input.to ? { to: input.to } : {}) }
  },
  example: { reason: 'referred', to: '教育局', text: '您反映的是学校招生，已转教育局答复。' },
})

