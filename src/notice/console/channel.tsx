// The forms of one channel: its settings, its rules, a test.
import { useEffect } from 'react'
import { Button, Form, Input, Select, Switch } from 'antd'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus, Send, Trash2 } from 'lucide-react'
import { ask, asProblem, post } from '#look/api.ts'
import { useMay, useUnits } from '#look/live.ts'
import { Problems } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { channelFields, channelKinds, channelNames, noticeKinds, noticeNames, reporterRole, type ChannelKind } from '../words.ts'
import type { Channel } from './notices.tsx'

interface Values { kind: ChannelKind; name: string; active: boolean; fields: Record<string, string> }
/** Empty fields are not sent: an empty secret means "as it is". */
const filled = (fields: Record<string, string | undefined> = {}) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value.trim() !== ''))

export function ChannelForm({ channel, save, done }: { channel?: Channel | undefined; save: (body: object) => Promise<unknown>; done: () => void }) {
  const { t, say, name } = useWords()
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form) ?? channel?.kind
  const send = useMutation({ mutationFn: ({ kind: k, name: called, active, fields }: Values) => save({ ...(channel ? { active } : { kind: k }), name: called, fields: filled(fields) }), onSuccess: done })
  useEffect(() => { for (const fault of send.error ? asProblem(send.error).faults : []) form.setFields([{ name: fault.path.split('.') as never, errors: [say(fault.said)] }]) }, [send.error])
  const must = [{ required: true, message: t('form.required') }]
  return (
    <Form form={form} layout="vertical" requiredMark={false} className="genform" disabled={send.isPending} initialValues={{ kind: channel?.kind, name: channel?.name, active: channel?.active ?? true, fields: channel?.settings ?? {} }} onFinish={(values) => send.mutate(values)}>
      {!channel && <Form.Item name="kind" label={t('notices.kind')} rules={must}><Select options={channelKinds.map((value) => ({ value, label: say(channelNames[value]) }))} /></Form.Item>}
      <Form.Item name="name" label={t('notices.name')} rules={must}><Input maxLength={60} autoComplete="off" /></Form.Item>
      {kind && channelFields[kind].map((about) => (
        <Form.Item key={about.name} name={['fields', about.name]} label={name(about.zh, about.en)} rules={about.needed && !(about.secret && channel?.has_secret) ? must : []} extra={about.secret && channel?.has_secret ? t('notices.secretKept') : say(about.hint)}>
          {about.secret ? <Input.Password autoComplete="new-password" maxLength={500} /> : about.name === 'security' ? <Select options={['tls', 'starttls', 'none'].map((value) => ({ value, label: value }))} /> : about.name === 'body' ? <Input.TextArea autoSize maxLength={2000} /> : <Input autoComplete="off" maxLength={500} />}
        </Form.Item>
      ))}
      {channel && <Form.Item name="active" label={t('notices.active')} valuePropName="checked"><Switch /></Form.Item>}
      <Problems error={send.error} />
      <div className="genform-end"><Button type="primary" size="large" htmlType="submit" loading={send.isPending}>{t('notices.save')}</Button></div>
    </Form>
  )
}

