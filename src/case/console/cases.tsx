// All cases: filters as chips that stand in the address, a list that loads on, the same question on the map.
import { lazy, Suspense, useMemo, useState } from 'react'
import { Select, TreeSelect } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { List, Map as MapIcon, X } from 'lucide-react'
import { ask, query } from '#look/api.ts'
import { treeOf } from '#look/form/place.tsx'
import { useKeys } from '#look/keys.ts'
import { useAreas, usePages, useUnits } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle, useWide } from '#look/page.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { statusOf } from '#look/status.ts'
import { useWords } from '#look/words.ts'
import { flagNames, states } from '../life.ts'
import type { CasePoint, CaseRow } from '../views.ts'
import { Chosen } from './chosen.tsx'
import { useNames } from './facts.tsx'
import { pinOf, Row } from './shared.tsx'

const MapView = lazy(async () => ({ default: (await import('#look/MapView.tsx')).MapView }))
const fields = ['open', 'state', 'source', 'unit', 'area', 'pack', 'flag', 'late', 'q', 'sort', 'case'] as const
type Asked = { [field in (typeof fields)[number]]?: string | undefined }

export function Cases() {
  const { t } = useWords()
  const go = useNavigate()
  const wide = useWide(1280)
  const [onMap, setOnMap] = useState(false)
  // An old link may carry more than this page knows; the server would refuse it whole.
  const found = useSearch({ strict: false }) as Asked
  const asked: Asked = Object.fromEntries(fields.flatMap((field) => (found[field] === undefined ? [] : [[field, found[field]]])))
  const { case: chosen, sort = 'newest', ...filters } = asked
  const set = (part: Asked) => void go({ to: '/cases', search: ((was: Asked) => ({ ...was, ...part })) as never, replace: true, resetScroll: false })
  useTitle(t('cases.title'))
  const list = usePages<CaseRow>('/api/case', { ...filters, sort, limit: 50 })
  const points = useQuery({ queryKey: ['points', filters], queryFn: () => ask<{ points: CasePoint[]; more: boolean }>('/api/case/map' + query(filters)), enabled: wide || onMap })
  const pins = useMemo(() => (points.data?.points ?? []).flatMap((p) => pinOf(p) ?? []), [points.data])
  const rows = list.items, at = rows.findIndex((row) => row.id === chosen)
  const open = (id: string) => void go({ to: `/cases/${id}` })
  const step = (by: number) => { const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))]; if (next) { set({ case: next.id }); document.getElementById(`row-${next.id}`)?.scrollIntoView({ block: 'nearest' }) } }
  useKeys({ j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: chosen ? () => open(chosen) : undefined, Escape: () => set({ case: undefined }) })
  const map = <Suspense fallback={null}><MapView pins={pins} chosen={chosen} choose={(id) => (wide ? set({ case: id }) : open(id))} area={filters.area} more={points.data?.more ?? false} /></Suspense>

  return (
    <div className="split">
      <section className="split-list" aria-labelledby="page-title">
        <header className="sentence">
          <div className="sentence-top">
            <h1 className="sentence-line">{list.count ? t(list.count.more ? 'cases.countMore' : 'cases.count', { n: list.count.n.toLocaleString('en') }) : ' '}</h1>
            <Select variant="borderless" value={sort} aria-label={t('cases.sort')} popupMatchSelectWidth={false} options={[{ value: 'newest', label: t('cases.newest') }, { value: 'due', label: t('cases.due') }]} onChange={(v) => set({ sort: v === 'newest' ? undefined : v })} />
            {!wide && <button type="button" className="btn" onClick={() => setOnMap(!onMap)}>{onMap ? <List size={16} aria-hidden="true" /> : <MapIcon size={16} aria-hidden="true" />}{t(onMap ? 'cases.list' : 'cases.map')}</button>}
          </div>
          <Filters asked={asked} set={set} />
        </header>
        {!wide && onMap ? <div className="split-onmap">{map}</div> : (
          <div className="scroll">
            {list.isPending ? <Bones rows={10} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} />
              : rows.length === 0 ? <EmptyState title={t('cases.empty')} next={t('cases.emptyNext')} />
              : <ul className="rows">{rows.map((row) => <Row key={row.id} row={row} on={row.id === chosen} choose={() => (wide ? set({ case: row.id }) : open(row.id))} open={() => open(row.id)} />)}</ul>}
            <MoreButton list={list} />
          </div>
        )}
      </section>
      {wide && <aside className="split-map">{map}{chosen && <Chosen id={chosen} close={() => set({ case: undefined })} after={() => step(1)} />}</aside>}
    </div>
  )
}
function Filters({ asked, set }: { asked: Asked; set: (part: Asked) => void }) {
  const { t, say, name } = useWords()
  const units = useUnits(), areas = useAreas(), names = useNames()
  const packs = useQuery({ queryKey: ['pack'], queryFn: () => ask<{ items: { pack: string; zh: string; en: string }[] }>('/api/pack') })
  const pick = (field: keyof Asked, label: string, options: { value: string; label: string }[], more: object = {}) => (
    <Select className={`filter ${asked[field] ? 'on' : ''}`} value={asked[field] ?? null} placeholder={label} aria-label={label} allowClear popupMatchSelectWidth={false} options={options} onChange={(v: string | null) => set({ [field]: v ?? undefined, case: undefined })} {...more} />
  )
  const search = { showSearch: { optionFilterProp: 'label' } }
  const any = Object.entries(asked).some(([field, v]) => v && field !== 'sort' && field !== 'case')
  return (
    <div className="filters">
      {pick('open', t('cases.openness'), [{ value: 'true', label: t('cases.open') }, { value: 'false', label: t('cases.ended') }])}
      {pick('state', t('cases.state'), states.map((value) => ({ value, label: say(statusOf(value)) })))}
      {pick('flag', t('cases.flag'), Object.entries(flagNames).map(([value, said]) => ({ value, label: say(said) })), search)}
      {pick('source', t('cases.source'), Object.entries(names.data?.sources ?? {}).map(([value, said]) => ({ value, label: say(said) })))}
      {pick('unit', t('cases.unit'), (units.data?.items ?? []).map((u) => ({ value: u.id, label: name(u.zh, u.en) })), search)}
      <TreeSelect className={`filter ${asked.area ? 'on' : ''}`} value={asked.area ?? null} placeholder={t('cases.area')} aria-label={t('cases.area')} allowClear treeData={treeOf(areas.data?.items ?? [])} showSearch={{ treeNodeFilterProp: 'title' }} popupMatchSelectWidth={280} onChange={(v: string | null) => set({ area: v ?? undefined, case: undefined })} />
      {pick('pack', t('cases.pack'), (packs.data?.items ?? []).map((p) => ({ value: p.pack, label: name(p.zh, p.en) })), search)}
      <button type="button" className={`pill ${asked.late === 'true' ? 'on' : ''}`} aria-pressed={asked.late === 'true'} onClick={() => set({ late: asked.late === 'true' ? undefined : 'true', case: undefined })}>{t('cases.lateOnly')}</button>
      {asked.q && <button type="button" className="pill on" onClick={() => set({ q: undefined })}>“{asked.q}”<X size={13} aria-hidden="true" /></button>}
      {any && <button type="button" className="link" onClick={() => set({ open: undefined, state: undefined, source: undefined, unit: undefined, area: undefined, pack: undefined, flag: undefined, late: undefined, q: undefined, case: undefined })}>{t('cases.clear')}</button>}
    </div>
  )
}
