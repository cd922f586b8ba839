// What is vacant, ran out, or soon will: by kind, each with the way to fill it.
import { useState } from 'react'
import { Input } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { ask, query } from '#look/api.ts'
import { usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { vacancyKinds, type VacancyKind } from '../words.ts'
import { Tabs } from './shared.tsx'
import { useSettled } from './unit-list.tsx'

type Said = { zh: string; en: string } | null
interface Vacancy { kind: VacancyKind; unit: string | null; unit_said: Said; area: string | null; area_name: string | null; post: string | null; post_said: Said; person: string | null; name: string | null; group: string | null; group_said: Said; day: string | null }

export function Vacancies() {
  const { t, say } = useWords()
  const [words, setWords] = useState('')
  const [kind, setKind] = useState<VacancyKind>()
  const q = useSettled(words)
  useTitle(t('people.vacancy.title'))
  const counts = useQuery({ queryKey: ['pages', 'vacancy-kinds', q], queryFn: () => ask<{ kinds: Record<string, number>; on: string }>('/api/vacancy' + query({ q, limit: 1 })) })
  const list = usePages<Vacancy>('/api/vacancy', { q, kind })
  const on = counts.data?.on ?? ''
  return (
    <div className="withtabs"><Tabs /><div className="page">
      <p className="lead">{t('people.vacancy.lead')}</p>
      <div className="toolline"><Input prefix={<Search size={15} aria-hidden="true" />} allowClear value={words} onChange={(e) => setWords(e.target.value)} placeholder={t('people.vacancy.search')} aria-label={t('people.vacancy.search')} /></div>
      <p className="tags" style={{ marginBottom: 12 }}>
        {vacancyKinds.filter((each) => (counts.data?.kinds[each] ?? 0) > 0).map((each) => <button key={each} type="button" style={{ cursor: 'pointer' }} className={`pill ${kind === each ? 'on' : ''}`} aria-pressed={kind === each} onClick={() => setKind(kind === each ? undefined : each)}>{t(`people.vacancy.${each}`)} <b>{counts.data?.kinds[each]}</b></button>)}
      </p>
      {list.isPending ? <Bones rows={10} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.items.length === 0 ? <EmptyState title={t('people.vacancy.none')} next={t('people.vacancy.noneNext')} /> : (
        <div className="tablewrap stack"><table className="table"><tbody>{list.items.map((v, n) => (
          <tr key={`${v.kind}${v.unit}${v.area}${v.post}${v.person}${n}`}>
            <th scope="row">{v.area_name || say(v.unit_said) || say(v.group_said) || v.name}</th>
            <td><span className={v.kind === 'ends-soon' ? '' : 'vacant'}>{t(`people.vacancy.${v.kind}`)}</span></td>
            <td>{[say(v.post_said), v.name].filter((each) => each).join(' ')}</td>
            <td className="nowrap">{v.day !== null && t(v.day < on ? 'people.vacancy.dayPast' : 'people.vacancy.day', { day: v.day })}</td>
            <td className="end"><Fix of={v} /></td>
          </tr>
        ))}</tbody></table></div>
      )}
      <MoreButton list={list} />
    </div></div>
  )
}
function Fix({ of }: { of: Vacancy }) {
  const { t } = useWords()
  if (of.kind === 'left-with-account') return <Link to="/units/people">{t('people.vacancy.fix')}</Link>
  if (of.group !== null) return <Link to="/units/list">{t('people.vacancy.fix')}</Link>
  if (of.unit !== null && of.kind !== 'no-grid-worker') return <Link to="/units/one/$id" params={{ id: of.unit }}>{t('people.vacancy.fix')}</Link>
  return <Link to="/units/posts" search={{ q: of.area_name ?? '' } as never}>{t('people.vacancy.fix')}</Link>
}
