// What the messages say: one template a kind and language, with named fields, seen before it is kept.
import { useEffect, useState } from 'react'
import { App, Button, Form, Input, Select } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask, asProblem, post } from '#look/api.ts'
import { Bones, Card, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { useWords } from '#look/words.ts'
import { noticeKinds, noticeNames, templateFields } from '../words.ts'

interface Written { kind: string; lang: 'zh' | 'en'; subject: string; body: string; own: boolean }

export function Templates() {
  const { t, say } = useWords()
  const [kind, setKind] = useState<string>(noticeKinds[0]!), [lang, setLang] = useState<'zh' | 'en'>('zh')
  const found = useQuery({ queryKey: ['notice-template'], queryFn: () => ask<{ items: Written[] }>('/api/notice/template') })
  if (found.isPending) return <Bones rows={4} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const one = found.data.items.find((item) => item.kind === kind && item.lang === lang)!
  return (
    <div className="template">
      <div className="result-next">
        <Select aria-label={t('notices.about')} value={kind} onChange={setKind} style={{ minWidth: 180 }} options={noticeKinds.map((value) => ({ value, label: say(noticeNames[value]) }))} />
        <Select aria-label={t('notices.lang')} value={lang} onChange={setLang} options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }]} />
        <FactChip>{t(one.own ? 'notices.own' : 'notices.shipped')}</FactChip>
      </div>
      <Edit key={`${kind}${lang}${one.own}`} one={one} />
    </div>
  )
}

function Edit({ one }: { one: Written }) {
  const { t, say } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<{ subject: string; body: string }>()
  const [text, setText] = useState({ subject: one.subject, body: one.body })
  const body = { kind: one.kind, lang: one.lang, ...text }
  const shown = useQuery({ queryKey: ['notice-preview', body], queryFn: ({ signal }) => post<{ subject: string; body: string }>('/api/notice/template/preview', body, { signal }), retry: false })
  const save = useMutation({ mutationFn: (put: object) => post('/api/notice/template', { ...body, ...put }), onSuccess: () => { void client.invalidateQueries({ queryKey: ['notice-template'] }); void message.success(t('notices.saved')) } })
  const wrong = shown.error ?? save.error
  useEffect(() => {
    for (const name of ['subject', 'body'] as const) form.setFields([{ name, errors: wrong ? asProblem(wrong).faults.filter((fault) => fault.path === name).map((fault) => say(fault.said)) : [] }])
  }, [wrong])
  const put = (name: string) => setText((before) => { const next = { ...before, body: `${before.body}{${name}}` }; form.setFieldsValue(next); return next })
  return (
    <div className="template-two">
      <Form form={form} layout="vertical" requiredMark={false} initialValues={one} onValuesChange={(_, values) => setText({ subject: values.subject ?? '', body: values.body ?? '' })} onFinish={() => save.mutate({})}>
        <Form.Item name="subject" label={t('notices.subject')}><Input maxLength={120} /></Form.Item>
        <Form.Item name="body" label={t('notices.body')}><Input.TextArea autoSize={{ minRows: 5, maxRows: 14 }} maxLength={1000} /></Form.Item>
        <div className="fields" role="group" aria-label={t('notices.fields')}>{Object.entries(templateFields).map(([name, said]) => <Button key={name} size="small" title={say(said)} onClick={() => put(name)}>{`{${name}}`}</Button>)}</div>
        <Problems error={save.error} />
        <div className="result-next genform-end"><Button type="primary" htmlType="submit" loading={save.isPending} disabled={shown.isError}>{t('notices.save')}</Button>{one.own && <Button onClick={() => save.mutate({ subject: '', body: '' })}>{t('notices.reset')}</Button>}</div>
      </Form>
      <Card title={t('notices.preview')}>{shown.data ? <><b>{shown.data.subject}</b><p className="previewed">{shown.data.body}</p></> : shown.isError ? <p className="quiet">{say(asProblem(shown.error).said)}</p> : <Bones rows={2} />}</Card>
    </div>
  )
}
