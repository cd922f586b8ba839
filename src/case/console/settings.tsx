// The office's own stage limits as a form: how long each stage may take; what runs keeps the limit it began with.
import { useEffect, useRef } from 'react'
import { App, Button, Form, InputNumber, Select } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { clockKinds, unitOf, type ClockKind } from '#core/clock-kind.ts'
import { ask, asProblem, newKey, post } from '#look/api.ts'
import { useTitle } from '#look/page.ts'
import { Bones, ErrorState, Problems } from '#look/pieces.tsx'
import { stageName } from '#look/status.ts'
import { useWords } from '#look/words.ts'

type Limits = Record<'accept' | 'dispatch' | 'sign' | 'check' | 'close', { amount: number; kind: ClockKind }>
const stages = ['accept', 'dispatch', 'sign', 'check', 'close'] as const

export function Settings() {
  const { t } = useWords()
  useTitle(t('settings.title'))
  const found = useQuery({ queryKey: ['stages'], queryFn: () => ask<Limits>('/api/settings/stages') })
  if (found.isPending) return <div className="page narrow"><Bones rows={5} /></div>
  if (found.isError) return <div className="page narrow"><ErrorState error={found.error} retry={() => void found.refetch()} /></div>
  return <div className="page narrow"><h1 className="page-line phone-only">{t('settings.title')}</h1><p className="lead">{t('settings.lead')}</p><StageForm limits={found.data} /></div>
}

function StageForm({ limits }: { limits: Limits }) {
  const { t, lang, say } = useWords()
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
        <Form.Item key={stage} label={say(stageName(stage))} extra={t(`settings.${stage}`)} labelCol={{ flex: '6em' }} labelAlign="left">
          <Form.Item name={[stage, 'amount']} noStyle rules={[{ required: true, message: t('form.required') }]}><InputNumber min={1} max={3650} precision={0} aria-label={say(stageName(stage))} style={{ width: 90, marginInlineEnd: 8 }} /></Form.Item>
          <Form.Item name={[stage, 'kind']} noStyle><Select style={{ width: 180 }} aria-label={t('settings.kind')} options={clockKinds.map((value) => ({ value, label: unitOf(value)[lang] }))} /></Form.Item>
        </Form.Item>
      ))}
      <Problems error={save.error} />
      <div className="genform-end"><Button type="primary" size="large" htmlType="submit" loading={save.isPending}>{t('settings.go')}</Button></div>
    </Form>
  )
}
