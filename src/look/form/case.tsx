// Another open case, found by its number or by words.
import { useDeferredValue, useState } from 'react'
import { Select, Spin } from 'antd'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ask, query } from '../api.ts'
import { statusOf } from '../status.ts'
import { useWords } from '../words.ts'
import type { WidgetProps } from './schema.ts'

interface Row { id: string; number: string; state: string; summary: string | null; place: string | null; area_name: string | null; category_zh: string | null; category_en: string | null }

export function CaseField({ id, value, onChange, label, about }: WidgetProps<string>) {
  const { t, say, name } = useWords()
  const [q, setQ] = useState('')
  const words = useDeferredValue(q.trim())
  const found = useQuery({ queryKey: ['open-case', words, about.area], queryFn: ({ signal }) => ask<{ items: Row[] }>('/api/case' + query({ open: true, limit: 30, ...(words ? { q: words } : about.area ? { area: about.area } : {}) }), { signal }), placeholderData: keepPreviousData, staleTime: 10_000 })
  // One that was chosen beside the form may stand far down its list.
  const chosen = useQuery({ queryKey: ['case', value], queryFn: () => ask<Row>(`/api/case/${value}`), enabled: value !== undefined })
  const rows = [...(chosen.data && !found.data?.items.some((row) => row.id === value) ? [chosen.data] : []), ...found.data?.items ?? []].filter((row) => row.id !== about.id)
  return (
    <Select {...(id ? { id } : {})} className="finder" showSearch={{ filterOption: false, searchValue: q, onSearch: setQ }} allowClear value={value ?? null} onChange={(v) => onChange?.(v ?? undefined)} optionLabelProp="chosen" aria-label={label} placeholder={t('one.find')} listHeight={380} classNames={{ popup: { root: 'finder-list' } }}
      notFoundContent={found.isFetching ? <Spin size="small" /> : <p className="hint">{t('one.findNone')}</p>}
      options={rows.map((row) => ({ value: row.id, chosen: `${row.number} ${name(row.category_zh, row.category_en) || row.summary || ''}`, label: <span className="found"><b>{row.number}<i>{say(statusOf(row.state))}</i></b><span>{name(row.category_zh, row.category_en) || row.summary}</span><small>{row.place ?? row.area_name}</small></span> }))} />
  )
}
