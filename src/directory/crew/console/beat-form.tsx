// A beat as a form: its names, and its shape drawn by clicking on the map; or many of them from a GeoJSON file.
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { Button, Form, Input, InputNumber, Segmented, Select, Switch } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { systems, type System } from '#core/systems.ts'
import { asProblem, newKey, post, query, send } from '#look/api.ts'
import { ChooseSheet } from '#look/FileDrop.tsx'
import { useUnits } from '#look/live.ts'
import { Problems } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import type { BeatRow } from './shared.ts'

const MapView = lazy(async () => ({ default: (await import('#look/MapView.tsx')).MapView }))
type Kind = 'LineString' | 'Polygon'
interface Values { unit: string; zh: string; en?: string; buffer_m: number; active: boolean }
type Point = [number, number]

/** What the clicks make: a line from two points on, a polygon from three. Undefined while there are too few. */
function drawn(kind: Kind, points: readonly Point[]): { type: Kind; coordinates: unknown } | undefined {
  if (kind === 'LineString') return points.length < 2 ? undefined : { type: kind, coordinates: points }
  return points.length < 3 ? undefined : { type: kind, coordinates: [[...points, points[0]!]] }
}

export function BeatForm({ beat, unit, done }: { beat: BeatRow | undefined; unit: string | undefined; done: () => void }) {
  const { t, name } = useWords()
  const client = useQueryClient(), units = useUnits()
  const [kind, setKind] = useState<Kind>(beat?.geometry.type.endsWith('LineString') ? 'LineString' : beat ? 'Polygon' : 'LineString')
  // An existing shape stays until somebody draws another.
  const [anew, setAnew] = useState(beat === undefined)
  const [points, setPoints] = useState<Point[]>([])
  const geometry = anew ? drawn(kind, points) : beat!.geometry
  const key = useRef(newKey())
  const shapes = useMemo(() => {
    const shown = geometry ?? (points.length > 0 ? { type: 'LineString', coordinates: points.length > 1 ? points : [points[0], points[0]] } : undefined)
    return shown ? [{ id: 'draft', geometry: shown as never, title: '', on: true }] : []
  }, [geometry, points])
  const save = useMutation({
    mutationFn: ({ unit: to, en, ...rest }: Values) => { const body = { ...rest, en: en ?? '', geometry }; return beat ? post(`/api/beat/${beat.id}/change`, body, { key: key.current, version: beat.version }) : post('/api/beat', { ...body, unit: to }, { key: key.current }) },
    onSuccess: () => { for (const kind of ['beat', 'crew']) void client.invalidateQueries({ queryKey: [kind] }); done() },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey(); if (asProblem(error).status === 409) void client.invalidateQueries({ queryKey: ['beat'] }) },
  })
  const must = [{ required: true, message: t('form.required') }]
  return (
    <Form<Values> layout="vertical" requiredMark={false} className="genform" disabled={save.isPending} onFinish={(values) => save.mutate(values)} initialValues={beat ? { zh: beat.zh, en: beat.en, buffer_m: beat.buffer_m, active: beat.active } : { unit, buffer_m: 20, active: true }}>
      {!beat && <Form.Item name="unit" label={t('people.crew.unit')} rules={must}><Select showSearch={{ optionFilterProp: 'label' }} options={(units.data?.items ?? []).filter((one) => one.active).map((one) => ({ value: one.id, label: name(one.zh, one.en) }))} /></Form.Item>}
      <Form.Item name="zh" label={t('people.unit.zh')} rules={must}><Input maxLength={40} autoComplete="off" /></Form.Item>
      <Form.Item name="en" label={<>{t('people.unit.en')}<span className="optional">{t('people.optional')}</span></>}><Input maxLength={60} autoComplete="off" /></Form.Item>
      <Form.Item label={t('people.crew.shape')} extra={t(anew ? (kind === 'LineString' ? 'people.crew.drawLine' : 'people.crew.drawPolygon') : 'people.crew.drawAgain')}>
        <div className="beatdraw-tools">
          {anew ? <><Segmented<Kind> value={kind} onChange={setKind} options={[{ value: 'LineString', label: t('people.crew.line') }, { value: 'Polygon', label: t('people.crew.polygon') }]} /><Button icon={<Undo2 size={15} />} disabled={points.length === 0} onClick={() => setPoints(points.slice(0, -1))}>{t('people.crew.undo')}</Button><span className="hint">{t('people.crew.points', { n: points.length })}</span></>
            : <Button onClick={() => setAnew(true)}>{t('people.crew.redraw')}</Button>}
        </div>
        <div className="beatdraw"><Suspense fallback={null}><MapView legend={false} shapes={shapes} {...(anew ? { pick: ({ lon, lat }) => setPoints((all) => [...all, [lon, lat]]) } : { toShapes: true })} /></Suspense></div>
      </Form.Item>
      <Form.Item name="buffer_m" label={t('people.crew.buffer')} extra={t('people.crew.bufferHint')}><InputNumber min={0} max={200} precision={0} style={{ width: 140 }} /></Form.Item>
      {beat && <Form.Item name="active" label={t('people.crew.beatActive')} valuePropName="checked"><Switch /></Form.Item>}
      <Problems error={save.error} />
      <div className="genform-end"><Button type="primary" size="large" htmlType="submit" disabled={geometry === undefined} loading={save.isPending}>{t('people.save')}</Button><Button size="large" onClick={done}>{t('common.cancel')}</Button></div>
    </Form>
  )
}

export function ImportBeats({ unit, done }: { unit: string | undefined; done: () => void }) {
  const { t, name } = useWords()
  const client = useQueryClient(), units = useUnits()
  const [to, setTo] = useState(unit)
  const [system, setSystem] = useState<System>('wgs84')
  const [file, setFile] = useState<File>()
  const key = useRef(newKey())
  const load = useMutation({
    mutationFn: (given: File) => send<{ made: number; changed: number }>(`/api/beat/import${query({ unit: to, file: given.name, system })}`, given, { key: key.current }),
    onSuccess: () => { for (const kind of ['beat', 'crew']) void client.invalidateQueries({ queryKey: [kind] }) },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey() },
  })
  return (
    <div className="genform">
      <p className="lead">{t('people.crew.importLead')}</p>
      <div className="beatdraw-tools"><Select value={to ?? null} onChange={setTo} placeholder={t('people.crew.unit')} aria-label={t('people.crew.unit')} style={{ minWidth: 200 }} showSearch={{ optionFilterProp: 'label' }} options={(units.data?.items ?? []).filter((one) => one.active).map((one) => ({ value: one.id, label: name(one.zh, one.en) }))} />
        <Select value={system} onChange={setSystem} aria-label={t('people.crew.system')} style={{ width: 140 }} options={systems.map((value) => ({ value, label: value.toUpperCase() }))} /></div>
      <ChooseSheet file={file} take={(fresh) => { setFile(fresh); load.reset(); key.current = newKey() }} problem={load.error} reading={load.isPending} accept=".geojson,.json" />
      {load.data && <p className="result-next" role="status"><b>{t('people.crew.imported', { made: load.data.made, changed: load.data.changed })}</b></p>}
      <div className="genform-end">{load.data ? <Button type="primary" size="large" onClick={done}>{t('common.close')}</Button> : <Button type="primary" size="large" disabled={!file || !to} loading={load.isPending} onClick={() => load.mutate(file!)}>{t('people.crew.importGo')}</Button>}</div>
    </div>
  )
}
