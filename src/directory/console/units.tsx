// Who is there and where: the units of the district and its areas, beside the map.
import { lazy, Suspense, useMemo, useState } from 'react'
import { Input } from 'antd'
import { Search } from 'lucide-react'
import { useAreas, useUnits, type Area } from '#look/live.ts'
import { useTitle, useWide } from '#look/page.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'

const MapView = lazy(async () => ({ default: (await import('#look/MapView.tsx')).MapView }))

export function Units() {
  const { t, name } = useWords()
  const wide = useWide(1280)
  const units = useUnits(), areas = useAreas()
  const [words, setWords] = useState('')
  const [area, setArea] = useState<string>()
  useTitle(t('units.title'))
  const fits = (text: string) => text.toLowerCase().includes(words.trim().toLowerCase())
  const byId = useMemo(() => new Map((areas.data?.items ?? []).map((a) => [a.id, a])), [areas.data])
  const communities = (areas.data?.items ?? []).filter((a) => a.kind !== 'grid' && a.kind !== 'district')
  const gridsOf = (id: string) => (areas.data?.items ?? []).filter((a) => a.parent === id)
  if (units.isPending || areas.isPending) return <Bones rows={10} />
  const failed = units.error ?? areas.error
  if (failed) return <ErrorState error={failed} retry={() => { void units.refetch(); void areas.refetch() }} />
  const shown = (units.data?.items ?? []).filter((u) => fits(`${u.zh} ${u.en} ${u.code}`))
  const places = communities.filter((a) => fits(`${a.name} ${a.code}`))

  return (
    <div className="split">
      <section className="split-list" aria-labelledby="page-title">
        <header className="sentence"><h1 className="phone-only">{t('units.title')}</h1><Input prefix={<Search size={15} aria-hidden="true" />} allowClear value={words} onChange={(e) => setWords(e.target.value)} placeholder={t('units.search')} aria-label={t('units.search')} style={{ maxWidth: 360 }} /></header>
        <div className="scroll">
          <section className="group"><h2>{t('units.areas')}<span>{places.length}</span></h2>
            <ul className="plainrows">{places.map((a) => <AreaRow key={a.id} area={a} grids={gridsOf(a.id)} chosen={area} choose={setArea} />)}</ul></section>
          <section className="group"><h2>{t('units.units')}<span>{shown.length}</span></h2>
            {shown.length === 0 ? <EmptyState title={t('units.none')} next={t('units.noneNext')} /> : (
              <ul className="plainrows">{shown.map((u) => (
                <li key={u.id} className={u.area && u.area === area ? 'on' : ''}><button type="button" disabled={!u.area} onClick={() => setArea(u.area ?? undefined)}><b>{name(u.zh, u.en)}</b><span>{u.area ? byId.get(u.area)?.name : ''}</span><code>{u.code}</code></button></li>
              ))}</ul>
            )}</section>
        </div>
      </section>
      {wide && <aside className="split-map"><Suspense fallback={null}><MapView area={area} legend={false} /></Suspense></aside>}
    </div>
  )
}
function AreaRow({ area, grids, chosen, choose }: { area: Area; grids: Area[]; chosen: string | undefined; choose: (id: string) => void }) {
  const { t } = useWords()
  const open = chosen === area.id || grids.some((g) => g.id === chosen)
  return (
    <li className={chosen === area.id ? 'on' : ''}>
      <button type="button" aria-expanded={open} onClick={() => choose(area.id)}><b>{area.name}</b><span>{grids.length > 0 && t('units.grids', { n: grids.length })}</span><code>{area.code}</code></button>
      {open && grids.length > 0 && <p className="grids">{grids.map((g) => <button key={g.id} type="button" className={`pill ${g.id === chosen ? 'on' : ''}`} onClick={() => choose(g.id)}>{g.name.replace(area.name, '')}</button>)}</p>}
    </li>
  )
}
