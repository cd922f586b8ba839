// Small pieces: the because-line, key caps, empty and error states, cards, waiting bones.
import { Skeleton } from 'antd'
import { CornerDownRight } from 'lucide-react'
import { asProblem } from './api.ts'
import { Square } from './Mark.tsx'
import { useWords } from './words.ts'

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
export function EmptyState({ title, next, children }: { title: string; next?: string; children?: React.ReactNode }) {
  return <div className="empty"><Square /><div><b>{title}</b>{next && <p>{next}</p>}{children}</div></div>
}
/** What happened, what is safe, what to do. */
export function ErrorState({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { t, say } = useWords()
  const problem = asProblem(error)
  return (
    <div className="empty error" role="alert"><Square /><div>
      <b>{say(problem.said)}</b>
      {problem.status !== 0 && problem.status !== -1 && <p>{t('error.safe')}</p>}
      {retry && <button type="button" className="btn" onClick={retry}>{t('error.retry')}</button>}
    </div></div>
  )
}
export function Problems({ error }: { error: unknown }) {
  const { say } = useWords()
  return error ? <p className="saidwrong" role="alert">{say(asProblem(error).said)}</p> : null
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
