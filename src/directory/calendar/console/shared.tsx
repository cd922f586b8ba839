// What the parts of the calendar page share: the book from the server, and the sheet that shows what a change would move before it is made.
import { useEffect, useRef } from 'react'
import { App, Button, Drawer } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ask, asProblem, newKey, post } from '#look/api.ts'
import { PlaceList } from '#look/FileDrop.tsx'
import { useUnits } from '#look/live.ts'
import { Bones, Problems } from '#look/pieces.tsx'
import { stageName } from '#look/status.ts'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { sayChange, type Book, type Change } from '../words.ts'

export interface CalendarAnswer extends Book { version: number; today: string; changes: { version: number; at: string; type: string; said: { zh: string; en: string }; by: { zh: string; en: string } }[] }
interface Trial { cases: number; moved: number; settled: number; kept: number; items: { id: string; number: string; unit: string | null; stage: string; before: string; after: string | null; why: string }[] }

export const useCalendar = () => useQuery({ queryKey: ['calendar'], queryFn: () => ask<CalendarAnswer>('/api/calendar') })
export function useUnitName() {
  const units = useUnits()
  const { name } = useWords()
  return (id: string): string => { const unit = units.data?.items.find((each) => each.id === id); return unit ? name(unit.zh, unit.en) : id }
}

/** Tried as soon as it opens; made only by the button below what it would move. */
export function ConfirmChange({ change, version, close, done }: { change: Change | undefined; version: number; close: () => void; done: () => void }) {
  const { t, lang, say } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const units = useUnits()
  const unitName = useUnitName()
  const key = useRef('')
  const trial = useMutation({ mutationFn: (wanted: Change) => post<Trial>('/api/calendar/preview', { change: wanted }) })
  const make = useMutation({
    mutationFn: (wanted: Change) => post('/api/calendar/change', { change: wanted }, { key: key.current ||= newKey(), version }),
    onSuccess: () => { for (const kind of ['calendar', 'calendar-alarm']) void client.invalidateQueries({ queryKey: [kind] }); void message.success(t('calendar.done')); done() },
    onError: (error) => { if (asProblem(error).status > 0) key.current = ''; if (asProblem(error).status === 409) void client.invalidateQueries({ queryKey: ['calendar'] }) },
  })
  useEffect(() => { trial.reset(); make.reset(); key.current = ''; if (change) trial.mutate(change) }, [change])
  const error = make.error ?? trial.error, found = trial.data, now = nowMs()
  const unit = change && 'unit' in change ? units.data?.items.find((each) => each.id === change.unit) : undefined
  return (
    <Drawer open={change !== undefined} onClose={close} size={560} title={t('calendar.confirm')} destroyOnHidden>
      {change && <p className="lead">{say(sayChange(change, unit)).replace(/^./, (first) => first.toUpperCase())}</p>}
      {trial.isPending && <Bones rows={3} />}
      <Problems error={error} />
      {error ? <PlaceList title={t('load.faults')} items={asProblem(error).faults} /> : null}
      {found && !make.error && <>
        <p className="calendar-moves">{t(found.moved + found.settled === 0 ? 'calendar.movesNone' : 'calendar.moves', { cases: found.cases, moved: found.moved, settled: found.settled })}{found.kept > 0 && ` ${t('calendar.kept', { n: found.kept })}`}</p>
        {found.items.length > 0 && (
          <div className="tablewrap"><table className="table">
            <thead><tr>{(['case', 'stage', 'before', 'after'] as const).map((h) => <th key={h} scope="col">{t(`calendar.${h}`)}</th>)}</tr></thead>
            <tbody>{found.items.map((item) => (
              <tr key={`${item.id} ${item.stage}`}><th scope="row"><Link to={`/cases/${item.id}`}>{item.number}</Link>{item.unit && <small>{unitName(item.unit)}</small>}</th><td>{say(stageName(item.stage))}</td>
                <td>{momentOf(item.before, now, lang)}</td><td>{item.after ? <b>{momentOf(item.after, now, lang)}</b> : t('calendar.stays')}</td></tr>
            ))}</tbody>
          </table></div>
        )}
        {found.items.length < found.moved + found.kept && <p className="hint">{t('calendar.named', { n: found.items.length })}</p>}
        <div className="genform-end"><Button onClick={close}>{t('common.cancel')}</Button><Button type="primary" size="large" loading={make.isPending} onClick={() => make.mutate(change!)}>{t('calendar.go')}</Button></div>
      </>}
    </Drawer>
  )
}
