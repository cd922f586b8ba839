// Small pieces: the because-line, key caps, cards, waiting bones.
import { Skeleton } from 'antd'
import { CornerDownRight } from 'lucide-react'
export { EmptyState, ErrorState, Problems } from './ErrorState.tsx'

export const Key = ({ children }: { children: React.ReactNode }) => <kbd className="key" aria-hidden="true">{children}</kbd>

/** ↳ why it goes there, with the unit in bold. */
export function BecauseLine({ said, strong }: { said: string; strong?: string | undefined }) {
  const at = strong ? said.indexOf(strong) : -1
  return (
    <p className="because"><CornerDownRight size={16} aria-hidden="true" /><span>
      {at < 0 || !strong ? said : <>{said.slice(0, at)}<b>{strong}</b>{said.slice(at + strong.length)}</>}
    </span></p>
  )
}
export function Card({ title, side, children, className = '' }: { title?: React.ReactNode; side?: React.ReactNode; children: React.ReactNode; className?: string }) {
  return (
    <section className={`card ${className}`}>
      {title && <header><h2>{title}</h2>{side && <span>{side}</span>}</header>}
      {children}
    </section>
  )
}
export const Bones = ({ rows = 6 }: { rows?: number }) => <div className="bones" aria-busy="true">{Array.from({ length: rows }, (_, i) => <Skeleton.Button key={i} active block style={{ height: 44 }} />)}</div>
