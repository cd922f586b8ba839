// Where a case stands: glyph says how far, colour says in whose hands, the container whether somebody must act.
import { GlyphIcon } from './Mark.tsx'
import { statusOf } from './status.ts'
import { useWords } from './words.ts'

export function StateChip({ state }: { state: string }) {
  const { say } = useWords()
  const status = statusOf(state)
  return <span className={`chip is-${status.container} hand-${status.hand}`}><GlyphIcon glyph={status.glyph} />{say(status)}</span>
}
/** A plain chip for a small fact. */
export const FactChip = ({ children }: { children: React.ReactNode }) => <span className="chip is-outline fact">{children}</span>
