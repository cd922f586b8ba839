// What stands beside the handling of a case, for its page: who helps, which sheets were sent, what is under supervision. Pure.
import type { Said } from '#core/problem.ts'
import type { Names } from './part.ts'
import { openItems } from './supervision/part.ts'
import type { Case } from './state.ts'
import type { Together } from './views.ts'

export function togetherOf(kase: Case, { unit, text }: Pick<Names, 'unit' | 'text'>): Together {
  const named = (id: string): { unit: string; name: Said } => { const { zh, en } = unit(id); return { unit: id, name: { zh, en } } }
  const open = new Set(openItems(kase))
  return {
    joint: kase.joint ? {
      subtasks: kase.joint.subtasks.map((one) => ({
        ...named(one.unit), standing: one.standing, silent: one.silent === true, advice: one.advice, text: text(one.text), answer_by: one.answerBy, due: one.term.due, provisional: one.term.provisional,
        late: one.late ?? one.lapsed ?? false, outcome: text(one.outcome),
      })),
      note: kase.joint.note ? { units: kase.joint.note.units.map((id) => named(id)), text: text(kase.joint.note.text) } : null,
    } : null,
    orders: (kase.orders ?? []).map((one, n) => ({ n: n + 1, number: one.number, ...named(one.unit), text: text(one.text), due: one.term.due, at: one.at, acknowledged_at: one.acknowledgedAt ?? null })),
    supervision: (kase.supervision ?? []).map((one) => ({
      level: one.level, cause: one.cause, ...named(one.unit), at: one.at, text: text(one.text), reply_by: one.reply?.due ?? null, acknowledged_at: one.acknowledgedAt ?? null, replied_at: one.repliedAt ?? null,
      answer: text(one.answer), late: one.late ?? one.lapsed ?? false, open: open.has(one),
    })),
  }
}
