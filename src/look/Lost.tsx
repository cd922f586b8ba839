// Before the desk stands: waiting, a page that does not exist, and a page that failed.
import { Link } from '@tanstack/react-router'
import { ErrorState } from './ErrorState.tsx'
import { Mark, Square } from './Mark.tsx'
import { useWords } from './words.ts'

export const Waiting = () => <div className="waiting" aria-busy="true"><Mark size={40} /></div>
export function Lost() {
  const { t } = useWords()
  return <div className="waiting"><div className="empty"><Square /><div><b>{t('error.missing')}</b><p>{t('error.missingNext')}</p><Link to="/" className="btn">{t('error.home')}</Link></div></div></div>
}
export const Broken = ({ error }: { error: unknown }) => <div className="waiting"><ErrorState error={error} retry={() => location.reload()} /></div>
