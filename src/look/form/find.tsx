// Search as you type: a category, a filing condition (with its limit and closing condition), a unit with the proposal first.
import { useDeferredValue, useMemo, useState } from 'react'
import { Form as Antd, Select, Spin } from 'antd'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ask, query } from '../api.ts'
import { useUnits } from '../live.ts'
import { BecauseLine } from '../pieces.tsx'
import { limitOf, useWords } from '../words.ts'
import type { WidgetProps } from './schema.ts'
import { SuggestChips } from './suggest.tsx'

export interface Found {
  pack: string; pack_zh: string; pack_en: string; category: string; zh: string; en: string; kind: string
  conditions: { id: string; zh: string; en: string; limit: { amount: number; kind: string }; close_zh: string | null; close_en: string | null }[]
}
function useFound(q: string) {
  const words = useDeferredValue(q.trim())
  return useQuery({ queryKey: ['category', words], queryFn: ({ signal }) => ask<{ items: Found[] }>('/api/category' + query({ q: words, limit: 30 }), { signal }), placeholderData: keepPreviousData, staleTime: 60_000 })
}
/** The first words of a report are a poor search; its category is a good one. */
function Finder<V>({ id, value, onChange, label, options, q, setQ, waiting, empty, placeholder }: {
  id?: string | undefined; value: string | undefined; onChange: (key: string | undefined) => void; label: string; options: { value: string; label: React.ReactNode; chosen: string; of: V }[]
  q: string; setQ: (q: string) => void; waiting: boolean; empty: string; placeholder: string
}) {
  return (
    <Select {...(id ? { id } : {})} className="finder" showSearch={{ filterOption: false, searchValue: q, onSearch: setQ }} allowClear value={value ?? null} onChange={(v) => onChange(v ?? undefined)} options={options} optionLabelProp="chosen"
      notFoundContent={waiting ? <Spin size="small" /> : <p className="hint">{empty}</p>} placeholder={placeholder} aria-label={label} listHeight={380} classNames={{ popup: { root: 'finder-list' } }} />
  )
}

/** A category of the packs in force, found by its words; keeps showing what was chosen when the search goes on. */
export function CategoryFinder({ id, value, choose, label, kept }: { id?: string | undefined; value: CategoryValue | undefined; choose: (found: Found | undefined) => void; label: string; kept: Found | undefined }) {
  const { t, name } = useWords()
  const [q, setQ] = useState('')
  const found = useFound(q)
  const items = found.data?.items ?? []
  const all = kept && !items.some((f) => f.pack === kept.pack && f.category === kept.category) ? [kept, ...items] : items
  return <Finder id={id} label={label} q={q} setQ={setQ} waiting={found.isFetching} empty={t('form.conditionNone')} placeholder={t('form.category')}
    value={value && `${value.pack}|${value.category}`} onChange={(key) => choose(all.find((f) => `${f.pack}|${f.category}` === key))}
    options={all.map((f) => ({ value: `${f.pack}|${f.category}`, chosen: name(f.zh, f.en), of: f, label: <span className="found"><b>{name(f.zh, f.en)}</b><small>{name(f.pack_zh, f.pack_en)}</small></span> }))} />
}

type CategoryValue = { pack: string; category: string }
export function CategoryField({ id, value, onChange, label }: WidgetProps<CategoryValue>) {
  // What is being written in the same form; a form without words has no suggestions.
  const [title, text] = [Antd.useWatch<string | undefined>('title'), Antd.useWatch<string | undefined>('text')]
  const [kept, setKept] = useState<Found>()
  return <><CategoryFinder id={id} label={label} value={value} kept={kept} choose={(f) => { setKept(f); onChange?.(f && { pack: f.pack, category: f.category }) }} />
    <SuggestChips text={`${title ?? ''} ${text ?? ''}`} taken={value} take={(one) => { setKept({ ...one, pack_zh: '', pack_en: '', kind: '', conditions: [] }); onChange?.({ pack: one.pack, category: one.category }) }} /></>
}

