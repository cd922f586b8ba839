// The mark: a practice square (田字格) with a tick; also the empty square and the small icons of state.
import type { Glyph } from './status.ts'

export const Mark = ({ size = 32 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="mark">
    <rect x=".5" y=".5" width="31" height="31" rx="5" fill="var(--accent)" />
    <rect x="4" y="4" width="24" height="24" rx="2" fill="none" stroke="var(--on-accent)" strokeOpacity=".75" />
    <path d="M16 4v24M4 16h24" stroke="var(--on-accent)" strokeOpacity=".4" strokeDasharray="2 2" />
    <path d="m9.5 16.5 4.6 4.6L23 11.6" fill="none" stroke="var(--on-accent)" strokeWidth="3.4" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
)
export const Square = ({ size = 44 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 44 44" aria-hidden="true" className="square">
    <rect x="1" y="1" width="42" height="42" rx="3" fill="none" stroke="var(--line-3)" strokeWidth="1.5" />
    <path d="M22 1v42M1 22h42M1 1l42 42M43 1 1 43" fill="none" stroke="var(--line-3)" strokeOpacity=".45" strokeDasharray="3 3" />
  </svg>
)

const glyphs: Record<Glyph, React.ReactNode> = {
  open: <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  half: <><circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.8" /><path d="M6 1.8a4.2 4.2 0 0 1 0 8.4z" fill="currentColor" /></>,
  back: <path d="M4.5 2 2 4.5 4.5 7M2 4.5h5a3 3 0 0 1 3 3V10" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  pause: <path d="M4 2v8M8 2v8" stroke="currentColor" strokeWidth="1.8" />,
  merge: <path d="M2.5 2 6 6l3.5-4M6 6v4.5" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  cross: <path d="m2.5 2.5 7 7m0-7-7 7" stroke="currentColor" strokeWidth="1.8" />,
  done: <><circle cx="6" cy="6" r="5.5" fill="currentColor" /><path d="m3.4 6.2 1.8 1.8 3.4-3.7" fill="none" stroke="var(--surface)" strokeWidth="1.5" /></>,
}
export const GlyphIcon = ({ glyph, size = 12 }: { glyph: Glyph; size?: number }) => <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">{glyphs[glyph]}</svg>
