// Changing one's own password: the present one, the new one twice.
import { useMutation } from '@tanstack/react-query'
import { App, Button, Drawer, Form, Input } from 'antd'
import { useEffect } from 'react'
import { asProblem, post } from './api.ts'
import { Problems } from './ErrorState.tsx'
import { useWords } from './words.ts'

export function Password({ open, close }: { open: boolean; close: () => void }) {
  const { t, say } = useWords()
  const { message } = App.useApp()
  const [form] = Form.useForm<{ old: string; new: string; again: string }>()
  const change = useMutation({
    mutationFn: ({ old, new: fresh }: { old: string; new: string }) => post('/api/session/password', { old, new: fresh }),
    onSuccess: () => { void message.success(t('password.done')); form.resetFields(); close() },
  })
  useEffect(() => { for (const fault of change.error ? asProblem(change.error).faults : []) form.setFields([{ name: fault.path as 'old', errors: [say(fault.said)] }]) }, [change.error])
  const must = { required: true, message: t('form.required') }
  return (
    <Drawer open={open} onClose={close} title={t('password.title')} size={420} destroyOnHidden>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => change.mutate(values)} disabled={change.isPending} className="genform">
        <Form.Item name="old" label={t('password.old')} rules={[must]}><Input.Password autoComplete="current-password" maxLength={256} /></Form.Item>
        <Form.Item name="new" label={t('password.new')} extra={t('password.hint')} rules={[must, { min: 10, message: t('password.hint') }]}><Input.Password autoComplete="new-password" maxLength={256} /></Form.Item>
        <Form.Item name="again" label={t('password.again')} dependencies={['new']} rules={[must, ({ getFieldValue }) => ({ validator: async (_, value) => { if (value && value !== getFieldValue('new')) throw new Error(t('password.differ')) } })]}>
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
        <Problems error={change.error} />
        <div className="genform-end"><Button type="primary" size="large" htmlType="submit" loading={change.isPending}>{t('password.go')}</Button></div>
      </Form>
    </Drawer>
  )
}
