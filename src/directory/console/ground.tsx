// The ground of the district: its tree of areas, what does not fit together, imports and background maps, always beside the map.
import { lazy, Suspense, useMemo, useState } from 'react'
import { Badge, Dropdown, Tabs } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { ask, query } from '#look/api.ts'
import { useMay, type Area } from '#look/live.ts'
import type { Mark } from '#look/map/marks.ts'
import { useTitle } from '#look/page.ts'
import { useWords } from '#look/words.ts'
import { faultNames, systemNames, systems, type GroundFault } from '../ground/words.ts'
import { AreaCard } from './ground-area.tsx'
import { FaultList, useFaults } from './ground-faults.tsx'
import { ImportGround } from './ground-import.tsx'
import { MapSources } from './ground-tiles.tsx'
import { AreaTree } from './ground-tree.tsx'
import './ground.css'

const MapView = lazy(async () => ({ default: (await import('#look/MapView.tsx')).MapView }))
const tabs = ['tree', 'faults', 'import', 'tiles'] as const
type Tab = (typeof tabs)[number]

export function GroundPage() {
  const { t, say } = useWords()
  const may = useMay()
  const go = useNavigate()
  const search = useSearch({ strict: false }) as { tab?: string; area?: string }
  const tab: Tab = tabs.find((each) => each === search.tab) ?? 'tree'
  useTitle(t('ground.title'))
  const [ended, setEnded] = useState(false)
  const areas = useQuery({ queryKey: ['area', 'ground', ended], queryFn: () => ask<{ items: Area[] }>('/api/area' + query({ ended: ended || undefined })), staleTime: 60_000 })
  const faults = useFaults()
  const [looked, setLooked] = useState<number>()
  const [tried, setTried] = useState<GroundFault[]>([])
  const open = (change: { tab?: Tab; area?: string | undefined }) => { setLooked(undefined); void go({ to: '/ground', search: { ...(tab === 'tree' ? {} : { tab }), ...(search.area ? { area: search.area } : {}), ...change } as never, replace: true }) }

  const listed = tab === 'faults' ? faults.items : tab === 'import' ? tried : undefined
  const placed = useMemo(() => listed?.flatMap((fault, n) => (fault.lon === undefined || fault.lat === undefined ? [] : [{ n, mark: { lon: fault.lon, lat: fault.lat, level: fault.level, ring: fault.ring, title: `${say(faultNames[fault.kind])} ${fault.codes.join(' ')}` } satisfies Mark }])), [listed, say])
  const marks = useMemo(() => placed?.map(({ mark }) => mark), [placed])
  const here = looked === undefined ? undefined : listed?.[looked]
  const at = useMemo(() => (here?.lon === undefined || here.lat === undefined ? undefined : { lon: here.lon, lat: here.lat, zoom: nearOf(here.m2), n: placed?.findIndex((each) => each.n === looked) ?? -1 }), [here, looked, placed])
  const waiting = faults.counts.must + faults.counts.should

  return (
    <div className={`ground at-${tab}`}>
      <section className="ground-side" aria-labelledby="page-title">
        <header className="ground-head"><Export />
          <h1 className="phone-only">{t('ground.title')}</h1>
          <Tabs activeKey={tab} onChange={(key) => open({ tab: key as Tab })} items={[
            { key: 'tree', label: t('ground.tree') },
            { key: 'faults', label: <Badge count={waiting} size="small" offset={[8, 0]} overflowCount={999}>{t('ground.faults')}</Badge> },
            ...(may('ground.edit') ? [{ key: 'import', label: t('ground.import') }] : []),
            ...(may('settings') ? [{ key: 'tiles', label: t('ground.tiles') }] : []),
          ]} />
        </header>
        {tab === 'tree' && <AreaTree areas={areas} chosen={search.area} choose={(area) => open({ area })} ended={ended} setEnded={setEnded} />}
        {tab === 'faults' && <FaultList faults={faults} chosen={looked} choose={setLooked} toArea={(code) => { const area = areas.data?.items.find((each) => each.code === code); if (area) open({ tab: 'tree', area: area.id }) }} />}
        {tab === 'import' && may('ground.edit') && <ImportGround tell={(found) => { setLooked(undefined); setTried(found) }} chosen={looked} choose={setLooked} seeFaults={() => open({ tab: 'faults' })} />}
        {tab === 'tiles' && may('settings') && <MapSources />}
      </section>
      <div className="ground-map">
        <Suspense fallback={null}><MapView legend={false} grids area={search.area} {...(tab === 'tree' || tab === 'faults' ? { chooseArea: (area: string) => open({ tab: 'tree', area }) } : {})} {...(marks ? { marks } : {})} chooseMark={(n) => setLooked(placed?.[n]?.n)} at={at} /></Suspense>
        {search.area && tab === 'tree' && <AreaCard key={search.area} id={search.area} close={() => open({ area: undefined })} choose={(area) => open({ area })} />}
      </div>
    </div>
  )
}

/** So near that the piece fills about a quarter of the map. */
const nearOf = (m2: number | undefined): number => Math.max(14, Math.min(18.5, 17.5 - Math.log2(Math.sqrt(m2 ?? 2500) / 60)))

/** Plain links: the browser saves what comes. */
function Export() {
  const { t, say } = useWords()
  const out = (label: string, values: Record<string, string>) => ({ key: JSON.stringify(values), label: <a href={'/api/ground/export' + query(values)} download>{label}</a> })
  return (
    <Dropdown trigger={['click']} menu={{ items: [
      out(t('ground.exportXlsx'), { what: 'area', format: 'xlsx' }),
      ...systems.map((system) => out(`${t('ground.exportGeo')} ${say(systemNames[system])}`, { what: 'area', format: 'geojson', system })),
      { type: 'divider' as const }, out(t('ground.faultsXlsx'), { what: 'fault', format: 'xlsx' }), out(t('ground.faultsCsv'), { what: 'fault', format: 'csv' }),
    ] }}><button type="button" className="link ground-out"><Download size={15} aria-hidden="true" />{t('ground.export')}</button></Dropdown>
  )
}
