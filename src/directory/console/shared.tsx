// What the pages of the directory share: their tabs, a form in a side sheet, days in words, the chain of duty.
import { useEffect, useRef, useState } from 'react'
import { App, Button, Drawer, Form, Input, Select, TreeSelect } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import { ask, asProblem, newKey, post, query } from '#look/api.ts'
import { treeOf } from '#look/form/place.tsx'
import { useAreas, useMay, useUnits } from '#look/live.ts'
import { Problems } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { dutyNames, type Duty } from '../words.ts'

const tabs = [['/units/list', 'units'], ['/units/posts', 'posts'], ['/units/people', 'people'], ['/units/vacancies', 'vacancies'], ['/units/workbook', 'workbook'], ['/units/crews', 'crews']] as const
export function Tabs() {
  const { t } = useWords()
  const may = useMay()
  const path = useRouterState({ select: (s) => s.location.pathname })
  return (
    <nav className="subnav" aria-label={t('people.tabsLabel')}>
      {tabs.filter(([, word]) => (word === 'people' ? may('person.list') : word === 'crews' ? may('crew.list') : word === 'workbook' ? may('directory.edit') || may('person.export') : true))
        .map(([to, word]) => <Link key={to} to={to} {...(path === to || (word === 'units' && path.startsWith('/units/one/')) ? { className: 'on', 'aria-current': 'page' as const } : {})}>{t(`people.tabs.${word}`)}</Link>)}
    </nav>
  )
}

export interface Field { name: string; label: string; kind?: 'text' | 'day' | 'unit' | 'area' | 'units' | 'pick' | 'person' | 'long'; options?: { value: string; label: string }[]; must?: boolean; hint?: string; max?: number; first?: unknown; fixed?: boolean }
interface SheetProps { open: boolean; close: () => void; title: string; fields: Field[]; path: string; go?: string; saved?: string | ((answer: unknown) => string | undefined); done?: (answer: unknown) => void; values?: (values: Record<string, unknown>) => Record<string, unknown> }
/** Fields that stand with a first value are sent empty as null, so that a day can be taken away again. */
export function FormSheet({ open, close, title, ...rest }: SheetProps) {
  return <Drawer open={open} onClose={close} title={title} size={460} destroyOnHidden><SheetForm close={close} {...rest} /></Drawer>
}
function SheetForm({ close, fields, path, go, saved, done, values }: Omit<SheetProps, 'open' | 'title'>) {
  const { t, say, name } = useWords()
  const [form] = Form.useForm()
  const client = useQueryClient()
  const { message } = App.useApp()
  const units = useUnits(), areas = useAreas()
  const key = useRef(newKey())
  const send = useMutation({
    mutationFn: (raw: Record<string, unknown>) => {
      const filled: Record<string, unknown> = {}
      for (const f of fields.filter((each) => !each.fixed)) {
        const typed = raw[f.name], value = typeof typed === 'string' ? typed.trim() : typed
        if (value !== undefined && value !== '' && value !== null) filled[f.name] = value
        else if (f.first) filled[f.name] = null
      }
      return post(path, values ? values(filled) : filled, { key: key.current })
    },
    onSuccess: (answer) => { for (const kind of ['pages', 'unit', 'group', 'chain', 'one-unit', 'history', 'account']) void client.invalidateQueries({ queryKey: [kind] }); void message.success((typeof saved === 'function' ? saved(answer) : saved) ?? t('people.saved')); close(); done?.(answer) },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey() },
  })
  useEffect(() => { for (const fault of send.error ? asProblem(send.error).faults : []) form.setFields([{ name: fault.path.split('.')[0]!, errors: [say(fault.said)] }]) }, [send.error])
  const control = (f: Field) => {
    switch (f.kind) {
      case 'day': return <Input type="date" min="1990-01-01" max="2099-12-31" />
      case 'unit': return <Select allowClear={!f.must} showSearch={{ optionFilterProp: 'label' }} options={(units.data?.items ?? []).filter((u) => u.active || u.id === f.first).map((u) => ({ value: u.id, label: name(u.zh, u.en) }))} />
      case 'units': return <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={(units.data?.items ?? []).filter((u) => u.active).map((u) => ({ value: u.id, label: name(u.zh, u.en) }))} />
      case 'area': return <TreeSelect allowClear treeData={treeOf(areas.data?.items ?? [])} showSearch={{ treeNodeFilterProp: 'title' }} />
      case 'pick': return <Select allowClear={!f.must} {...(Array.isArray(f.first) || f.name === 'roles' ? { mode: 'multiple' as const } : {})} showSearch={{ optionFilterProp: 'label' }} options={f.options ?? []} />
      case 'person': return <PersonPick />
      case 'long': return <Input.TextArea rows={3} maxLength={f.max ?? 200} />
      default: return <Input maxLength={f.max ?? 60} disabled={f.fixed ?? false} autoComplete="off" />
    }
  }
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(raw) => send.mutate(raw)} disabled={send.isPending} className="genform" initialValues={Object.fromEntries(fields.filter((f) => f.first !== undefined && f.first !== null).map((f) => [f.name, f.first]))}>
      {fields.map((f) => <Form.Item key={f.name} name={f.name} label={<>{f.label}{!f.must && !f.fixed && <span className="optional">{t('people.optional')}</span>}</>} extra={f.hint} rules={f.must ? [{ required: true, message: t('form.required') }] : []}>{control(f)}</Form.Item>)}
      <Problems error={send.error} />
      <div className="genform-end"><Button type="primary" size="large" htmlType="submit" loading={send.isPending}>{go ?? t('people.save')}</Button><Button size="large" onClick={close}>{t('common.cancel')}</Button></div>
    </Form>
  )
}
/** Somebody of the directory, found by name, number or unit. */
function PersonPick({ id, value, onChange }: { id?: string; value?: string; onChange?: (value: string | undefined) => void }) {
  const { name } = useWords()
  const [q, setQ] = useState('')
  const found = useQuery({ queryKey: ['pages', 'person-pick', q], queryFn: () => ask<{ items: { id: string; code: string; name: string | null; unit_zh: string | null; unit_en: string | null }[] }>('/api/person' + query({ q, left: false, limit: 30 })) })
  return <Select {...(id ? { id } : {})} value={value ?? null} onChange={(v) => onChange?.(v ?? undefined)} showSearch={{ filterOption: false, onSearch: setQ }} loading={found.isFetching} options={(found.data?.items ?? []).map((p) => ({ value: p.id, label: `${p.name ?? p.code} · ${name(p.unit_zh, p.unit_en)} · ${p.code}` }))} />
}

