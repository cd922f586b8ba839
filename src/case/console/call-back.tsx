// Whom to call back, how they judged, and the answers for the hotline as a sheet.
import { useState } from 'react'
import { Button, DatePicker, Input, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import dayjs from 'dayjs'
import { ask, asProblem, download, query, type Problem } from '#look/api.ts'
import { useMay, usePages } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { percentOf } from '#look/percent.ts'
import { Bones, Card, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { useNames } from './facts.tsx'

interface ToCall { id: string; number: string; summary: string | null; place: string | null; area_name: string | null; source: string; unit_zh: string | null; unit_en: string | null; disputed: boolean; category_zh: string | null; category_en: string | null; ended_at: string; score: number | null }
interface Figures { ended: number; from_people: number; answered: number; called: number; reached: number; solved: number; satisfied: number; rated: number; disputed: number; shares: Record<'answered' | 'contacted' | 'solved' | 'satisfied', number | null>; score: number | null }

export function CallBack() {
  const { t, name, say, lang } = useWords()
  const may = useMay(), names = useNames()
  const [days, setDays] = useState(7)
  const [range, setRange] = useState<[string, string]>(() => [dayjs().subtract(29, 'day').format('YYYY-MM-DD'), dayjs().format('YYYY-MM-DD')])
  const [system, setSystem] = useState('hotline')
  const [problem, setProblem] = useState<Problem>()
  const [saving, setSaving] = useState(false)
  useTitle(t('voice.title'))
  const list = usePages<ToCall>('/api/case/call-back', { days, limit: 30 }, may('case.call-back'))
  const [from, to] = range
  const figures = useQuery({ queryKey: ['pages', 'voice', from, to], queryFn: () => ask<Figures>('/api/case/voice' + query({ from, to })) })
  const save = () => {
    setSaving(true)
    setProblem(undefined)
    download('/api/case/answers.xlsx' + query({ system, from, to })).catch((error: unknown) => setProblem(asProblem(error))).finally(() => setSaving(false))
  }
  const share = (title: string, of: number | null, said: string) => <div className="voice-share"><dt>{title}</dt><dd><b>{percentOf(of)}</b><small>{said}</small></dd></div>
  return (
    <div className="page">
      <h1 className="page-line phone-only">{t('voice.title')}</h1><p className="lead">{t('voice.lead')}</p>
      <Card title={t('voice.figures')} side={<DatePicker.RangePicker size="small" allowClear={false} value={[dayjs(from), dayjs(to)]} onChange={(chosen) => { if (chosen?.[0] && chosen[1]) setRange([chosen[0].format('YYYY-MM-DD'), chosen[1].format('YYYY-MM-DD')]) }} aria-label={t('voice.range')} />}>
        {figures.isPending ? <Bones rows={2} /> : figures.isError ? <ErrorState error={figures.error} retry={() => void figures.refetch()} /> : <dl className="voice-shares">
          {share(t('voice.answered'), figures.data.shares.answered, t('voice.of', { n: figures.data.answered, of: figures.data.from_people }))}
          {share(t('voice.contacted'), figures.data.shares.contacted, t('voice.of', { n: figures.data.reached, of: figures.data.called }))}
          {share(t('voice.solved'), figures.data.shares.solved, t('voice.of', { n: figures.data.solved, of: figures.data.reached }))}
          {share(t('voice.satisfied'), figures.data.shares.satisfied, t('voice.of', { n: figures.data.satisfied, of: figures.data.reached }))}
          <div className="voice-share"><dt>{t('voice.score')}</dt><dd><b>{figures.data.score ?? '—'}</b><small>{t('voice.rated', { n: figures.data.rated, disputed: figures.data.disputed })}</small></dd></div>
        </dl>}
        {may('case.export-answers') && <div className="voice-export"><label>{t('voice.system')} <Input size="small" value={system} onChange={(e) => setSystem(e.target.value.trim())} style={{ width: 120 }} /></label><Button size="small" loading={saving} disabled={system === ''} onClick={save}>{t('voice.export')}</Button><Problems error={problem} /></div>}
      </Card>
      {may('case.call-back') && <Card title={t('voice.list')} side={<Select size="small" value={days} onChange={setDays} aria-label={t('voice.days')} options={[3, 7, 30].map((n) => ({ value: n, label: t('voice.lastDays', { n }) }))} />}>
        {list.isPending ? <Bones rows={5} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.items.length === 0 ? <EmptyState title={t('voice.none')} next={t('voice.noneNext')} /> : <>
          <ul className="voice-list">{list.items.map((row) => (
            <li key={row.id}><Link to={`/cases/${row.id}`}>
              <span><b>{name(row.category_zh, row.category_en) || row.summary || row.number} <span>{row.place ?? row.area_name}</span></b><small>{[say(names.data?.sources[row.source]), name(row.unit_zh, row.unit_en), t('voice.ended', { at: momentOf(row.ended_at, nowMs(), lang) }), row.number].filter(Boolean).join(' · ')}</small></span>
              <span className="voice-chips">{row.score !== null && <FactChip>{t('voice.gave', { n: row.score })}</FactChip>}{row.disputed && <FactChip>{t('voice.disputed')}</FactChip>}</span><em>{t('voice.go')}</em>
            </Link></li>
          ))}</ul>
          {list.hasNextPage && <Button type="text" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('voice.more')}</Button>}
        </>}
      </Card>}
    </div>
  )
}
