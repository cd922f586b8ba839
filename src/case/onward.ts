// How a case goes on when it turns round: another unit, anew at the desk, handled again. Every field that may be absent answers here or in its side process.
import type { Onward, Turn } from './part.ts'
import { ownOfParts } from './parts.ts'
import type { Case } from './state.ts'

type Optional = { [K in keyof Case]-?: object extends Pick<Case, K> ? K : never }[keyof Case]

/** What was seen and said of the thing stays whatever becomes of it; what was decided goes with whoever decided it. */
const straight = {
  title: 'stays', contactName: 'stays', contactPhone: 'stays', external: 'stays', point: 'stays', area: 'stays', placeText: 'stays', owner: 'stays', occurredAt: 'stays',
  // What it was filed as stays what it is about.
  category: { anew: (was, { under }) => (under ? { pack: under.pack, category: under.category, zh: under.zh, en: under.en } : was) },
  under: { anew: 'goes' }, filedBy: { anew: 'goes' }, filedAt: { anew: 'goes' }, rejectedAs: { anew: 'goes' },
  unit: { leaves: 'goes', anew: 'goes' }, because: { leaves: 'goes', anew: 'goes' }, dispatchedAt: { leaves: 'goes', anew: 'goes' },
  // A result and its check belong to the unit that handed it in.
  handledAt: { leaves: 'goes', anew: 'goes', again: 'goes' }, handleUsed: { leaves: 'goes', anew: 'goes', again: 'goes' }, lastCheck: { leaves: 'goes', anew: 'goes', again: 'goes' },
  handle: { leaves: 'goes', anew: 'goes' },
  // A clock that is handed on keeps its verdict; one that begins anew is not late.
  late: { anew: 'goes', again: () => false },
  endedAt: { anew: 'goes', again: 'goes' }, stages: 'stays', dispatches: 'stays',
} satisfies { [K in Exclude<Optional, keyof typeof ownOfParts>]: Onward<Case[K]> }

/** Complete: a field without an answer does not compile. */
export const onward: { readonly [K in Optional]: Onward<Case[K]> } = { ...straight, ...ownOfParts }

export function turned(kase: Case, turn: Turn): Case {
  const next: Record<string, unknown> = { ...kase }
  for (const [field, how] of Object.entries(onward) as [Optional, Onward<unknown>][]) {
    const now = how === 'stays' ? undefined : how[turn]
    if (now === undefined) continue
    const value = now === 'goes' ? undefined : now(kase[field], kase)
    if (value === undefined) delete next[field]
    else next[field] = value
  }
  return next as unknown as Case
}
