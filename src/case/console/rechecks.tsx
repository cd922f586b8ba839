// 盲样复核: what waits for me, and what came out, unit by unit, with the interval and the cases behind every number.
import { useState } from 'react'
import { Button, DatePicker } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import dayjs from 'dayjs'
import { ask, query } from '#look/api.ts'
import { useMay, usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { percentOf } from '#look/percent.ts'
import { Photo } from '#look/Photos.tsx'
import { Bones, Card, EmptyState, ErrorState } from '#look/pieces.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { recheckFindingNames, type RecheckFinding } from '../recheck/words.ts'

interface Mine { id: string; number: string; day: string; due_at: string; late: boolean; summary: string | null; place: string | null; area_name: string | null; category_zh: string | null; category_en: string | null; photo: string | null }
interface Share { drawn: number; done: number; false: number; faked: number; share: number | null; low: number | null; high: number | null; few: boolean }
interface Rate { from: string; to: string; total: Share; units: (Share & { unit: string | null; unit_zh: string | null; unit_en: string | null })[] }
interface Done { id: string; number: string; day: string; found: RecheckFinding; done_at: string; summary: string | null; place: string | null; category_zh: string | null; category_en: string | null }
export const mineQuery = { queryKey: ['pages', 'recheck-mine'], queryFn: () => ask<{ items: Mine[] }>('/api/case/recheck/mine') }

export function Rechecks() {
  const { t } = useWords()
  const may = useMay()
  useTitle(t('recheck.title'))
  return <div className="page"><h1 className="page-line phone-only">{t('recheck.title')}</h1>{may('case.recheck') && <MyRechecks />}{may('case.false-closing') && <FalseClosing />}</div>
}

function MyRechecks() {
  const { t, lang, name } = useWords()
  const found = useQuery(mineQuery)
  return (
    <section className="recheck-part">
      <h2>{t('recheck.mine')}</h2><p className="lead">{t('recheck.mineLead')}</p>
      {found.isPending ? <Bones rows={3} /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : found.data.items.length === 0 ? <EmptyState title={t('recheck.mineNone')} next={t('recheck.mineNoneNext')} /> : (
        <ul className="flagged">{found.data.items.map((row) => (
          <li key={row.id + row.day}><Link to={`/cases/${row.id}`}>
            <Photo sha256={row.photo} alt="" />
            <span className="flagged-what"><b>{name(row.category_zh, row.category_en) || row.summary || row.number}</b><small>{[row.place ?? row.area_name, row.number].filter(Boolean).join(' · ')}</small></span>
            <span className={row.late ? 't-late' : ''}>{t(row.late ? 'recheck.late' : 'recheck.due', { at: momentOf(row.due_at, nowMs(), lang) })}</span>
          </Link></li>
        ))}</ul>
      )}
    </section>
  )
}

function FalseClosing() {
  const { t, name } = useWords()
  const [span, setSpan] = useState<{ from?: string | undefined; to?: string | undefined }>({})
  const [open, setOpen] = useState<{ unit: string | undefined; what: 'done' | 'false'; title: string }>()
  const found = useQuery({ queryKey: ['pages', 'false-closing', span], queryFn: () => ask<Rate>('/api/case/false-closing' + query(span)) })
  const days = found.data && ([dayjs(span.from ?? found.data.from), dayjs(span.to ?? found.data.to)] as [dayjs.Dayjs, dayjs.Dayjs])
  const number = (n: number, unit: string | undefined, what: 'done' | 'false', title: string) => (n === 0 ? <>{n}</> : <button type="button" className="link" onClick={() => setOpen({ unit, what, title })}>{n}</button>)
  const cells = (row: Share, unit: string | undefined, title: string) => <>
    <td className="num" data-head={t('recheck.drawn')}>{row.drawn}</td><td className="num" data-head={t('recheck.done')}>{number(row.done, unit, 'done', title)}</td><td className="num" data-head={t('recheck.false')}>{number(row.false, unit, 'false', title)}</td><td className="num" data-head={t('recheck.faked')}>{row.faked}</td>
    <td data-head={t('recheck.rate')}>{row.few ? <span className="quiet">{t('recheck.few')}</span> : <span className="rate"><b>{percentOf(row.share!)}</b> <small>{t('recheck.range', { low: percentOf(row.low!), high: percentOf(row.high!) })}</small><Bar of={row} /></span>}</td>
  </>
  return (
    <section className="recheck-part">
      <h2>{t('recheck.rateTitle')}</h2><p className="lead">{t('recheck.rateLead')}</p>
      {days && <p className="toolline"><DatePicker.RangePicker value={days} allowClear={false} inputReadOnly onChange={(chosen) => { if (chosen?.[0] && chosen[1]) { setSpan({ from: chosen[0].format('YYYY-MM-DD'), to: chosen[1].format('YYYY-MM-DD') }); setOpen(undefined) } }} aria-label={t('recheck.span')} /></p>}
      {found.isPending ? <Bones rows={4} /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : found.data.total.drawn === 0 ? <EmptyState title={t('recheck.rateNone')} next={t('recheck.rateNoneNext')} /> : (
        <div className="tablewrap stack"><table className="table rates">
          <thead><tr><th scope="col">{t('cases.unit')}</th><th scope="col" className="num">{t('recheck.drawn')}</th><th scope="col" className="num">{t('recheck.done')}</th><th scope="col" className="num">{t('recheck.false')}</th><th scope="col" className="num">{t('recheck.faked')}</th><th scope="col">{t('recheck.rate')}</th></tr></thead>
          <tbody>
            <tr><th scope="row">{t('recheck.total')}</th>{cells(found.data.total, undefined, t('recheck.total'))}</tr>
            {found.data.units.map((row) => { const title = name(row.unit_zh, row.unit_en) || t('doubt.noUnit'); return <tr key={row.unit ?? 'none'}><th scope="row">{title}</th>{cells(row, row.unit ?? 'none', title)}</tr> })}
          </tbody>
        </table></div>
      )}
      {found.data && found.data.total.drawn > found.data.total.done && <p className="hint">{t('recheck.out', { n: found.data.total.drawn - found.data.total.done })}</p>}
      {open && found.data && <Behind key={`${open.unit ?? ''}${open.what}`} asked={{ unit: open.unit, what: open.what, from: found.data.from, to: found.data.to }} title={`${open.title} · ${t(open.what === 'done' ? 'recheck.done' : 'recheck.false')}`} close={() => setOpen(undefined)} />}
    </section>
  )
}
/** The interval on a line from nothing to all, with the share as a mark. */
const Bar = ({ of }: { of: Share }) => <span className="ratebar" aria-hidden="true"><i style={{ left: `${of.low! * 100}%`, width: `${(of.high! - of.low!) * 100}%` }} /><b style={{ left: `${of.share! * 100}%` }} /></span>

function Behind({ asked, title, close }: { asked: { unit: string | undefined; what: 'done' | 'false'; from: string; to: string }; title: string; close: () => void }) {
  const { t, lang, say, name } = useWords()
  const list = usePages<Done>('/api/case/false-closing/cases', { ...asked, limit: 30 })
  return (
    <Card title={title} side={<Button size="small" type="text" onClick={close}>{t('common.close')}</Button>}>
      {list.isPending ? <Bones rows={3} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : (
        <ul className="flagged plain">{list.items.map((row) => (
          <li key={row.id + row.day}><Link to={`/cases/${row.id}`}><span className="flagged-what"><b>{name(row.category_zh, row.category_en) || row.summary || row.number}</b><small>{[row.place, row.number].filter(Boolean).join(' · ')}</small></span><span className={`doubt-chip ${row.found === 'still-fine' ? 'fine' : 'faked'}`}>{say(recheckFindingNames[row.found])}</span><time>{momentOf(row.done_at, nowMs(), lang)}</time></Link></li>
        ))}</ul>
      )}
      <MoreButton list={list} />
    </Card>
  )
}
