// Crews of the units: who is on shift now, who belongs to which, over what they are told, and their beats on the map of the district.
import { lazy, Suspense, useMemo, useState } from 'react'
import { Button, Drawer, Select } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { LocateFixed, Plus } from 'lucide-react'
import { ask, post } from '#look/api.ts'
import { useMay, useMe } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { clockOf, momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { Tabs } from '../../console/shared.tsx'
import { BeatForm, ImportBeats } from './beat-form.tsx'
import { CrewForm } from './crew-form.tsx'
import type { BeatRow, Channel, CrewRow } from './shared.ts'
import '#look/css/crew.css'

const MapView = lazy(async () => ({ default: (await import('#look/MapView.tsx')).MapView }))
type Editing = { crew: CrewRow | 'new' } | { beat: BeatRow | 'new' } | 'import'

export function Crews() {
  const { t, lang, name } = useWords()
  const may = useMay(), me = useMe()
  const [unit, setUnit] = useState<string>()
  const [chosen, setChosen] = useState<string>()
  const [editing, setEditing] = useState<Editing>()
  const crews = useQuery({ queryKey: ['crew'], queryFn: () => ask<{ items: CrewRow[] }>('/api/crew'), refetchInterval: 60_000 })
  const beats = useQuery({ queryKey: ['beat'], queryFn: () => ask<{ items: BeatRow[] }>('/api/beat') })
  const channels = useQuery({ queryKey: ['crew-channel'], queryFn: () => ask<{ items: Channel[] }>('/api/notice/crew-channel'), enabled: may('crew.edit') })
  useTitle(t('people.tabs.crews'))
  const all = crews.data?.items ?? [], allBeats = beats.data?.items ?? []
  const units = [...new Map([...all, ...allBeats].map((row) => [row.unit, { value: row.unit, label: name(row.unit_zh, row.unit_en) }])).values()]
  const shown = all.filter((crew) => unit === undefined || crew.unit === unit), shownBeats = allBeats.filter((beat) => unit === undefined || beat.unit === unit)
  const working = shown.filter((crew) => crew.on_shift !== null)
  const beatNow = new Set(working.flatMap((crew) => crew.beats)), beatOf = new Map(allBeats.map((beat) => [beat.id, beat]))
  const shapes = useMemo(() => shownBeats.filter((beat) => beat.active).map((beat) => ({ id: beat.id, geometry: beat.geometry, title: name(beat.zh, beat.en), on: beatNow.has(beat.id) })), [beats.data, crews.data, unit, lang])
  const dots = useMemo(() => shown.flatMap((crew) => (crew.here ? [{ ...crew.here, title: t('people.crew.hereAt', { crew: name(crew.zh, crew.en), at: momentOf(crew.here.at, nowMs(), lang) }) }] : [])), [crews.data, unit, lang])
  // Whoever reaches one unit works on it; the office on the one it looks at, or the only one there is.
  const home = unit ?? (units.length === 1 ? units[0]!.value : may('case.dispatch') ? undefined : me.unit?.id)
  const comma = lang === 'zh' ? '、' : ', '
  const edit = may('crew.edit'), mine = all.find((crew) => crew.mine && crew.active && crew.place_on)
  const hours = (window: { from: string; to: string }) => `${clockOf(window.from)}–${clockOf(window.to)}`
  const done = () => setEditing(undefined)
  const failed = crews.error ?? beats.error
  return (
    <div className="withtabs"><Tabs /><div className="page">
      <div className="toolline">
        {units.length > 1 && <Select className={`filter ${unit ? 'on' : ''}`} allowClear value={unit ?? null} placeholder={t('people.crew.unit')} aria-label={t('people.crew.unit')} popupMatchSelectWidth={false} options={units} onChange={(v: string | null) => { setUnit(v ?? undefined); setChosen(undefined) }} />}
        {crews.data && all.length > 0 && <span className="lead crew-now" role="status">{working.length === 0 ? t('people.crew.nobodyNow') : t('people.crew.nowN', { n: working.length, of: shown.filter((crew) => crew.active).length })}</span>}
        {mine && may('crew.here') && <SayHere crew={mine} />}
        {edit && <span className="end"><Button onClick={() => setEditing('import')}>{t('people.crew.importBeats')}</Button><Button onClick={() => setEditing({ beat: 'new' })}>{t('people.crew.makeBeat')}</Button><Button type="primary" icon={<Plus size={16} />} onClick={() => setEditing({ crew: 'new' })}>{t('people.crew.make')}</Button></span>}
      </div>
      {crews.isPending || beats.isPending ? <Bones rows={8} /> : failed ? <ErrorState error={failed} retry={() => { void crews.refetch(); void beats.refetch() }} /> : all.length === 0 && allBeats.length === 0 ? <EmptyState title={t('people.crew.none')} next={t(edit ? 'people.crew.noneNext' : 'people.crew.noneSee')} /> : (
        <div className="crewpage">
          <div className="crewlists">
            <div className="tablewrap stack"><table className="table">
              <thead><tr>{(['crew', 'shift', 'members', 'beats', 'told'] as const).map((h) => <th key={h} scope="col">{t(`people.crew.${h}`)}</th>)}{edit && <td />}</tr></thead>
              <tbody>{shown.map((crew) => (
                <tr key={crew.id} className={crew.active ? '' : 'off'}>
                  <th scope="row">{name(crew.zh, crew.en)}<small>{name(crew.unit_zh, crew.unit_en)}{crew.mine && ` · ${t('people.crew.mine')}`}</small></th>
                  <td data-head={t('people.crew.shift')}>{!crew.active ? <FactChip>{t('people.crew.off')}</FactChip> : crew.on_shift ? <b className="t-done nowrap">{t('people.crew.onShift', { hours: hours(crew.on_shift) })}</b> : <span className="quiet">{crew.next_shift ? t('people.crew.nextShift', { at: momentOf(crew.next_shift.from, nowMs(), lang) }) : t('people.crew.noShift')}</span>}</td>
                  <td data-head={t('people.crew.members')} title={crew.members.map((one) => name(one.zh, one.en)).join(comma)}>{crew.members.length === 0 ? <span className="t-due">{t('people.crew.nobody')}</span> : t('people.crew.membersN', { n: crew.members.length })}</td>
                  <td data-head={t('people.crew.beats')}>{crew.beats.length === 0 ? <span className="quiet">{t('people.crew.noBeats')}</span> : crew.beats.map((id) => { const beat = beatOf.get(id); return beat && <button key={id} type="button" className={`link beatlink ${chosen === id ? 'on' : ''}`} onClick={() => setChosen(id)}>{name(beat.zh, beat.en)}</button> })}</td>
                  <td data-head={t('people.crew.told')}>{crew.channel ? channels.data?.items.find((one) => one.id === crew.channel)?.name ?? t('people.crew.channelSet') : t('people.crew.inbox')}</td>
                  {edit && <td className="end"><Button size="small" onClick={() => setEditing({ crew })}>{t('people.change')}</Button></td>}
                </tr>
              ))}</tbody>
            </table></div>
            {shown.length === 0 && <EmptyState title={t('people.crew.none')} next={t('people.crew.noneNext')} />}
            <h2 className="section-title">{t('people.crew.beats')} {shownBeats.length}</h2>
            {shownBeats.length === 0 ? <p className="hint">{t('people.crew.beatNone')}</p> : (
              <ul className="beatlist">{shownBeats.map((beat) => (
                <li key={beat.id} className={`${beat.active ? '' : 'off'} ${chosen === beat.id ? 'on' : ''}`}>
                  <button type="button" className="link" aria-pressed={chosen === beat.id} onClick={() => setChosen(chosen === beat.id ? undefined : beat.id)}>{name(beat.zh, beat.en)}</button>
                  <small>{all.filter((crew) => crew.active && crew.beats.includes(beat.id)).map((crew) => name(crew.zh, crew.en)).join(comma) || <span className="t-due">{t('people.crew.beatFree')}</span>}{beat.buffer_m > 0 && ` · ${t('people.crew.bufferM', { n: beat.buffer_m })}`}{!beat.active && ` · ${t('people.crew.beatOff')}`}</small>
                  {edit && <Button size="small" onClick={() => setEditing({ beat })}>{t('people.change')}</Button>}
                </li>
              ))}</ul>
            )}
          </div>
          <div className="crewmap"><Suspense fallback={<Bones rows={4} />}><MapView legend={false} shapes={shapes} chosenShape={chosen} chooseShape={setChosen} dots={dots} /></Suspense>
            <ul className="crewlegend"><li><i className="now" />{t('people.crew.legendNow')}</li><li><i />{t('people.crew.legendIdle')}</li>{dots.length > 0 && <li><i className="dot" />{t('people.crew.legendHere')}</li>}</ul>
          </div>
        </div>
      )}
      <Drawer open={editing !== undefined} onClose={done} size={editing && editing !== 'import' && 'beat' in editing ? 720 : 480} destroyOnHidden
        title={editing === 'import' ? t('people.crew.importBeats') : editing && 'beat' in editing ? (editing.beat === 'new' ? t('people.crew.makeBeat') : name(editing.beat.zh, editing.beat.en)) : editing ? (editing.crew === 'new' ? t('people.crew.make') : name(editing.crew.zh, editing.crew.en)) : ''}>
        {editing === 'import' ? <ImportBeats unit={home} done={done} /> : editing && 'beat' in editing ? <BeatForm beat={editing.beat === 'new' ? undefined : editing.beat} unit={home} done={done} />
          : editing && <CrewForm crew={editing.crew === 'new' ? undefined : editing.crew} unit={home} beats={allBeats} channels={channels.data?.items ?? []} done={done} />}
      </Drawer>
    </div></div>
  )
}

/** One tap by a member: the browser is asked where it is, and one row is overwritten. Nothing is sent by itself. */
function SayHere({ crew }: { crew: CrewRow }) {
  const { t, name } = useWords()
  const client = useQueryClient()
  const [lost, setLost] = useState(false)
  const send = useMutation({ mutationFn: (at: { lon: number; lat: number }) => post<{ until: string }>('/api/crew/here', at), onSuccess: () => void client.invalidateQueries({ queryKey: ['crew'] }) })
  if (!('geolocation' in navigator)) return null
  const go = () => navigator.geolocation.getCurrentPosition(({ coords }) => { setLost(false); send.mutate({ lon: Number(coords.longitude.toFixed(6)), lat: Number(coords.latitude.toFixed(6)) }) }, () => setLost(true), { enableHighAccuracy: true, timeout: 8000 })
  return (
    <span className="sayhere"><Button icon={<LocateFixed size={16} />} loading={send.isPending} onClick={go}>{t('people.crew.sayHere', { crew: name(crew.zh, crew.en) })}</Button>
      <small className="hint" aria-live="polite">{lost ? t('form.hereFailed') : send.data ? t('people.crew.saidHere', { at: clockOf(send.data.until) }) : t('people.crew.hereHint')}</small><Problems error={send.error} /></span>
  )
}
