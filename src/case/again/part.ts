// What changed after filing, and what the rules say since: the category, the place or the owner. The unit stays until the office sends it to another.
import { sayMoment } from '#core/day.ts'
import { sayLimit } from '#core/clock-kind.ts'
import type { Said } from '#core/problem.ts'
import type { Names, Part } from '../part.ts'
import type { Case } from '../state.ts'
import { inMinutes, type Moment } from '../crew/part.ts'
import { canHappen } from '../life.ts'
import type { Because, Clock, FiledUnder } from '../words.ts'

export const fieldNames = { category: { zh: '类别', en: 'category' }, area: { zh: '地点', en: 'place' }, owner: { zh: '权属单位', en: 'owner' } } as const satisfies Record<string, Said>
export type ChangedField = keyof typeof fieldNames
interface Answer { unit: string; because: Because }
/** Which field changed; what the rules said before it and behind it; how many rows were run again, of how many. */
export interface Again { fields: ChangedField[]; before: Answer | null; after: Answer | null; ran: number; of: number }

export type AgainFact =
  /** Filed: `under` is what it stands under now. Handed out already: `clock` runs anew where the limit or the condition changed, `due` before and behind it. */
  | { type: 'recategorised'; category: { pack: string; category: string; zh: string; en: string }; was: { zh: string; en: string } | null; under?: FiledUnder; clock?: Clock; /** Its limit counts minutes on shift from now on: from when. */ sighted?: Moment; due?: { before: string; after: string }; again?: Again; text?: string }
  | { type: 'redispatched'; from: string; unit: string; because: Because; text: string; clock: Clock; sign: Clock; /** The handling clock began anew, for the condition had changed. */ anew?: true; due: { before: string; after: string } }

/** Open: the rules name another unit than the one that has it. */
export interface Rerouted { unit: string; because: Because; fields: ChangedField[]; /** The condition has changed since the dispatch: the next unit has the whole limit. */ anew?: true }

/** The case behind a change of what the rules read: whether they name another unit now. */
export function considered(kase: Case, again: Again | undefined, anew = false): Case {
  const { again: had, ...rest } = kase
  if (!again || !kase.unit) return kase
  const fresh = anew || had?.anew ? { anew: true as const } : {}
  return again.after && again.after.unit !== kase.unit ? { ...rest, again: { ...again.after, fields: [...new Set([...had?.fields ?? [], ...again.fields])], ...fresh } } : rest
}

/** Which field, which rule before and which behind it, and how much had to be run again. */
export function sayAgain(again: Again | undefined, names: Names): Said {
  if (!again) return { zh: '', en: '' }
  const fields = again.fields.map((field) => fieldNames[field])
  const unit = (answer: Answer | null): Said => (answer ? names.unit(answer.unit) : { zh: '无', en: 'nobody' })
  const row = (answer: Answer | null): Said => (answer?.because.rule ? { zh: `（第${answer.because.rule.row}条）`, en: ` (row ${answer.because.rule.row})` } : answer?.because.backstop ? { zh: '（属地兜底）', en: ' (backstop)' } : { zh: '', en: '' })
  const [before, after] = [unit(again.before), unit(again.after)]
  const same = again.before?.unit === again.after?.unit
  return {
    zh: `${fields.map((field) => field.zh).join('、')}变了，只重跑看它的规则（${again.of}条里的${again.ran}条）：${same ? `还是${after.zh}${row(again.after).zh}` : `从${before.zh}${row(again.before).zh}变为${after.zh}${row(again.after).zh}`}。`,
    en: ` The ${fields.map((field) => field.en).join(' and the ')} changed; only the rules that read it ran again (${again.ran} of ${again.of}): ${same ? `still ${after.en}${row(again.after).en}` : `${before.en}${row(again.before).en} before, ${after.en}${row(again.after).en} now`}.`,
  }
}

