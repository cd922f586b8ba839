// The district's rules of signing in, for the security administrator: who needs a second factor, how long a session lasts, the limits.
import { useEffect } from 'react'
import { App, Button, Form, InputNumber, Select } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask, post } from '#look/api.ts'
import { Card, Problems } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'

interface Set { factorFor: string[]; idleMinutes: number; adminIdleMinutes: number; absoluteHours: number; limits: Record<string, number> | null }
export function Rules() {
  const { t, name } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<Set>()
  const rules = useQuery({ queryKey: ['rules'], queryFn: () => ask<Set>('/api/security') })
  const roles = useQuery({ queryKey: ['account'], queryFn: () => ask<{ roles: { code: string; zh: string; en: string }[] }>('/api/account') })
  const save = useMutation({ mutationFn: (set: Set) => post('/api/security', { ...set }), onSuccess: () => { void message.success(t('sec.saved')); void client.invalidateQueries({ queryKey: ['rules'] }) } })
  useEffect(() => { if (rules.data) form.setFieldsValue(rules.data) }, [rules.data, form])
  const kinds = ['sign-in', 'anonymous', 'reads', 'writes', 'uploads', 'exports'] as const
  return (
    <Card title={t('sec.rules')}>
      <p className="hint">{t('sec.rulesLead')}</p>
      <Form form={form} layout="vertical" requiredMark={false} className="genform" onFinish={(set) => save.mutate(set)} disabled={save.isPending}>
        <Form.Item name="factorFor" label={t('sec.factorFor')}><Select mode="multiple" options={(roles.data?.roles ?? []).map((role) => ({ value: role.code, label: name(role.zh, role.en) }))} /></Form.Item>
        <div className="genform-two">
          <Form.Item name="idleMinutes" label={t('sec.idle')}><InputNumber min={5} max={10080} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="adminIdleMinutes" label={t('sec.adminIdle')}><InputNumber min={5} max={1440} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="absoluteHours" label={t('sec.absolute')}><InputNumber min={1} max={2160} style={{ width: '100%' }} /></Form.Item>
        </div>
        <p className="hint">{t('sec.limits')}: {rules.data?.limits ? kinds.map((kind) => `${t(`sec.limitKind.${kind}`)} ${rules.data.limits![kind]}`).join(' · ') : t('sec.limitsOff')}</p>
        <Problems error={save.error} />
        <div className="genform-end"><Button type="primary" htmlType="submit" loading={save.isPending}>{t('acct.save')}</Button></div>
      </Form>
    </Card>
  )
}
