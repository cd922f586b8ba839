// Everybody else who reported the same, with what they brought; and where a merged case went.
import { Link } from '@tanstack/react-router'
import { GitMerge } from 'lucide-react'
import { Card } from '#look/pieces.tsx'
import { PhotoStrip } from '#look/Photos.tsx'
import { statusOf } from '#look/status.ts'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import type { CaseDetail } from '../views.ts'
import { useNames } from './facts.tsx'

export function Also({ kase }: { kase: CaseDetail }) {
  const { t, lang, say } = useWords()
  const names = useNames()
  if (kase.also.length === 0) return null
  return (
    <Card title={t('one.also')} side={t('one.alsoCount', { n: kase.also.length + 1 })} className="also">
      <ul>{kase.also.map((each, n) => (
        <li key={n}>
          <p><b>{say(names.data?.sources[each.source]) || each.source}</b> <span>{momentOf(each.at, nowMs(), lang)}</span>{each.external && <code>{each.external.number}</code>}{each.id && <Link to={`/cases/${each.id}`}>{t('one.case', { number: each.number ?? '' })}</Link>}</p>
          {each.text && <p className="quiet">{each.text}</p>}
          {each.contact && <p className="hint">{[each.contact.name, each.contact.phone].filter(Boolean).join(' ') || t('one.noContact')}</p>}
          {each.photos.length > 0 && <PhotoStrip photos={each.photos} />}
        </li>
      ))}</ul>
    </Card>
  )
}

export function Into({ kase }: { kase: CaseDetail }) {
  const { t, say } = useWords()
  if (!kase.into) return null
  const { number, state, seen, id } = kase.into
  const said = t(seen ? 'one.into' : 'one.intoUnseen', { number, state: say(statusOf(state)) })
  return <p className="into"><GitMerge size={16} aria-hidden="true" /><span>{said}</span>{seen && <Link to={`/cases/${id}`}>{t('case.title', { number })}</Link>}</p>
}
