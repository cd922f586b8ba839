// The crews of a unit: who works when in a week, exceptions for a day, who is on shift now; set by hand or from a sheet.
import { useState } from 'react'
import { Button, Drawer, Form, Input, Select } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { ask as get, asProblem, newKey, query, send, type Fault } from '#look/api.ts'
import { ChooseSheet, Counts, PlaceList } from '#look/FileDrop.tsx'
import { useUnits } from '#look/live.ts'
import { EmptyState } from '#look/pieces.tsx'
import { clockOf } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { readSpans, saySpans, weekdayName, type Change, type CrewWeek } from '../words.ts'
import { useUnitName, type CalendarAnswer } from './shared.tsx'

const days = [1, 2, 3, 4, 5, 6, 7] as const
type Editing = { crew: string; from: string; week: CrewWeek['week'] } | { crew: string; day: string }

export function RostersView({ book, can, ask }: { book: CalendarAnswer; can: boolean; ask: (change: Change) => void }) {
  const { t, lang, name } = useWords()
  const units = useUnits()
  const unitName = useUnitName()
  const withRoster = [...new Set(book.rosters.map((row) => row.unit))]
  const [chosen, setUnit] = useState<string>()
  const unit = chosen ?? withRoster[0]
  const [editing, setEditing] = useState<Editing>()
  const [importing, setImporting] = useState(false)
  const now = useQuery({ queryKey: ['calendar', 'on-shift', unit], enabled: unit !== undefined, refetchInterval: 60_000, queryFn: () => get<{ crews: { crew: string; from: string; to: string }[] }>(`/api/unit/${unit}/on-shift`) })
  const mine = book.rosters.filter((row) => row.unit === unit), crews = [...new Set(mine.map((row) => row.crew))].sort()
  const exceptions = book.days.filter((row) => row.unit === unit && row.day >= book.today).sort((a, b) => (a.day < b.day ? -1 : 1))
  return (
    <section>
      <p className="lead">{t('calendar.rostersLead')}</p>
      <div className="calendar-tools">
        <Select value={unit ?? null} onChange={setUnit} placeholder={t('calendar.chooseUnit')} style={{ minWidth: 220 }} showSearch={{ optionFilterProp: 'label' }} aria-label={t('calendar.chooseUnit')} options={(units.data?.items ?? []).map((u) => ({ value: u.id, label: name(u.zh, u.en) }))} />
        {can && unit && <Button type="primary" icon={<Plus size={16} />} onClick={() => setEditing({ crew: '', from: book.today, week: {} })}>{t('calendar.newCrew')}</Button>}
        {can && <Button onClick={() => setImporting(true)}>{t('calendar.import')}</Button>}
      </div>
      {unit && crews.length > 0 && <p className="lead">{t('calendar.now')}{(now.data?.crews ?? []).length === 0 ? t('calendar.nobody') : now.data!.crews.map((each) => `${each.crew} ${clockOf(each.from)}-${clockOf(each.to)}`).join(lang === 'zh' ? '，' : ', ')}</p>}
      {!unit || crews.length === 0 ? <EmptyState title={t('calendar.noRoster')} next={t('calendar.noRosterNext')} /> : (
        <div className="tablewrap"><table className="table roster">
          <thead><tr><th scope="col">{t('calendar.crew')}</th><th scope="col">{t('calendar.from')}</th>{days.map((day) => <th key={day} scope="col">{weekdayName[lang][day]}</th>)}{can && <td />}</tr></thead>
          <tbody>{crews.flatMap((crew) => mine.filter((row) => row.crew === crew).sort((a, b) => (a.from < b.from ? -1 : 1)).map((row, n, all) => {
            const inForce = row.from <= book.today && !(all[n + 1] && all[n + 1]!.from <= book.today), over = row.from <= book.today && !inForce
            return (
              <tr key={`${crew} ${row.from}`} className={over ? 'off' : ''}><th scope="row">{n === 0 ? crew : ''}</th><td className="nowrap">{row.from}</td>
                {Object.keys(row.week).length === 0 ? <td colSpan={7}>{t('calendar.crewEnded')}</td> : days.map((day) => <td key={day}>{saySpans(row.week[day] ?? []) || <span className="quiet">{t('calendar.free')}</span>}</td>)}
                {can && <td className="end">{!over && <><Button size="small" onClick={() => setEditing({ crew, from: row.from > book.today ? row.from : book.today, week: row.week })}>{t('calendar.other')}</Button> {inForce && <Button size="small" onClick={() => setEditing({ crew, day: book.today })}>{t('calendar.oneDay')}</Button>}</>}</td>}</tr>
            )
          }))}</tbody>
        </table></div>
      )}
      {exceptions.length > 0 && <section className="settle calendar-days"><h2>{t('calendar.exceptions')}</h2><ul>{exceptions.map((row) => (
        <li key={`${row.crew} ${row.day}`}>{row.day} {row.crew} {saySpans(row.windows) || t('calendar.free')} {can && <Button size="small" onClick={() => ask({ kind: 'roster-day', unit: row.unit, crew: row.crew, day: row.day, windows: null })}>{t('calendar.drop')}</Button>}</li>
      ))}</ul></section>}
      <Drawer open={editing !== undefined} onClose={() => setEditing(undefined)} size={480} title={unit && unitName(unit)} destroyOnHidden>
        {editing && unit && <RosterForm unit={unit} start={editing} today={book.today} go={(change) => { setEditing(undefined); ask(change) }} />}
      </Drawer>
      <Drawer open={importing} onClose={() => setImporting(false)} size={560} title={t('calendar.import')} destroyOnHidden><ImportRosters version={book.version} /></Drawer>
    </section>
  )
}

