// One pack whole: what counts, when, how long, who answers, when it is done; its versions; names nobody has matched yet.
import { useMemo, useState } from 'react'
import { Input, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronLeft, Pencil, Search, Siren, Timer } from 'lucide-react'
import { ask, query } from '#look/api.ts'
import { useMay, useUnits } from '#look/live.ts'
import { Bones, Card, EmptyState, ErrorState } from '#look/pieces.tsx'
import { dayOf } from '#look/time.ts'
import { limitOf, useWords } from '#look/words.ts'
import type { Category, PackContent } from '../words.ts'
import { MapUnits } from './map-unit.tsx'

interface Whole { pack: string; version: number; versions: { version: number; installed_at: string; source: string }[]; content: PackContent; unmapped: { name: string; rows: number }[] }
/** Categories drawn at first; a city standard has hundreds. */
const SHOWN = 40

export function OnePack({ pack }: { pack: string }) {
  const { t, lang, name } = useWords()
  const go = useNavigate()
  const { version, q = '' } = useSearch({ strict: false }) as { version?: string; q?: string }
  const [words, setWords] = useState(q)
  const [most, setMost] = useState(SHOWN)
  const units = useUnits()
  const may = useMay()
  const found = useQuery({ queryKey: ['pack', pack, version], queryFn: () => ask<Whole>(`/api/pack/${encodeURIComponent(pack)}` + query({ version })) })
  const content = found.data?.content
  const unitName = useMemo(() => { const said: Record<string, string> = { territory: t('packs.territory'), 'all-communities': t('packs.allCommunities') }; const byCode = new Map((units.data?.items ?? []).map((u) => [u.code, u])); return (to: string) => { const u = byCode.get(to); return u ? name(u.zh, u.en) : said[to] ?? to } }, [units.data, name, t])
  const rows = useMemo(() => {
    const w = words.trim().toLowerCase()
    return (content?.categories ?? []).filter((c) => !w || `${c.title.zh} ${c.title.en} ${c.major?.title.zh ?? ''} ${c.conditions.map((k) => k.text.zh + k.text.en).join(' ')}`.toLowerCase().includes(w))
  }, [content, words])
  if (found.isPending) return <Bones rows={8} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const { content: it, versions, unmapped } = found.data
  const newest = versions.reduce((top, v) => Math.max(top, v.version), 0)
  const conditions = it.categories.reduce((n, c) => n + c.conditions.length, 0)

  return (
    <div className="pack">
      <Link to="/packs" className="pack-back"><ChevronLeft size={16} aria-hidden="true" />{t('packs.title')}</Link>
      <header className="pack-head">
        <div>{it.action && <p className="quiet">{t(`packs.action.${it.action}`)}</p>}<h1>{name(it.title.zh, it.title.en)}</h1></div>
        <div className="trial-tools">{may('pack.change') && <Link to={`/packs/${pack}/edit`} className="btn"><Pencil size={15} aria-hidden="true" />{t('rules.change')}</Link>}<Select value={found.data.version} aria-label={t('packs.version', { n: '' })} popupMatchSelectWidth={false} onChange={(v) => void go({ to: `/packs/${pack}`, search: { version: v === newest ? undefined : String(v) } as never })}
          options={versions.map((v) => ({ value: v.version, label: `${t('packs.version', { n: v.version })} · ${v.version === newest ? t('packs.inUse') : t('packs.installed', { at: dayOf(v.installed_at, lang) })}` }))} /></div>
      </header>
      {it.units.lead.length + it.units.with.length > 0 && <p className="pack-units">{it.units.lead.map((u) => <span key={u}><b>{unitName(u)}</b><i>{t('packs.lead1')}</i></span>)}{it.units.with.map((u) => <b key={u}>{unitName(u)}</b>)}</p>}
      {unmapped.length > 0 && <Card title={t('packs.unmappedTitle')} side={unmapped.length}><p className="hint">{t('packs.unmappedLead')}</p><MapUnits names={unmapped} /></Card>}
      <div className="pack-tools"><Input prefix={<Search size={15} aria-hidden="true" />} allowClear value={words} onChange={(e) => { setWords(e.target.value); setMost(SHOWN) }} placeholder={t('packs.search')} aria-label={t('packs.search')} /><span className="quiet">{t('packs.categories', { n: rows.length })} · {t('packs.conditions', { n: conditions })}</span></div>
      {rows.length === 0 ? <EmptyState title={t('packs.noMatch')} next={t('packs.noMatchNext')} /> : (
        <div className="pack-table" role="table">
          <div role="row" className="head">{(['what', 'when', 'howLong', 'who', 'doneWhen'] as const).map((h) => <span role="columnheader" key={h}>{t(`packs.${h}`)}</span>)}</div>
          {rows.slice(0, most).map((c) => <CategoryRows key={c.code} category={c} unitName={unitName} />)}
          {rows.length > most && <button type="button" className="link more" onClick={() => setMost(most + 100)}>{t('packs.more', { n: rows.length - most })}</button>}
        </div>
      )}
      <p className="hint">{t('packs.note')}</p>
    </div>
  )
}
function CategoryRows({ category, unitName }: { category: Category; unitName: (to: string) => string }) {
  const { t, lang, name } = useWords()
  const who = category.rules.length === 0 ? t('packs.territory') : [...new Set(category.rules.map((r) => unitName(r.to)))].join(' / ')
  return category.conditions.map((c, i) => (
    <div role="row" key={c.id} className={i > 0 ? 'again' : ''}>
      <span role="cell" className="what">{i === 0 && <><b>{name(category.title.zh, category.title.en)}</b>{category.major && <small>{name(category.major.title.zh, category.major.title.en)}</small>}</>}</span>
      <span role="cell">{name(c.text.zh, c.text.en)}</span>
      <span role="cell" className="long">{c.limit.kind === 'minute_on_shift' ? <Timer size={15} aria-hidden="true" /> : c.limit.kind === 'urgent_hour' ? <Siren size={15} aria-hidden="true" /> : null}{limitOf(c.limit, lang)}</span>
      <span role="cell">{i === 0 ? who : ''}</span>
      <span role="cell">{c.close ? name(c.close.zh, c.close.en) : ''}</span>
    </div>
  ))
}
