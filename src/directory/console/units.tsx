// Who is there and where: the areas of the district with their chain of duty, beside the map.
import { lazy, Suspense, useMemo, useState } from 'react'
import { Input } from 'antd'
import { Link } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useAreas, useUnits, type Area } from '#look/live.ts'
import { useTitle, useWide } from '#look/page.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { Chain, Tabs } from './shared.tsx'

const MapView = lazy(async () => ({ default: (await import('#look/MapView.tsx')).MapView }))

export function Units() {
  const { t, name } = useWords()
  const wide = useWide(1280)
  const units = useUnits(), areas = useAreas()
  const [words, setWords] = useState('')
  const [area, setArea] = useState<string>()
  useTitle(t('units.title'))
  const fits = (text: string) => text.toLowerCase().includes(words.trim().toLowerCase())
  const all = areas.data?.items ?? []
  const byId = useMemo(() => new Map(all.map((a) => [a.id, a])), [areas.data])
  const below = useMemo(() => Map.groupBy(all.filter((a) => a.kind === 'grid'), (a) => a.parent), [areas.data])
  if (units.isPending || areas.isPending) return <Bones rows={10} />
  const failed = units.error ?? areas.error
  if (failed) return <ErrorState error={failed} retry={() => { void units.refetch(); void areas.refetch() }} />
  const shown = (units.data?.items ?? []).filter((u) => u.active && fits(`${u.zh} ${u.en} ${u.code}`))
  const places = all.filter((a) => a.kind !== 'grid' && a.kind !== 'district' && fits(`${a.name} ${a.code} ${(below.get(a.id) ?? []).map((g) => g.name).join(' ')}`))

  return (
    <div className="withtabs"><Tabs />
      <div className="split">
        <section className="split-list" aria-labelledby="page-title">
          <header className="sentence"><h1 className="phone-only">{t('units.title')}</h1><Input prefix={<Search size={15} aria-hidden="true" />} allowClear value={words} onChange={(e) => setWords(e.target.value)} placeholder={t('units.search')} aria-label={t('units.search')} style={{ maxWidth: 360 }} /></header>
          <div className="scroll">
            <section className="group"><h2>{t('units.areas')}<span>{places.length}</span></h2>
              <ul className="plainrows">{places.map((a) => <AreaRow key={a.id} area={a} grids={below.get(a.id) ?? []} chosen={area} choose={setArea} />)}</ul></section>
            <section className="group"><h2>{t('units.units')}<span>{shown.length}</span></h2>
              {shown.length === 0 ? <EmptyState title={t('units.none')} next={t('units.noneNext')} /> : (
                <ul className="plainrows">{shown.map((u) => <li key={u.id}><Link to="/units/one/$id" params={{ id: u.id }}><b>{name(u.zh, u.en)}</b><span>{u.area ? byId.get(u.area)?.name : ''}</span><code>{u.code}</code></Link></li>)}</ul>
              )}</section>
          </div>
        </section>
        {wide && <aside className="split-map"><Suspense fallback={null}><MapView area={area} legend={false} /></Suspense></aside>}
      </div>
    </div>
  )
}
function AreaRow({ area, grids, chosen, choose }: { area: Area; grids: Area[]; chosen: string | undefined; choose: (id: string) => void }) {
  const { t } = useWords()
  const open = chosen === area.id || grids.some((g) => g.id === chosen)
  return (
    <li className={chosen === area.id ? 'on' : ''}>
      <button type="button" aria-expanded={open} onClick={() => choose(area.id)}><b>{area.name}</b><span>{grids.length > 0 && t('units.grids', { n: grids.length })}</span><code>{area.code}</code></button>
      {open && grids.length > 0 && <p className="grids">{grids.map((g) => <button key={g.id} type="button" className={`pill ${g.id === chosen ? 'on' : ''}`} aria-pressed={g.id === chosen} onClick={() => choose(g.id)}>{g.name.replace(area.name, '')}</button>)}</p>}
      {open && chosen && <div className="inrow"><Chain area={chosen} /></div>}
    </li>
  )
}
