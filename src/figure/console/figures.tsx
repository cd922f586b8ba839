// 指标: how it goes, by unit, area, category, source, post or day; every number leads to its cases, every heading says how it is made.
import { dayIn } from '#core/day.ts'
import { useState } from 'react'
import { App, Button, Drawer, Segmented, Select } from 'antd'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight, Download } from 'lucide-react'
import { ask, asProblem, download, query } from '#look/api.ts'
import { usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { percentOf } from '#look/percent.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { dayOf, momentOf, nowMs, spanOf } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { Row } from '../../case/console/shared.tsx'
import type { CaseRow } from '../../case/views.ts'
import { groupingNames, groupings, indicatorKeys, variantNames, variantNotes, variants, type FigureRow, type Figures as Table, type Grouping, type IndicatorKey, type Variant } from '../words.ts'
import { HotSpots } from './hot-spots.tsx'

const fields = ['tab', 'by', 'from', 'to', 'variant', 'level', 'spot'] as const
type Asked = { [field in (typeof fields)[number]]?: string | undefined }
/** What a meeting looks at first; the rest is one click away. */
const main: readonly IndicatorKey[] = ['received', 'filing_rate', 'dispatch_accuracy', 'due', 'handling_on_time', 'closing_rate', 'closing_on_time', 'overdue', 'rework_rate', 'handling_time']
const headline: readonly IndicatorKey[] = ['received', 'closing_rate', 'closing_on_time', 'overdue']

const local = (ms: number) => dayIn(new Date(ms))
const lastOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
const monthOf = (year: number, month: number) => { const at = new Date(Date.UTC(year, month - 1, 1)); return { from: at.toISOString().slice(0, 10), to: lastOf(at.getUTCFullYear(), at.getUTCMonth() + 1) } }
const kindOf = (from: string, to: string): 'month' | 'year' | 'days' => (from.endsWith('-01') && to === monthOf(Number(from.slice(0, 4)), Number(from.slice(5, 7))).to ? 'month' : from.endsWith('-01-01') && to === `${from.slice(0, 4)}-12-31` ? 'year' : 'days')

export function Figures() {
  const { t, lang, say, name } = useWords()
  const go = useNavigate()
  const { message } = App.useApp()
  const found = useSearch({ strict: false }) as Asked
  const today = local(nowMs()), [year, month] = today.split('-').map(Number) as [number, number]
  const period = found.from && found.to ? { from: found.from, to: found.to } : monthOf(year, month)
  const { from, to } = period
  const by = groupings.find((one) => one === found.by) ?? 'unit', variant = variants.find((one) => one === found.variant) ?? 'standard'
  const [all, setAll] = useState(false)
  const [open, setOpen] = useState<{ row: FigureRow; key: IndicatorKey; part: 'n' | 'of' }>()
  useTitle(t('figures.title'))
  const set = (part: Asked) => void go({ to: '/figures', search: ((was: Asked) => ({ ...was, ...part })) as never, replace: true, resetScroll: false })
  const kind = kindOf(from, to)
  const move = (by: number) => {
    const [y, m] = from.split('-').map(Number) as [number, number]
    set(kind === 'year' ? { from: `${y + by}-01-01`, to: `${y + by}-12-31` } : monthOf(y, m + by))
  }
  const spots = found.tab === 'spots'
  const asked = { by, from, to, variant, ...(found.level && (by === 'area' || by === 'category') ? { level: found.level } : {}) }
  const short = Date.parse(to) - Date.parse(from) <= 100 * 86_400_000
  const table = useQuery({ queryKey: ['pages', 'figure', asked, short], queryFn: () => ask<Table>('/api/figure' + query({ ...asked, days: short && by !== 'day' ? 'true' : undefined })), placeholderData: keepPreviousData, enabled: !spots })
  const save = useMutation({ mutationFn: () => download('/api/figure/sheet' + query({ ...asked, lang })), onError: (error) => void message.error(say(asProblem(error).said)) })
  const told = kind === 'month' ? (lang === 'zh' ? `${from.slice(0, 4)}年${Number(from.slice(5, 7))}月` : from.slice(0, 7)) : kind === 'year' ? (lang === 'zh' ? `${from.slice(0, 4)}年` : from.slice(0, 4)) : `${dayOf(`${from}T00:00:00+08:00`, lang)} – ${dayOf(`${to}T00:00:00+08:00`, lang)}`
  const tabs = <Segmented value={spots ? 'spots' : 'table'} onChange={(tab) => set({ tab: tab === 'spots' ? 'spots' : undefined, spot: undefined })} options={[{ value: 'table', label: t('figures.table') }, { value: 'spots', label: t('figures.spots') }]} />
  if (spots) return <HotSpots tabs={tabs} chosen={found.spot} choose={(spot) => set({ spot })} />
  const keys = all ? indicatorKeys : main
  const levels = by === 'area' ? (['community', 'grid', 'subdistrict'] as const) : by === 'category' ? (['category', 'major', 'pack'] as const) : undefined
  return (
    <div className="page figures">
      <header className="page-head"><h1 className="page-line plain">{t('figures.lead', { when: told })}</h1>{tabs}</header>
      <div className="filters figures-bar">
        <span className="stepper">
          {kind !== 'days' && <button type="button" className="btn" aria-label={t('figures.before')} onClick={() => move(-1)}><ChevronLeft size={16} aria-hidden="true" /></button>}
          <Segmented size="small" value={kind} onChange={(next) => set(next === 'year' ? { from: `${from.slice(0, 4)}-01-01`, to: `${from.slice(0, 4)}-12-31` } : next === 'month' ? monthOf(Number(to.slice(0, 4)), to > today && from <= today ? month : Number(to.slice(5, 7))) : { from: local(nowMs() - 6 * 86_400_000), to: today })} options={(['month', 'year', 'days'] as const).map((value) => ({ value, label: t(`figures.period.${value}`) }))} />
          {kind !== 'days' && <button type="button" className="btn" aria-label={t('figures.after')} onClick={() => move(1)} disabled={to >= today}><ChevronRight size={16} aria-hidden="true" /></button>}
        </span>
        {kind === 'days' && <span className="stepper"><input type="date" className="dayinput" aria-label={t('figures.from')} value={from} max={to} onChange={(e) => { if (e.target.value) set({ from: e.target.value, to }) }} /><span aria-hidden="true">–</span><input type="date" className="dayinput" aria-label={t('figures.to')} value={to} min={from} onChange={(e) => { if (e.target.value) set({ from, to: e.target.value }) }} /></span>}
        <Select className="filter on" value={by} aria-label={t('figures.by')} popupMatchSelectWidth={false} options={groupings.map((value) => ({ value, label: say(groupingNames[value]) }))} onChange={(v: Grouping) => set({ by: v === 'unit' ? undefined : v, level: undefined })} />
        {levels && <Select className="filter" value={levels.find((one) => one === found.level) ?? levels[0]} aria-label={t('figures.level.label')} popupMatchSelectWidth={false} options={levels.map((value) => ({ value, label: t(`figures.level.${value}`) }))} onChange={(v: string) => set({ level: v })} />}
        <Select className={`filter ${variant === 'standard' ? '' : 'on'}`} value={variant} aria-label={t('figures.variant')} popupMatchSelectWidth={false} options={variants.map((value) => ({ value, label: say(variantNames[value]) }))} onChange={(v: Variant) => set({ variant: v === 'standard' ? undefined : v })} />
        <button type="button" className={`pill ${all ? 'on' : ''}`} aria-pressed={all} onClick={() => setAll(!all)}>{t('figures.all')}</button>
        <span className="filters-end"><Button icon={<Download size={16} aria-hidden="true" />} loading={save.isPending} onClick={() => save.mutate()}>{t('figures.export')}</Button></span>
      </div>
      <p className="lead">{say(variantNotes[variant])}</p>
      {table.isPending ? <Bones rows={8} /> : table.isError ? <ErrorState error={table.error} retry={() => void table.refetch()} /> : table.data.total.figures.received.n + table.data.total.figures.due.n === 0 ? <EmptyState title={t('figures.empty')} next={t('figures.emptyNext')} /> : (
        <>
          <dl className="opfigures">{headline.map((key) => {
            const { title, kind: of, because } = table.data.indicators.find((one) => one.key === key)!, row = table.data.own ?? table.data.total, figure = row.figures[key]
            return <div key={key} title={say(because)}><dt>{table.data.own ? `${name(row.zh, row.en)} ` : ''}{say(title)}</dt><dd><b>{shown(figure, of, lang)}</b><small>{figure.of !== null ? `${figure.n.toLocaleString('en')} / ${figure.of.toLocaleString('en')}` : ''}{table.data.own ? ` ${t('figures.whole', { value: shown(table.data.total.figures[key], of, lang) })}` : ''}</small></dd></div>
          })}</dl>
          <div className="tablewrap figures-wrap"><table className="table figuretable" aria-busy={table.isFetching && table.isPlaceholderData}>
            <thead><tr><th scope="col">{say(groupingNames[table.data.by])}</th>{short && table.data.by !== 'day' && <th scope="col">{t('figures.daily')}</th>}{table.data.indicators.filter(({ key }) => keys.includes(key)).map(({ key, title, because }) => <th key={key} scope="col" className="end"><abbr title={say(because)}>{say(title)}</abbr></th>)}</tr></thead>
            <tbody>{[table.data.total, ...(table.data.own ? [table.data.own] : []), ...table.data.items].map((row) => (
              <tr key={row.key} className={row.key === 'total' || row.key === 'own' ? 'sum' : ''}>
                <th scope="row">{name(row.zh, row.en)}</th>
                {short && table.data.by !== 'day' && <td data-label={t('figures.daily')}><Spark row={row} from={from} to={to < today ? to : today} label={t('figures.sparkLabel')} /></td>}
                {table.data.indicators.filter(({ key }) => keys.includes(key)).map(({ key, title, kind: of, good }) => {
                  const figure = row.figures[key], closed = row.key === 'total' && table.data.own !== null
                  const bad = good === 'low' && of === 'count' && figure.n > 0
                  return (
                    <td key={key} className="end" data-label={say(title)}>
                      {figure.n === 0 && (figure.of ?? 0) === 0 ? <span className="off">—</span> : closed ? <span>{shown(figure, of, lang)}</span>
                        : <button type="button" className={`link num ${bad ? 'bad' : ''} ${figure.small ? 'few' : ''}`} title={figure.of === null ? undefined : `${figure.n} / ${figure.of}${figure.small ? ` · ${t('figures.small')}` : ''}`} onClick={() => setOpen({ row, key, part: figure.n === 0 ? 'of' : 'n' })}>{shown(figure, of, lang)}{figure.small && <sup aria-label={t('figures.small')}>*</sup>}</button>}
                    </td>
                  )
                })}
              </tr>
            ))}</tbody>
          </table></div>
          <p className="hint">{t('figures.note', { at: momentOf(table.data.as_of, nowMs(), lang) })}</p>
        </>
      )}
      <Drawer open={open !== undefined} onClose={() => setOpen(undefined)} size={560} destroyOnHidden title={open && table.data && `${name(open.row.zh, open.row.en)} · ${say(table.data.indicators.find((one) => one.key === open.key)!.title)}`}>
        {open && table.data && <Behind open={open} table={table.data} set={setOpen} />}
      </Drawer>
    </div>
  )
}

function shown(figure: FigureRow['figures'][IndicatorKey], kind: 'share' | 'count' | 'minutes', lang: 'zh' | 'en'): string {
  if (kind === 'count') return figure.n.toLocaleString('en')
  if (figure.value === null) return '—'
  return kind === 'minutes' ? spanOf(figure.value * 60_000, lang) : percentOf(figure.value / 100)
}

/** Reports by day as a line; days on which something due was late carry a dot. */
function Spark({ row, from, to, label }: { row: FigureRow; from: string; to: string; label: string }) {
  const days = new Map(row.days?.map((one) => [one.day, one]))
  const all: { n: number; late: number }[] = []
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${to}T00:00:00Z`); at += 86_400_000) { const one = days.get(new Date(at).toISOString().slice(0, 10)); all.push({ n: one?.reported ?? 0, late: (one?.due ?? 0) - (one?.on_time ?? 0) }) }
  if (all.length < 2) return <span className="off">—</span>
  const most = Math.max(1, ...all.map(({ n }) => n)), x = (n: number) => 2 + (n / (all.length - 1)) * 92, y = (n: number) => 22 - (n / most) * 18
  return (
    <svg className="spark" viewBox="0 0 96 26" role="img" aria-label={`${label}: ${all.map(({ n }) => n).join(' ')}`}>
      <path d={all.map(({ n }, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(n).toFixed(1)}`).join('')} />
      {all.map(({ n, late }, i) => late > 0 && <circle key={i} cx={x(i)} cy={y(n)} r="1.8" />)}
    </svg>
  )
}