interface RuleValues { rules: { id?: string; kinds?: string[]; unit?: string; role?: string; lang: 'zh' | 'en'; address?: string }[] }
export function RulesForm({ channel, done }: { channel: Channel; done: () => void }) {
  const { t, say, name } = useWords()
  const [form] = Form.useForm<RuleValues>()
  const units = useUnits(), may = useMay()
  const roles = useQuery({ queryKey: ['account'], queryFn: () => ask<{ roles?: { code: string; zh: string; en: string }[] }>('/api/account'), enabled: may('account.list') })
  const addressed = channel.kind === 'smtp' || channel.kind === 'sms'
  // By the rule itself: once one is removed, places in the list name others.
  const keptAt = (n: number) => { const address = channel.rules.find(({ id }) => id === form.getFieldValue(['rules', n, 'id']))?.address; return address ? t('notices.addressKept', { address }) : undefined }
  const send = useMutation({
    mutationFn: ({ rules }: RuleValues) => post(`/api/notice/channel/${channel.id}/rules`, { rules: rules.map(({ id, kinds, unit, role, lang, address }) => ({ ...(id ? { id } : {}), kinds: kinds ?? [], unit: unit ?? null, role: role?.trim() || null, lang, ...(address?.trim() ? { address: address.trim() } : {}) })) }),
    onSuccess: done,
  })
  useEffect(() => { for (const fault of send.error ? asProblem(send.error).faults : []) { const [, n, field] = fault.path.split('.'); form.setFields([{ name: ['rules', Number(n), field] as never, errors: [say(fault.said)] }]) } }, [send.error])
  return (
    <Form form={form} layout="vertical" requiredMark={false} className="genform" disabled={send.isPending} initialValues={{ rules: channel.rules.map((rule) => ({ ...rule, unit: rule.unit ?? undefined, role: rule.role ?? undefined, address: undefined })) }} onFinish={(values) => send.mutate(values)}>
      <p className="lead">{t(addressed ? (channel.kind === 'sms' ? 'notices.rulesSms' : 'notices.rulesMail') : 'notices.rulesLead')}</p>
      <Form.List name="rules">{(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name: n }) => (
            <fieldset key={key} className="rule">
              <Form.Item name={[n, 'id']} hidden><Input /></Form.Item>
              <Form.Item name={[n, 'kinds']} label={t('notices.about')}><Select mode="multiple" allowClear placeholder={t('notices.everything')} options={noticeKinds.map((value) => ({ value, label: say(noticeNames[value]) }))} /></Form.Item>
              <Form.Item name={[n, 'unit']} label={t('notices.unit')}><Select allowClear placeholder={t('notices.everybody')} showSearch={{ optionFilterProp: 'label' }} options={(units.data?.items ?? []).map((u) => ({ value: u.id, label: name(u.zh, u.en) }))} /></Form.Item>
              {roles.data?.roles ? <Form.Item name={[n, 'role']} label={t('notices.role')}><Select allowClear placeholder={t('notices.everyRole')} options={[...roles.data.roles, reporterRole].map((r) => ({ value: r.code, label: name(r.zh, r.en) }))} /></Form.Item>
                // A role that this person may not choose stays as it is.
                : <Form.Item name={[n, 'role']} hidden><Input /></Form.Item>}
              {addressed && <Form.Item name={[n, 'address']} label={t(channel.kind === 'sms' ? 'notices.phone' : 'notices.mail')} extra={keptAt(n)}><Input autoComplete="off" maxLength={200} /></Form.Item>}
              <Form.Item name={[n, 'lang']} label={t('notices.lang')}><Select options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }]} /></Form.Item>
              <Button size="small" type="text" icon={<Trash2 size={14} />} onClick={() => remove(n)}>{t('notices.removeRule')}</Button>
            </fieldset>
          ))}
          <Button block icon={<Plus size={16} />} onClick={() => add({ lang: 'zh' })}>{t('notices.addRule')}</Button>
        </>
      )}</Form.List>
      <Problems error={send.error} />
      <div className="genform-end"><Button type="primary" size="large" htmlType="submit" loading={send.isPending}>{t('notices.save')}</Button></div>
    </Form>
  )
}

export function TestForm({ channel }: { channel: Channel }) {
  const { t, say } = useWords()
  const [form] = Form.useForm<{ address?: string }>()
  const send = useMutation({ mutationFn: ({ address }: { address?: string }) => post<{ ms: number }>(`/api/notice/channel/${channel.id}/test`, address ? { address } : {}) })
  useEffect(() => { for (const fault of send.error ? asProblem(send.error).faults : []) form.setFields([{ name: 'address', errors: [say(fault.said)] }]) }, [send.error])
  return (
    <Form form={form} layout="vertical" requiredMark={false} className="genform" onFinish={(values) => send.mutate(values)}>
      <p className="lead">{t('notices.testLead')}</p>
      {(channel.kind === 'smtp' || channel.kind === 'sms') && <Form.Item name="address" label={t(channel.kind === 'sms' ? 'notices.phone' : 'notices.mail')} rules={[{ required: true, message: t('form.required') }]}><Input autoComplete="off" maxLength={200} /></Form.Item>}
      <Problems error={send.error} />
      {send.data && <p className="verdict good" role="status">{t('notices.tested', { ms: send.data.ms })}</p>}
      <div className="genform-end"><Button type="primary" size="large" icon={<Send size={16} />} htmlType="submit" loading={send.isPending}>{t('notices.test')}</Button></div>
    </Form>
  )
}