export const againPart: Part<AgainFact, 'again'> = {
  own: { again: { leaves: 'goes', anew: 'goes' } },
  facts: {
    recategorised: {
      says: { zh: '改了类别', en: 'changed its category' }, hand: 'office',
      evolve: (kase, fact) => {
        const changed: Case = {
          ...kase, ...(fact.under ? { under: fact.under } : { category: fact.category }),
          ...(fact.clock ? { handle: fact.clock, late: false, running: kase.running.map((clock) => (clock.stage === 'handle' ? fact.clock! : clock)), warned: kase.warned.filter((mark) => !mark.startsWith('handle@')) } : {}),
        }
        const { tenMinutes, ...other } = changed
        const counted: Case = !fact.under ? changed : inMinutes(fact.under) ? { ...other, ...(tenMinutes ?? fact.sighted ? { tenMinutes: tenMinutes ?? { sighted: fact.sighted! } } : {}) } : { ...other, ...(tenMinutes ? { formerTen: tenMinutes } : {}) }
        return considered(counted, fact.again, fact.clock !== undefined)
      },
      said: (fact, names) => {
        const again = sayAgain(fact.again, names)
        const due = fact.due ? { zh: `处置时限按${sayLimit(fact.under!.limit).zh}重新起算，从${sayMoment(fact.due.before)}改到${sayMoment(fact.due.after)}。`, en: ` The handling clock starts anew with ${sayLimit(fact.under!.limit).en}: due ${sayMoment(fact.due.after)} instead of ${sayMoment(fact.due.before)}.` } : { zh: '', en: '' }
        return { zh: `把类别${fact.was ? `从“${fact.was.zh}”` : ''}改为“${fact.category.zh}”${fact.under ? `，按“${fact.under.conditionZh}”这一条` : ''}。${again.zh}${due.zh}`, en: `changed the category${fact.was ? ` from "${fact.was.en}"` : ''} to "${fact.category.en}"${fact.under ? `, under "${fact.under.conditionEn || fact.under.conditionZh}"` : ''}.${again.en}${due.en}` }
      },
      text: (fact) => fact.text, clocks: (fact) => (fact.clock ? { anew: ['handle'], starts: [fact.clock] } : {}),
      tells: (fact, kase) => (kase.unit && fact.due ? [{ kind: 'case.recategorised', toUnit: kase.unit }] : []),
    },
    redispatched: {
      says: { zh: '改派', en: 'sent it to another unit' }, hand: 'office', turn: 'leaves',
      evolve: (kase, fact, at) => {
        const fresh = fact.anew ? ['handle@', 'sign@'] : ['sign@']
        return {
          ...kase, state: 'dispatched', unit: fact.unit, because: fact.because, dispatchedAt: at, handle: fact.clock, running: [fact.clock, fact.sign],
          ...(fact.anew ? { late: false } : {}), warned: kase.warned.filter((mark) => !fresh.some((start) => mark.startsWith(start))),
        }
      },
      said: (fact, names) => {
        const due = fact.anew ? { zh: `立案条件变了，处置时限重新起算，从${sayMoment(fact.due.before)}改到${sayMoment(fact.due.after)}。`, en: `The condition had changed, so the handling clock starts anew: due ${sayMoment(fact.due.after)} instead of ${sayMoment(fact.due.before)}.` } : { zh: '处置时限不变。', en: 'The deadline stays.' }
        return { zh: `从${names.unit(fact.from).zh}改派给${names.unit(fact.unit).zh}。${due.zh}`, en: `took it from ${names.unit(fact.from).en} and sent it to ${names.unit(fact.unit).en}. ${due.en}` }
      },
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.dispatched', toUnit: fact.unit }, { kind: 'case.redispatched', toUnit: fact.from }],
      clocks: (fact) => ({ stops: ['sign'], unit: fact.unit, ...(fact.anew ? { anew: ['handle', 'sign'], starts: [fact.clock, fact.sign] } : { anew: ['sign'], starts: [fact.sign] }) }),
    },
  },
  // Whoever has handed in the result is not taken off it; sent back for rework, it is asked again.
  flags: (kase) => (kase.again && canHappen(kase.state, 'redispatch') ? ['rerouted'] : []),
}
