// Where: a point chosen on the map or by a name typed in, and an area chosen from the tree of the district.
import { lazy, Suspense, useDeferredValue, useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { AutoComplete, Button, TreeSelect } from 'antd'
import { LocateFixed } from 'lucide-react'
import { ask, query } from '../api.ts'
import { useAreas, type Area } from '../live.ts'
import { useGround } from '../map/data.ts'
import { areaAround } from '../map/within.ts'
import { useWords } from '../words.ts'
import type { WidgetProps } from './schema.ts'

const MapView = lazy(async () => ({ default: (await import('../MapView.tsx')).MapView }))
interface Point { lon: number; lat: number }

export function PointField({ value, onChange, about }: WidgetProps<Point>) {
  const { t } = useWords()
  const [lost, setLost] = useState(false)
  const [named, setNamed] = useState<{ name: string; at: Point }>()
  const { areas } = useGround()
  const around = value && areaAround(areas, value)
  // The name that was looked for stays only as long as the point does.
  const said = value && [named && named.at.lon === value.lon && named.at.lat === value.lat ? named.name : '', around ?? ''].filter((each) => each !== '').join(' · ')
  const here = () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => { setLost(false); onChange?.({ lon: Number(coords.longitude.toFixed(6)), lat: Number(coords.latitude.toFixed(6)) }) }, () => setLost(true), { enableHighAccuracy: true, timeout: 8000 })
  return (
    <div className="pointfield">
      <PlaceFinder take={(found) => { const at = { lon: found.lon, lat: found.lat }; setLost(false); setNamed({ name: found.name, at }); onChange?.(at) }} />
      {'geolocation' in navigator && <Button className="pointfield-here" icon={<LocateFixed size={16} />} onClick={here}>{t('form.here')}</Button>}
      <div className="pointfield-map"><Suspense fallback={null}><MapView picked={value ?? about.point} pick={(p) => onChange?.(p)} area={about.area ?? undefined} legend={false} /></Suspense></div>
      <p className="hint"><span aria-live="polite" title={value && `${value.lat.toFixed(5)}, ${value.lon.toFixed(5)}`}>{value ? (said ? t('form.pointIn', { place: said }) : t('form.pointSet', { lat: value.lat.toFixed(5), lon: value.lon.toFixed(5) })) : lost ? t('form.hereFailed') : t('form.point')}</span></p>
    </div>
  )
}

interface Named { name: string; kind: string; lon: number; lat: number; area: { id: string; name: string } | null }
/** A name, or two roads: the gazetteer of the district says where that is. */
export function PlaceFinder({ take }: { take: (found: Named) => void }) {
  const { t } = useWords()
  const [q, setQ] = useState('')
  const words = useDeferredValue(q.trim())
  const found = useQuery({ queryKey: ['place', words], queryFn: ({ signal }) => ask<{ items: Named[] }>('/api/place' + query({ q: words, limit: 10 }), { signal }), enabled: words !== '', placeholderData: keepPreviousData, staleTime: 60_000 })
  const items = words === '' ? [] : found.data?.items ?? []
  return (
    <AutoComplete className="placefinder" value={q} onChange={setQ} allowClear maxLength={60} placeholder={t('form.find')} aria-label={t('form.find')} defaultActiveFirstOption
      notFoundContent={words !== '' && found.isSuccess && !found.isFetching ? <p className="hint">{t('form.findNone')}</p> : null}
      onSelect={(_, option) => { const item = (option as unknown as { of: Named }).of; setQ(item.name); take(item) }}
      options={items.map((item, n) => ({ value: `${item.name}\u2063${n}`, of: item, label: <span className="found"><b>{item.name}</b><small>{item.area?.name}</small></span> }))} />
  )
}

interface Node { value: string; title: string; children: Node[] }
export function treeOf(areas: readonly Area[]): Node[] {
  const nodes = new Map(areas.map((a) => [a.id, { value: a.id, title: a.name, children: [] as Node[] }]))
  const roots: Node[] = []
  for (const a of areas) ((a.parent && nodes.get(a.parent)?.children) || roots).push(nodes.get(a.id)!)
  return roots
}
export function AreaField({ id, value, onChange, label }: WidgetProps<string>) {
  const { t } = useWords()
  const areas = useAreas()
  return (
    <>
      <TreeSelect<string | null> {...(id ? { id } : {})} value={value ?? null} onChange={(v) => onChange?.(v ?? undefined)} treeData={treeOf(areas.data?.items ?? [])} loading={areas.isPending} allowClear showSearch={{ treeNodeFilterProp: 'title' }} treeLine treeExpandAction="click" placeholder={t('form.area')} aria-label={label} />
      <p className="hint">{t('form.areaBy')}</p>
    </>
  )
}