function Behind({ open, table, set }: { open: { row: FigureRow; key: IndicatorKey; part: 'n' | 'of' }; table: Table; set: (open: { row: FigureRow; key: IndicatorKey; part: 'n' | 'of' }) => void }) {
  const { t, say, lang } = useWords()
  const go = useNavigate()
  const about = table.indicators.find((one) => one.key === open.key)!, figure = open.row.figures[open.key]
  const list = usePages<CaseRow>('/api/figure/cases', { ...Object.fromEntries(new URLSearchParams(open.row.open)), indicator: open.key, part: open.part, limit: 30 })
  return (
    <div className="behind">
      <p><b>{shown(figure, about.kind, lang)}</b> {say(about.because)}</p>
      {figure.of !== null && <Segmented<'n' | 'of'> value={open.part} onChange={(part) => set({ ...open, part })} options={[{ value: 'n', label: t('figures.numerator', { n: figure.n.toLocaleString('en') }) }, { value: 'of', label: t('figures.denominator', { n: figure.of.toLocaleString('en') }) }]} />}
      {list.isPending ? <Bones rows={6} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.items.length === 0 ? <EmptyState title={t('figures.noCases')} next={t('figures.noCasesNext')} />
        : <ul className="rows">{list.items.map((row) => <Row key={row.id} row={row} on={false} choose={() => void go({ to: `/cases/${row.id}` })} open={() => void go({ to: `/cases/${row.id}` })} />)}</ul>}
      <MoreButton list={list} />
    </div>
  )
}
