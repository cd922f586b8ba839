// The office's own settings as forms: stage limits (what runs keeps the limit it began with), how near counts as the same, doubts and re-checks.
import { useEffect, useRef } from 'react'
import { App, Button, Form, Input, InputNumber, Select } from 'antd'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { clockKinds, unitOf, type ClockKind } from '#core/clock-kind.ts'
import { ask, asProblem, newKey, post, query } from '#look/api.ts'
import { useTitle } from '#look/page.ts'
import { Bones, ErrorState, Problems } from '#look/pieces.tsx'
import { stageName } from '#look/status.ts'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'

const stages = ['accept', 'verify', 'dispatch', 'sign', 'check', 'close', 'return', 'joint', 'appeal', 'crew'] as const
type Limits = Record<(typeof stages)[number], { amount: number; kind: ClockKind }>

export function Settings() {
  const { t } = useWords()
  useTitle(t('settings.title'))
  const found = useQuery({ queryKey: ['stages'], queryFn: () => ask<Limits>('/api/settings/stages') })
  if (found.isPending) return <div className="page narrow"><Bones rows={5} /></div>
  if (found.isError) return <div className="page narrow"><ErrorState error={found.error} retry={() => void found.refetch()} /></div>
  return <div className="page narrow"><h1 className="page-line phone-only">{t('settings.title')}</h1><p className="lead">{t('settings.lead')}</p><StageForm limits={found.data} /><SimilarPart /><EvidencePart /></div>
}

function StageForm({ limits }: { limits: Limits }) {
  const { t, lang, say } = useWords()
  const nameOf = (stage: (typeof stages)[number]) => (stage === 'return' || stage === 'appeal' || stage === 'joint' || stage === 'crew' ? t(`settings.name.${stage}`) : say(stageName(stage)))
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<Limits>()
  const key = useRef(newKey())
  const save = useMutation({
    mutationFn: (values: Limits) => post<Limits>('/api/settings/stages', values, { key: key.current }),
    onSuccess: (kept) => { key.current = newKey(); client.setQueryData(['stages'], kept); void message.success(t('settings.done')) },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey() },
  })
  useEffect(() => { for (const fault of save.error ? asProblem(save.error).faults : []) form.setFields([{ name: fault.path.split('.') as never, errors: [say(fault.said)] }]) }, [save.error])
  return (
    <Form<Limits> form={form} initialValues={limits} layout="horizontal" colon={false} requiredMark={false} className="genform stages" disabled={save.isPending} onFinish={(values) => save.mutate(values)}>
      {stages.map((stage) => (
        <Form.Item key={stage} label={nameOf(stage)} extra={t(`settings.${stage}`)} labelCol={{ flex: '6em' }} labelAlign="left">
          <Form.Item name={[stage, 'amount']} noStyle rules={[{ required: true, message: t('form.required') }]}><InputNumber min={1} max={3650} precision={0} aria-label={nameOf(stage)} style={{ width: 90, marginInlineEnd: 8 }} /></Form.Item>
          <Form.Item name={[stage, 'kind']} noStyle><Select style={{ width: 180 }} aria-label={t('settings.kind')} options={clockKinds.map((value) => ({ value, label: unitOf(value)[lang] }))} /></Form.Item>
        </Form.Item>
      ))}
      <Problems error={save.error} />
      <div className="genform-end"><Button type="primary" size="large" htmlType="submit" loading={save.isPending}>{t('settings.go')}</Button></div>
    </Form>
  )
}

