// Reporting a case: the form comes from the server's own description of the verb.
import { useRef, useState } from 'react'
import { Button, Segmented } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ask, asProblem, newKey, post, type Problem } from '#look/api.ts'
import { Form } from '#look/form/Form.tsx'
import { useMay } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { Bones, ErrorState } from '#look/pieces.tsx'
import { Mark } from '#look/Mark.tsx'
import { useWords } from '#look/words.ts'
import { usePastedChat } from './paste.tsx'
import { steps } from '../life.ts'
import type { SimilarCase } from '../views.ts'
import type { Done } from './shared.tsx'
import { SimilarNow, type Written } from './similar.tsx'

interface Described { paths: Record<string, { post?: { requestBody?: { content: Record<string, { schema: object }> } } } | undefined> }

/** What somebody in the street has at hand; who said it and the rest stand below. */
const lead = ['photos', 'point', 'text', 'category', 'placeText']
const leadFix = ['photos', 'after', 'point', 'condition', 'text', 'result', 'placeText']
const leadClip = ['outlet', 'text', 'photos', 'point', 'replyBy', 'placeText']
/** Where most reports of such a person come from: the desk answers the hotline, a unit looks after its own. */
const sourceOf = (may: (what: string) => boolean): string => (may('case.file') ? 'hotline' : may('stopwatch.place') ? 'inspection' : may('case.sign-for') || may('case.handle') ? 'unit' : 'patrol')
type Mode = 'report' | 'fix' | 'clip'
const paths: Record<Mode, string> = { report: '/api/case', fix: '/api/case/fix', clip: '/api/case/clip' }

export function Report() {
  const { t, say, lang } = useWords()
  const go = useNavigate()
  const client = useQueryClient()
  const key = useRef('')
  const [round, setRound] = useState(0)
  useTitle(t('report.title'))
  const form = useQuery({ queryKey: ['openapi', 'zh'], queryFn: () => ask<Described>('/api/openapi.json?lang=zh'), staleTime: Infinity })
  const may = useMay(), [mode, setMode] = useState<Mode>('report')
  const path = paths[mode]
  const [pasted, setPasted] = useState<{ values: Record<string, unknown>; sender: boolean; place: boolean }>()
  usePastedChat((values, what) => setPasted((before) => ({ values: what.place ? { ...before?.values, ...values } : values, ...what })))
  const filled = pasted && [t('report.pastedText'), ...(pasted.sender && mode === 'report' ? [t('report.pastedSender')] : []), ...(pasted.place ? [t('report.pastedPlace')] : [])].join(lang === 'zh' ? '、' : ', ')
  const modes = (['report', 'fix', 'clip'] as const).filter((one) => may(`case.${one}`))
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
  // Joining takes what is written so far; place and category are those of the case that stands.
  const join = useMutation<Done, Problem, { one: SimilarCase; written: Record<string, unknown> }>({
    mutationFn: async ({ one, written: { source, text, photos, contactName, contactPhone } }) => {
      key.current ||= newKey()
      try { const done = await post<Done>(`/api/case/${one.id}/join`, { source, text, photos, contactName, contactPhone }, { key: key.current, version: one.version }); key.current = ''; return done } catch (error) {
        const problem = asProblem(error)
        if (problem.status > 0) key.current = ''
        if (problem.status === 409) void client.invalidateQueries({ queryKey: ['similar'] })
        throw problem
      }
    },
    onSuccess: (done) => void client.invalidateQueries({ predicate: ({ queryKey: [kind, id] }) => kind === 'pages' || kind === 'similar' || (kind === 'case' && id === done.id) }),
  })
  const done = make.data ?? join.data
  if (done) {
    return (
      <div className="page narrow"><div className="finished"><Mark size={56} /><div><h1>{t(join.data ? 'one.joined' : mode === 'fix' ? 'report.fixed' : 'report.done', { number: done.number })}</h1>
        <p><Button type="primary" size="large" onClick={() => void go({ to: `/cases/${done.id}` })}>{t('report.open')}</Button> <Button size="large" onClick={() => { setRound(round + 1); setPasted(undefined); make.reset(); join.reset() }}>{t('report.another')}</Button></p>
      </div></div></div>
    )
  }
  return (
    <div className="page report">
      <h1 className="page-line phone-only">{t('report.title')}</h1><p className="lead">{t(mode === 'fix' ? 'report.fixLead' : mode === 'clip' ? 'report.clipLead' : 'report.lead')}{mode === 'report' && `${lang === 'zh' ? '' : ' '}${t('report.pasteHint')}`}</p>
      {modes.length > 1 && <Segmented<Mode> className="report-mode" value={mode} onChange={(next) => { setMode(next); make.reset() }} options={modes.map((one) => ({ value: one, label: say(steps[one].title) }))} />}
      {filled && <p className="pasted" role="status">{t('report.pasted', { what: filled })}</p>}
      {form.isPending ? <Bones rows={7} /> : form.isError ? <ErrorState error={form.error} retry={() => void form.refetch()} />
        : <Form wide lead={mode === 'fix' ? leadFix : mode === 'clip' ? leadClip : lead} key={`${mode}${round}`} fill={pasted?.values} form={schema ?? {}} busy={make.isPending || join.isPending} problem={make.error ?? join.error} go={mode === 'report' ? t('report.go') : say(steps[mode].title)} values={mode === 'clip' ? {} : { source: sourceOf(may) }} submit={(values) => { join.reset(); make.mutate(values) }}
          {...(mode === 'report' ? { known: (written: Record<string, unknown>) => <SimilarNow written={written as Written} busy={make.isPending || join.isPending} join={(one) => { make.reset(); join.mutate({ one, written }) }} /> } : {})} />}
    </div>
  )
}
