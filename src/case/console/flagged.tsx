// 照片存疑: the cases whose photos somebody must look at, by unit and by doubt.
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ask } from '#look/api.ts'
import { usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { Photo } from '#look/Photos.tsx'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { photoFlagNames, photoFlags, type PhotoFlag } from '../judging/words.ts'

interface Item { id: string; number: string; summary: string | null; place: string | null; area_name: string | null; category_zh: string | null; category_en: string | null; unit: string | null; unit_zh: string | null; unit_en: string | null; photo: string; flags: PhotoFlag[]; n: number; at: string }
type ByUnit = { unit: string | null; unit_zh: string | null; unit_en: string | null; n: number }[]
export const flaggedCount = { queryKey: ['pages', 'flagged', 'count'], queryFn: () => ask<{ by_unit: ByUnit }>('/api/case/flagged?limit=1') }

export function Flagged() {
  const { t, lang, say, name } = useWords()
  const go = useNavigate()
  const { unit, flag } = useSearch({ strict: false }) as { unit?: string; flag?: string }
  const asked = { unit, flag: photoFlags.find((one) => one === flag) }
  const set = (part: { unit?: string | undefined; flag?: string | undefined }) => void go({ to: '/flagged', search: ((was: object) => ({ ...was, ...part })) as never, replace: true })
  useTitle(t('doubt.title'))
  const list = usePages<Item>('/api/case/flagged', { ...asked, limit: 30 })
  const counts = useQuery(flaggedCount)
  const all = (counts.data?.by_unit ?? []).reduce((sum, row) => sum + row.n, 0)
  return (
    <div className="page">
      <h1 className="page-line phone-only">{t('doubt.title')}</h1>
      <p className="lead">{t('doubt.lead')}</p>
      <p className="tags">
        <button type="button" className={`pill ${asked.unit ? '' : 'on'}`} aria-pressed={!asked.unit} onClick={() => set({ unit: undefined })}>{t('doubt.all')} <b>{all}</b></button>
        {counts.data?.by_unit.filter((row) => row.unit).map((row) => <button key={row.unit} type="button" className={`pill ${asked.unit === row.unit ? 'on' : ''}`} aria-pressed={asked.unit === row.unit} onClick={() => set({ unit: asked.unit === row.unit ? undefined : row.unit! })}>{name(row.unit_zh, row.unit_en)} <b>{row.n}</b></button>)}
      </p>
      <p className="tags flag-tags">{photoFlags.map((one) => <button key={one} type="button" className={`pill ${asked.flag === one ? 'on' : ''}`} aria-pressed={asked.flag === one} onClick={() => set({ flag: asked.flag === one ? undefined : one })}>{say(photoFlagNames[one])}</button>)}</p>
      {list.isPending ? <Bones rows={8} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.items.length === 0 ? <EmptyState title={t('doubt.none')} next={t(asked.unit || asked.flag ? 'doubt.noneHere' : 'doubt.noneNext')} /> : (
        <ul className="flagged">{list.items.map((row) => (
          <li key={row.id}><Link to={`/cases/${row.id}`}>
            <Photo sha256={row.photo} alt="" />
            <span className="flagged-what"><b>{name(row.category_zh, row.category_en) || row.summary || row.number}</b><small>{[row.place ?? row.area_name, name(row.unit_zh, row.unit_en) || t('doubt.noUnit'), row.number].filter(Boolean).join(' · ')}</small></span>
            <span className="flagged-why">{row.flags.map((one) => <span key={one} className="doubt-chip open">{say(photoFlagNames[one])}</span>)}</span>
            <time>{momentOf(row.at, nowMs(), lang)}</time>
          </Link></li>
        ))}</ul>
      )}
      <MoreButton list={list} />
    </div>
  )
}
