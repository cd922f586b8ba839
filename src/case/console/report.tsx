// Reporting a case: the form comes from the server's own description of the verb.
import { useRef, useState } from 'react'
import { Button, Segmented } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ask, asProblem, newKey, post, type Problem } from '#look/api.ts'
import { Form } from '#look/form/Form.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, ErrorState } from '#look/pieces.tsx'
import { Mark } from '#look/Mark.tsx'
import { useMay } from '#look/live.ts'
import { useWords } from '#look/words.ts'
import { usePastedChat } from './paste.tsx'
import type { Done } from './shared.tsx'

interface Described { paths: Record<string, { post?: { requestBody?: { content: Record<string, { schema: object }> } } } | undefined> }

/** What somebody in the street has at hand; who said it and the rest stand below. */
const lead = ['photos', 'point', 'text', 'category', 'placeText', 'outlet']

export function Report() {
  const { t, lang } = useWords()
  const go = useNavigate()
  const client = useQueryClient()
  const key = useRef('')
  const [round, setRound] = useState(0)
  useTitle(t('report.title'))
  const form = useQuery({ queryKey: ['openapi', 'zh'], queryFn: () => ask<Described>('/api/openapi.json?lang=zh'), staleTime: Infinity })
  const may = useMay()
  const [clip, setClip] = useState(false)
  const path = clip ? '/api/case/clip' : '/api/case'
  const [pasted, setPasted] = useState<{ values: Record<string, unknown>; sender: boolean; place: boolean }>()
  usePastedChat((values, what) => setPasted((before) => ({ values: what.place ? { ...before?.values, ...values } : values, ...what })))
  const filled = pasted && [t('report.pastedText'), ...(pasted.sender && !clip ? [t('report.pastedSender')] : []), ...(pasted.place ? [t('report.pastedPlace')] : [])].join(lang === 'zh' ? '、' : ', ')
  const schema = form.data?.paths[path]?.post?.requestBody?.content['application/json']?.schema
  const make = useMutation<Done, Problem, Record<string, unknown>>({
    mutationFn: async (values) => {
      key.current ||= newKey()
      try { const done = await post<Done>(path, values, { key: key.current }); key.current = ''; return done } catch (error) {
        const problem = asProblem(error)
        if (problem.status > 0) key.current = ''
        throw problem
      }
    },
    onSuccess: () => void client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'pages' || kind === 'points' || kind === 'tally' }),
  })
  if (make.data) {
    return (
      <div className="page narrow"><div className="finished"><Mark size={56} /><div><h1>{t('report.done', { number: make.data.number })}</h1>
        <p><Button type="primary" size="large" onClick={() => void go({ to: `/cases/${make.data.id}` })}>{t('report.open')}</Button> <Button size="large" onClick={() => { setRound(round + 1); setPasted(undefined); make.reset() }}>{t('report.another')}</Button></p>
      </div></div></div>
    )
  }
  return (
    <div className="page report">
      <h1 className="page-line phone-only">{t('report.title')}</h1><p className="lead">{t('report.lead')} {t('report.pasteHint')}</p>
      {may('case.clip') && <div className="report-kind"><Segmented value={clip ? 'clip' : 'own'} onChange={(chosen) => { setClip(chosen === 'clip'); make.reset() }} options={[{ value: 'own', label: t('report.own') }, { value: 'clip', label: t('report.clip') }]} /></div>}
      {filled && <p className="pasted" role="status">{t('report.pasted', { what: filled })}</p>}
      {form.isPending ? <Bones rows={7} /> : form.isError ? <ErrorState error={form.error} retry={() => void form.refetch()} />
        : <Form wide lead={lead} key={`${round} ${path}`} fill={pasted?.values} form={schema ?? {}} busy={make.isPending} problem={make.error} go={t('report.go')} values={clip ? {} : { source: 'patrol' }} submit={(values) => make.mutate(values)} />}
    </div>
  )
}