function RosterForm({ unit, start, today, go }: { unit: string; start: Editing; today: string; go: (change: Change) => void }) {
  const { t, lang } = useWords()
  const must = [{ required: true, message: t('form.required') }]
  const spans = { validator: (_: unknown, text: string | undefined) => (readSpans(text ?? '') ? Promise.resolve() : Promise.reject(new Error(t('calendar.spansWrong')))) }
  const oneDay = 'day' in start
  const finish = (v: Record<string, string>) => {
    const of = (text: string | undefined) => (readSpans(text ?? '') ?? []) as [number, number][]
    if (oneDay) return go({ kind: 'roster-day', unit, crew: start.crew, day: v.day!, windows: of(v.windows) })
    return go({ kind: 'roster', unit, crew: v.crew!, from: v.from!, week: Object.fromEntries(days.flatMap((day) => (of(v[`d${day}`]).length > 0 ? [[String(day), of(v[`d${day}`])]] : []))) })
  }
  return (
    <Form layout="vertical" requiredMark={false} className="genform" onFinish={finish}
      initialValues={oneDay ? { day: start.day, windows: '' } : { crew: start.crew, from: start.from, ...Object.fromEntries(days.map((day) => [`d${day}`, saySpans(start.week[day] ?? [])])) }}>
      {oneDay ? <>
        <p className="lead">{start.crew}</p>
        <Form.Item name="day" label={t('calendar.day')} rules={must}><Input type="date" min={today} /></Form.Item>
        <Form.Item name="windows" label={t('calendar.shifts')} rules={[spans]} extra={t('calendar.dayHint')}><Input placeholder={t('calendar.free')} /></Form.Item>
      </> : <>
        <Form.Item name="crew" label={t('calendar.crew')} rules={must}><Input maxLength={40} disabled={start.crew !== ''} /></Form.Item>
        <Form.Item name="from" label={t('calendar.from')} rules={must} extra={t('calendar.fromHint')}><Input type="date" min={today} /></Form.Item>
        {days.map((day) => <Form.Item key={day} name={`d${day}`} label={weekdayName[lang][day]} rules={[spans]} {...(day === 7 ? { extra: t('calendar.rosterHint') } : {})}><Input placeholder={t('calendar.free')} /></Form.Item>)}
      </>}
      <div className="genform-end"><Button type="primary" size="large" htmlType="submit">{t('calendar.try')}</Button></div>
    </Form>
  )
}

interface Read { rows: number; crews: number; faults: Fault[] }
/** First read, then kept: one row a crew, the windows of each weekday in a column. */
function ImportRosters({ version }: { version: number }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const [key, setKey] = useState(newKey)
  const path = (given: File, dry: boolean) => `/api/roster/import${query({ file: given.name, 'dry-run': dry })}`
  const trial = useMutation({ mutationFn: (given: File) => send<Read>(path(given, true), given, { version }) })
  const doing = useMutation({ mutationFn: (given: File) => send<Read>(path(given, false), given, { key, version }), onSuccess: () => void client.invalidateQueries({ queryKey: ['calendar'] }), onError: (error) => { if (asProblem(error).status > 0) setKey(newKey()) } })
  const read = doing.data ?? trial.data
  return (
    <div>
      <p className="lead">{t('calendar.importLead')}</p>
      <ChooseSheet file={file} take={(fresh) => { setFile(fresh); doing.reset(); setKey(newKey()); trial.mutate(fresh) }} problem={doing.error ?? trial.error} reading={trial.isPending} />
      {read && file && <div className="result" aria-live="polite">
        <Counts of={[[read.rows, t('load.rows')], [read.crews, t('calendar.crewsRead')]]} />
        <PlaceList title={t('load.faults')} items={read.faults} />
        {doing.data ? <p className="result-next"><b>{t('calendar.done')}</b></p> : <p className="result-next"><Button type="primary" size="large" disabled={read.faults.length > 0 || read.rows === 0} loading={doing.isPending} onClick={() => doing.mutate(file)}>{t('calendar.importGo')}</Button><span className="hint">{t('load.dryRun')}</span></p>}
      </div>}
    </div>
  )
}