const parts = ['metres', 'beforeHours', 'clockMinutes', 'recheckPercent', 'recheckDays'] as const
const most: Record<Part, [number, number]> = { metres: [20, 2000], beforeHours: [1, 720], clockMinutes: [1, 120], recheckPercent: [5, 10], recheckDays: [1, 14] }
type Part = (typeof parts)[number]
function EvidencePart() {
  const { t } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const key = useRef(newKey())
  const found = useQuery({ queryKey: ['settings', 'evidence'], queryFn: () => ask<Record<Part, number>>('/api/settings/evidence') })
  const save = useMutation({
    mutationFn: (values: Record<Part, number>) => post<Record<Part, number>>('/api/settings/evidence', values, { key: key.current }),
    onSuccess: (kept) => { key.current = newKey(); client.setQueryData(['settings', 'evidence'], kept); void message.success(t('settings.evidenceDone')) },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey() },
  })
  if (found.isPending) return <Bones rows={3} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  return (
    <section className="settings-part">
      <h2>{t('settings.evidence')}</h2><p className="lead">{t('settings.evidenceLead')}</p>
      <Form<Record<Part, number>> initialValues={found.data} layout="horizontal" colon={false} requiredMark={false} className="genform stages" disabled={save.isPending} onFinish={(values) => save.mutate(values)}>
        {parts.map((part) => <Form.Item key={part} name={part} label={t(`settings.${part}`)} labelCol={{ flex: '22em' }} labelAlign="left" rules={[{ required: true, message: t('form.required') }]}><InputNumber min={most[part][0]} max={most[part][1]} precision={0} style={{ width: 110 }} /></Form.Item>)}
        <Problems error={save.error} />
        <div className="genform-end"><Button type="primary" size="large" htmlType="submit" loading={save.isPending}>{t('settings.go')}</Button></div>
      </Form>
    </section>
  )
}

const near = { metres: [5, 500, 'similarMetres'], citizenMetres: [5, 1000, 'citizenMetres'], days: [1, 90, 'similarDays'], ownerDays: [1, 365, 'ownerDays'] } as const
type Near = Record<keyof typeof near, number>
function SimilarPart() {
  const { t, lang, say } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const key = useRef(newKey())
  const [form] = Form.useForm<Near & { why: string }>()
  const metres = Form.useWatch('metres', form), days = Form.useWatch('days', form)
  const found = useQuery({ queryKey: ['settings', 'similar'], queryFn: () => ask<Near & { shipped: Near; changed: { at: string; by: { zh: string; en: string } | null; why: string } | null }>('/api/settings/similar') })
  const tried = useQuery({ queryKey: ['settings', 'similar', 'preview', metres, days], queryFn: () => ask<{ cases: number; now: number; tried: number }>('/api/settings/similar/preview' + query({ metres, days })), enabled: !!metres && !!days, placeholderData: keepPreviousData, retry: false })
  const save = useMutation({
    mutationFn: (values: Near & { why: string }) => post('/api/settings/similar', values, { key: key.current }),
    onSuccess: () => { key.current = newKey(); form.resetFields(['why']); void client.invalidateQueries({ queryKey: ['settings', 'similar'] }); void message.success(t('settings.similarDone')) },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey() },
  })
  if (found.isPending) return <Bones rows={3} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const { shipped, changed, ...now } = found.data
  return (
    <section className="settings-part">
      <h2>{t('settings.similar')}</h2><p className="lead">{t('settings.similarLead')}</p>
      <Form<Near & { why: string }> form={form} initialValues={now} layout="horizontal" colon={false} requiredMark={false} className="genform stages" disabled={save.isPending} onFinish={(values) => save.mutate(values)}>
        {(Object.keys(near) as (keyof Near)[]).map((part) => <Form.Item key={part} name={part} label={t(`settings.${near[part][2]}`)} labelCol={{ flex: '22em' }} labelAlign="left" rules={[{ required: true, message: t('form.required') }]}><InputNumber min={near[part][0]} max={near[part][1]} precision={0} style={{ width: 110 }} /></Form.Item>)}
        <p className="hint" aria-live="polite">{tried.data && t(tried.data.tried === tried.data.now ? 'settings.similarPreviewSame' : 'settings.similarPreview', tried.data)}</p>
        <Form.Item name="why" label={t('settings.similarWhy')} labelCol={{ flex: '22em' }} labelAlign="left" rules={[{ required: true, min: 2, message: t('form.required') }]}><Input maxLength={300} /></Form.Item>
        {changed && <p className="hint">{t('settings.similarChanged', { at: momentOf(changed.at, nowMs(), lang), by: say(changed.by ?? undefined), why: changed.why })}</p>}
        <Problems error={save.error} />
        <div className="genform-end"><Button type="primary" size="large" htmlType="submit" loading={save.isPending}>{t('settings.go')}</Button><Button size="large" type="text" onClick={() => form.setFieldsValue(shipped)}>{t('settings.similarShipped')}</Button></div>
      </Form>
    </section>
  )
}