/** 2026-01-01 至 2026-11-30; nothing where it is always. */
export function Days({ from, to }: { from: string | null; to: string | null }) {
  const { t } = useWords()
  if (from === null && to === null) return <span className="quiet">{t('people.always')}</span>
  return <span className="nowrap">{from !== null && to !== null ? `${from} ${t('people.to')} ${to}` : from !== null ? t('people.since', { from }) : t('people.until', { to: to! })}</span>
}

export interface Holder { id: string; person: string; name: string | null; from: string; to: string | null }
interface Step { duty: Duty; vacant: boolean; unit: string | null; unit_said: { zh: string; en: string } | null; area_name: string | null; post: string | null; post_said: { zh: string; en: string } | null; holders: Holder[] }
/** Who answers here, from the first hand down; what is vacant says so. */
export function Chain({ unit, area, on }: { unit?: string; area?: string; on?: string | undefined }) {
  const { t, say } = useWords()
  const chain = useQuery({ queryKey: ['chain', unit, area, on], queryFn: () => ask<{ steps: Step[] }>('/api/duty' + query({ unit, area, on })) })
  if (!chain.data) return chain.error ? <Problems error={chain.error} /> : <p className="hint">{t('common.loading')}</p>
  return (
    <ol className="dutychain">{chain.data.steps.map((step) => (
      <li key={step.duty} className={step.vacant ? 'vacant' : ''}><span>{say(dutyNames[step.duty])}</span>
        <b>{step.vacant ? t(step.post ? 'people.chain.empty' : 'people.chain.nobody') : step.holders.map((one) => one.name ?? say(step.post_said)).join('、')}</b>
        <small>{[step.unit_said && !unit ? say(step.unit_said) : '', step.post_said ? say(step.post_said) : ''].filter((each) => each !== '').join(' ')}</small></li>
    ))}</ol>
  )
}