type ConditionValue = CategoryValue & { condition: string }
export function ConditionField({ id, value, onChange, label, about }: WidgetProps<ConditionValue>) {
  const { t, lang, name } = useWords()
  const [q, setQ] = useState(about.category?.zh ?? '')
  const found = useFound(q)
  const [kept, setKept] = useState<{ f: Found; c: Found['conditions'][number] }>()
  const key = (f: { pack: string; category: string }, c: string) => `${f.pack}|${f.category}|${c}`
  const rows = useMemo(() => {
    const fresh = (found.data?.items ?? []).flatMap((f) => f.conditions.map((c) => ({ f, c })))
    // The category the report named comes first.
    fresh.sort((a, b) => Number(b.f.category === about.category?.category && b.f.pack === about.category?.pack) - Number(a.f.category === about.category?.category && a.f.pack === about.category?.pack))
    return kept && !fresh.some((r) => key(r.f, r.c.id) === key(kept.f, kept.c.id)) ? [kept, ...fresh] : fresh
  }, [found.data, kept, about.category])
  const chosen = value && rows.find((r) => key(r.f, r.c.id) === key(value, value.condition))
  return (
    <>
      <Finder id={id} label={label} q={q} setQ={setQ} waiting={found.isFetching} empty={t('form.conditionNone')} placeholder={t('form.condition')}
        value={value && key(value, value.condition)} onChange={(k) => { const r = rows.find((each) => key(each.f, each.c.id) === k); setKept(r); onChange?.(r && { pack: r.f.pack, category: r.f.category, condition: r.c.id }) }}
        options={rows.map((r) => ({ value: key(r.f, r.c.id), chosen: name(r.f.zh, r.f.en), of: r, label: (
          <span className="found"><b>{name(r.f.zh, r.f.en)}<i>{limitOf(r.c.limit, lang)}</i></b><span>{name(r.c.zh, r.c.en)}</span><small>{name(r.f.pack_zh, r.f.pack_en)}</small></span>
        ) }))} />
      <SuggestChips text={about.text} taken={value} take={(one) => { setQ(one.zh); onChange?.({ pack: one.pack, category: one.category, condition: one.condition }) }} />
      {chosen && <div className="chosen"><p>{name(chosen.c.zh, chosen.c.en)}</p><p><b>{t('form.limit', { limit: limitOf(chosen.c.limit, lang) })}</b></p>{chosen.c.close_zh && <p className="quiet">{t('form.closeIs', { close: name(chosen.c.close_zh, chosen.c.close_en) })}</p>}</div>}
    </>
  )
}

export function UnitField({ id, value, onChange, about, label }: WidgetProps<string>) {
  const { t, say, name } = useWords()
  const units = useUnits()
  const proposed = about.proposal?.unit
  const options = (units.data?.items ?? []).filter((u) => u.active).map((u) => ({ value: u.id, label: name(u.zh, u.en), note: u.id === proposed ? t('form.proposed') : '', search: `${u.zh} ${u.en} ${u.code}`.toLowerCase() }))
    .sort((a, b) => Number(b.value === proposed) - Number(a.value === proposed))
  return (
    <>
      <Select {...(id ? { id } : {})} value={value ?? proposed ?? null} onChange={(v) => onChange?.(v ?? undefined)} options={options} loading={units.isPending} placeholder={t('form.choose')} aria-label={label}
        showSearch={{ filterOption: (words, option) => (option?.search ?? '').includes(words.toLowerCase()) }} optionRender={({ label: text, data }) => <span className="found line">{text}<small>{data.note}</small></span>} />
      {about.proposal && (value ?? proposed) === proposed && <BecauseLine said={say(about.proposal.because.said)} strong={name(about.proposal.unit_zh, about.proposal.unit_en)} />}
      {proposed && value && value !== proposed && <p className="hint">{t('form.other')}</p>}
    </>
  )
}

/** Whose thing it is. Unlike the unit of a dispatch nothing is proposed here. */
export function OwnerField({ id, value, onChange, label }: WidgetProps<string>) {
  const { t, name } = useWords()
  const units = useUnits()
  return <Select {...(id ? { id } : {})} value={value ?? null} onChange={(v) => onChange?.(v ?? undefined)} allowClear showSearch={{ optionFilterProp: 'label' }} loading={units.isPending} placeholder={t('form.owner')} aria-label={label} options={(units.data?.items ?? []).map((u) => ({ value: u.id, label: name(u.zh, u.en) }))} />
}
