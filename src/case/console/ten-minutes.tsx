// 十分钟: how fast litter is cleared as a distribution, by beat, hour and shift; and beside it, apart, the stopwatch tests of the inspectors.
import { dayIn } from '#core/day.ts'
import { useState } from 'react'
import { DatePicker, Drawer, Segmented } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import dayjs from 'dayjs'
import { Timer } from 'lucide-react'
import { ask, query } from '#look/api.ts'
import { useMay, usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { percentOf } from '#look/percent.ts'
import { Bones, Card, EmptyState, ErrorState } from '#look/pieces.tsx'
import { StateChip } from '#look/StateChip.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { Stopwatch } from './stopwatch.tsx'
import '#look/css/crew.css'

type By = 'beat' | 'hour' | 'shift'
interface Figure { n: number; within: number; open: number; pending: number; few: boolean; share: number | null; low: number | null; high: number | null; p50: number | null; p90: number | null; bins: number[] }
interface Row extends Figure { key: string; zh: string; en: string; filter: Record<string, string> }
interface Answer { from: string; to: string; by: By; cases: { total: Figure; rows: Row[] }; tests: { total: Figure; rows: Row[] } }
interface Behind { id: string; number: string; state: string; place: string | null; seconds: number | null; sighted_at: string; cleared_by: 'photo' | 'server' | null; crew: { zh: string; en: string } | null }

const day = (at: number) => dayIn(new Date(at))
/** `8:05`; from an hour on `1:20:00`. */
export function lastedOf(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60], two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

export function TenMinutes() {
  const { t } = useWords()
  const may = useMay(), go = useNavigate()
  const search = useSearch({ strict: false }) as { from?: string; to?: string; by?: string }
  const to = search.to ?? day(nowMs()), from = search.from ?? day(Date.parse(`${to}T00:00:00+08:00`) - 29 * 86_400_000), by: By = search.by === 'hour' || search.by === 'shift' ? search.by : 'beat'
  const set = (more: object) => void go({ to: '/ten-minutes', search: { from, to, by, ...more } as never, replace: true })
  const [behind, setBehind] = useState<{ title: string; filter: Record<string, string> }>()
  const found = useQuery({ queryKey: ['pages', 'ten-minutes', from, to, by], queryFn: () => ask<Answer>('/api/case/ten-minutes' + query({ from, to, by })) })
  useTitle(t('ten.title'))
  const filter = { from, to }
  return (
    <div className="page ten">
      <h1 className="page-line phone-only">{t('ten.title')}</h1>
      <p className="lead">{t('ten.lead')}</p>
      <div className="toolline">
        <DatePicker.RangePicker allowClear={false} inputReadOnly value={[dayjs(from), dayjs(to)]} onChange={(chosen) => { if (chosen?.[0] && chosen[1]) set({ from: chosen[0].format('YYYY-MM-DD'), to: chosen[1].format('YYYY-MM-DD') }) }} aria-label={t('ten.range')} />
        <Segmented<By> value={by} onChange={(value) => set({ by: value })} options={(['beat', 'hour', 'shift'] as const).map((value) => ({ value, label: t(`ten.by.${value}`) }))} aria-label={t('ten.byLabel')} />
      </div>
      {found.isPending ? <Bones rows={8} /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : (
        <>
          <Card title={t('ten.cases')} side={<button type="button" className="link" onClick={() => setBehind({ title: t('ten.slow'), filter: { ...filter, slow: 'true' } })}>{t('ten.slow')}</button>}>
            {found.data.cases.total.n + found.data.cases.total.pending === 0 ? <EmptyState title={t('ten.none')} next={t('ten.noneNext')} /> : <>
              <Total figure={found.data.cases.total} kind="cases" />
              <Rows rows={found.data.cases.rows} by={by} open={(row, title) => setBehind({ title, filter: row.filter })} />
            </>}
          </Card>
          {may('stopwatch.list') && (
            <Card title={<>{t('ten.tests')}</>} side={t('ten.testsSide')} className="ten-tests">
              <p className="hint">{t('ten.apart')}</p>
              <Stopwatch from={from} to={to} />
              {found.data.tests.total.n + found.data.tests.total.pending === 0 ? <EmptyState title={t('ten.noTests')} next={t('ten.noTestsNext')} /> : <><Total figure={found.data.tests.total} kind="tests" /><Rows rows={found.data.tests.rows} by={by} /></>}
            </Card>
          )}
        </>
      )}
      <Drawer open={behind !== undefined} onClose={() => setBehind(undefined)} size={560} title={behind?.title} destroyOnHidden>{behind && <Cases filter={behind.filter} />}</Drawer>
    </div>
  )
}

function Total({ figure, kind }: { figure: Figure; kind: 'cases' | 'tests' }) {
  const { t } = useWords()
  return (
    <div className="ten-total">
      <dl>
        <div><dt>{t('ten.share')}</dt><dd className="big">{figure.share === null ? '—' : percentOf(figure.share)}</dd>{figure.share === null && <dd className="hint">{t('ten.few', { n: figure.n })}</dd>}{figure.low !== null && <dd className="hint">{t('ten.interval', { low: percentOf(figure.low), high: percentOf(figure.high!) })}</dd>}</div>
        <div><dt>{t('ten.p50')}</dt><dd className="big">{figure.p50 === null ? '—' : lastedOf(figure.p50)}</dd></div>
        <div><dt>{t('ten.p90')}</dt><dd className="big">{figure.p90 === null ? '—' : lastedOf(figure.p90)}</dd>{!figure.few && figure.p90 === null && <dd className="hint">{t('ten.notYet')}</dd>}</div>
        <div><dt>{t(`ten.n.${kind}`)}</dt><dd className="big">{figure.n}</dd><dd className="hint">{t('ten.counts', { within: figure.within, over: figure.n - figure.within })}{figure.open > 0 && t(`ten.open.${kind}`, { n: figure.open })}{figure.pending > 0 && t(`ten.pending.${kind}`, { n: figure.pending })}</dd></div>
      </dl>
      <Bins figure={figure} />
    </div>
  )
}
/** A bar a minute; what took longer than half an hour stands at the end. The tenth minute is marked. */
function Bins({ figure }: { figure: Figure }) {
  const { t } = useWords()
  const most = Math.max(1, ...figure.bins)
  return (
    <figure className="ten-bins">
      <div role="img" aria-label={t('ten.binsLabel', { within: figure.within, n: figure.n })}>{figure.bins.map((n, minute) => <i key={minute} className={minute < 10 ? '' : 'beyond'} title={t(minute === 30 ? 'ten.binBeyond' : 'ten.bin', { n, from: minute, to: minute + 1 })}><b style={{ height: `${n === 0 ? 0 : Math.max(3, (n / most) * 100)}%` }} /></i>)}</div>
      <figcaption><span>0</span><span className="ten-mark">{t('ten.mark')}</span><span>20</span><span>30+</span></figcaption>
    </figure>
  )
}
function Rows({ rows, by, open }: { rows: Row[]; by: By; open?: (row: Row, title: string) => void }) {
  const { t, name } = useWords()
  return (
    <div className="tablewrap stack"><table className="table ten-rows">
      <thead><tr><th scope="col">{t(`ten.by.${by}`)}</th><th scope="col">{t('ten.share')}</th><th scope="col" className="num">P50</th><th scope="col" className="num">P90</th><th scope="col" className="num">{t('ten.count')}</th></tr></thead>
      <tbody>{rows.map((row) => (
        <tr key={row.key}>
          <th scope="row">{open ? <button type="button" className="link" onClick={() => open(row, name(row.zh, row.en))}>{name(row.zh, row.en)}</button> : name(row.zh, row.en)}</th>
          <td data-head={t('ten.share')}>{row.share === null ? <span className="quiet">{t('ten.fewRow', { within: row.within, n: row.n })}</span> : <span className="ten-bar"><span className="track"><i style={{ insetInlineStart: `${row.low! * 100}%`, width: `${(row.high! - row.low!) * 100}%` }} /><b style={{ insetInlineStart: `${row.share * 100}%` }} /></span><b>{percentOf(row.share)}</b><small>{percentOf(row.low!)}–{percentOf(row.high!)}</small></span>}</td>
          <td data-head="P50" className="num">{row.p50 === null ? '—' : lastedOf(row.p50)}</td><td data-head="P90" className="num">{row.p90 === null ? '—' : lastedOf(row.p90)}</td><td data-head={t('ten.count')} className="num">{row.n}{row.open > 0 && <small className="t-late"> {t('ten.lying', { n: row.open })}</small>}</td>
        </tr>
      ))}</tbody>
    </table></div>
  )
}
function Cases({ filter }: { filter: Record<string, string> }) {
  const { t, lang, name } = useWords()
  const list = usePages<Behind>('/api/case/ten-minutes/cases', filter)
  if (list.isPending) return <Bones rows={6} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  if (list.items.length === 0) return <EmptyState title={t('ten.none')} next={t('ten.noneNext')} />
  return (
    <>
      <ul className="ten-cases">{list.items.map((row) => (
        <li key={row.id}><Link to="/cases/$id" params={{ id: row.id }}>{row.number}</Link><StateChip state={row.state} />
          <b className={row.seconds === null || row.seconds > 600 ? 't-late' : 't-done'}>{row.seconds === null ? t('ten.notCleared') : lastedOf(row.seconds)}</b>
          <small>{[momentOf(row.sighted_at, nowMs(), lang), row.crew ? name(row.crew.zh, row.crew.en) : '', row.place ?? '', row.cleared_by ? t(`ten.by_${row.cleared_by}`) : ''].filter((part) => part !== '').join(' · ')}</small></li>
      ))}</ul>
      <MoreButton list={list} />
      <p className="hint"><Timer size={13} aria-hidden="true" /> {t('ten.behindHint')}</p>
    </>
  )
}
