// Nothing here, or something went wrong: what is true, what is safe, what comes next. Needs no antd, so the door can use it.
import { asProblem } from './api.ts'
import { Square } from './Mark.tsx'
import { useWords } from './words.ts'

export function EmptyState({ title, next, children }: { title: string; next?: string; children?: React.ReactNode }) {
  return <div className="empty"><Square /><div><b>{title}</b>{next && <p>{next}</p>}{children}</div></div>
}
/** What happened, what is safe, what to do. */
export function ErrorState({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { t, say } = useWords()
  const problem = asProblem(error)
  // What is not there, or not for this post, does not come by asking again.
  const away = problem.status === 404 || problem.status === 403
  return (
    <div className="empty error" role="alert"><Square /><div>
      <b>{say(problem.said)}</b>
      {problem.status > 0 && !away && <p>{t('error.safe')}</p>}
      {away && <a className="btn" href="/">{t('error.home')}</a>}
      {retry && !away && <button type="button" className="btn" onClick={retry}>{t('error.retry')}</button>}
    </div></div>
  )
}
export function Problems({ error }: { error: unknown }) {
  const { say } = useWords()
  return error ? <p className="saidwrong" role="alert">{say(asProblem(error).said)}</p> : null
}
