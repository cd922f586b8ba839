// What the case screens share: a row of a list, its pin, doing a verb in a side sheet, and how a list and its map stand together.
import { useEffect, useRef, useState } from 'react'
import { App, Button, Drawer } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { asProblem, newKey, post, type Problem } from '#look/api.ts'
import { Countdown } from '#look/Clock.tsx'
import { Form } from '#look/form/Form.tsx'
import type { About } from '#look/form/schema.ts'
import { Photo } from '#look/Photos.tsx'
import { FactChip, StateChip } from '#look/StateChip.tsx'
import type { Pin } from '#look/MapView.tsx'
import type { Verb } from '#look/VerbBar.tsx'
import { useWords } from '#look/words.ts'
import { asking, flagNames, type Flag } from '../life.ts'
import type { CaseDetail, CasePoint, CaseRow } from '../views.ts'

export interface Done { id: string; version: number; number: string; state: string }
type Ref = Pick<CaseDetail, 'id' | 'version' | 'number'>

/** Doing a verb: the key stays the same until the server has answered, so a retry after a lost network is not a second deed. */
export function useAct(kase: Ref, after?: (done: Done, verb: Verb) => void) {
  const client = useQueryClient()
  const key = useRef('')
  const { message } = App.useApp()
  const { say, t } = useWords()
  return useMutation<Done, Problem, { verb: Verb; values: Record<string, unknown> }>({
    mutationFn: async ({ verb, values }) => {
      key.current ||= newKey()
      try {
        const done = await post<Done>(`/api/case/${kase.id}/${verb.verb}`, values, { key: key.current, version: kase.version })
        key.current = ''
        return done
      } catch (error) {
        const problem = asProblem(error)
        if (problem.status > 0) key.current = ''
        if (problem.status === 409) void client.invalidateQueries({ queryKey: ['case', kase.id] })
        throw problem
      }
    },
    onSuccess: (done, { verb }) => {
      void message.success(verb.second ? t('verb.ordered') : `${say(verb.title)} · ${kase.number}`)
      void client.invalidateQueries({ predicate: ({ queryKey: [kind, id] }) => kind === 'pages' || kind === 'points' || kind === 'tally' || (kind === 'case' && id === kase.id) })
      after?.(done, verb)
    },
  })
}

/** Nothing to fill in: one press does it. */
export const isBare = (verb: Verb): boolean => !verb.second && Object.keys((verb.form as { properties?: object }).properties ?? {}).length === 0

/** The verb's own form in a sheet at the side. */
export function ActSheet({ kase, verb, close, after, values }: { kase: CaseDetail; verb: Verb | undefined; /** Written already. */ values?: Record<string, unknown> | undefined; close: () => void; after?: ((done: Done, verb: Verb) => void) | undefined }) {
  const { t, say, name } = useWords()
  const kept = useRef(verb)
  if (verb) kept.current = verb
  const shown = verb ?? kept.current
  const act = useAct(kase, (done, did) => { close(); after?.(done, did) })
  const [draft, setDraft] = useState<{ text: string }>()
  useEffect(() => setDraft(undefined), [verb])
  const about: About = {
    proposal: kase.proposal, under: kase.under, limit: kase.handling_limit, area: kase.area, text: [kase.title, kase.text].filter(Boolean).join(' '), ...(kase.lon !== null && kase.lat !== null ? { point: { lon: kase.lon, lat: kase.lat } } : {}), id: kase.id,
    photosNeeded: shown?.verb === 'handle' ? kase.under?.evidence.handle ?? 0 : 0,
    units: [
      ...(kase.unit ? [{ id: kase.unit, zh: kase.unit_zh ?? '', en: kase.unit_en ?? '', open: 'lead' as const }] : []),
      ...(kase.together.joint?.subtasks ?? []).filter((one) => one.unit !== kase.unit).map((one) => ({ id: one.unit, ...one.name, open: ({ asked: 'part', agreed: 'part', objected: 'objected', done: 'done', excused: 'none' } as const)[one.standing] })),
    ],
    ...(kase.category && kase.pack ? { category: { pack: kase.pack, category: kase.category, zh: kase.category_zh ?? '' } } : {}),
  }
  return (
    <Drawer open={verb !== undefined} onClose={() => { act.reset(); close() }} size={480} destroyOnHidden title={shown && say(shown.title)} className="actsheet" maskClosable={!act.isPending}>
      {shown && <>
        <p className="actsheet-of"><b>{name(kase.category_zh, kase.category_en) || kase.summary}</b> {kase.place ?? kase.area_name}</p>
        {(shown.verb === 'answer' || shown.verb === 'close') && kase.answer_draft && <p className="drafts">{t(shown.verb === 'answer' ? 'draft.label' : 'draft.take')}{([['zh', kase.answer_draft.zh], ['en', kase.answer_draft.en], ['both', `${kase.answer_draft.zh}\n${kase.answer_draft.en}`]] as const).map(([lang, text]) => <Button key={lang} size="small" onClick={() => setDraft({ text })}>{t(`draft.${lang}`)}</Button>)}</p>}
        <Form key={`${kase.id} ${shown.verb}`} fill={draft} form={shown.form} about={about} busy={act.isPending} problem={act.error} go={say(shown.title)} values={values ?? (shown.verb === 'answer' && kase.answer_draft ? { text: kase.answer_draft.zh } : undefined)} cancel={close} submit={(given) => act.mutate({ verb: shown, values: given })} />
        {act.error?.status === 409 && <p className="hint">{t('verb.stale')}</p>}
      </>}
    </Drawer>
  )
}

/** What stands beside the state; those that ask for a decision first. */
export function Flags({ of, most = 9 }: { of: readonly Flag[]; most?: number }) {
  const { say } = useWords()
  return <>{of.toSorted((a, b) => Number(asking.includes(b)) - Number(asking.includes(a))).slice(0, most).map((flag) => <FactChip key={flag}>{say(flagNames[flag])}</FactChip>)}</>
}

/** tick · photo · [what + where / why] · state · clock */
export function Row({ row, on, choose, open }: { row: CaseRow; on: boolean; choose: () => void; open: () => void }) {
  const { say, name } = useWords()
  const what = name(row.category_zh, row.category_en) || row.summary || row.number
  const where = row.place ?? row.area_name ?? ''
  // What somebody is asked to decide comes before why it lies where it lies.
  const asks = row.asked ? row.flags.filter((flag) => asking.includes(flag)).map((flag) => say(flagNames[flag])).join(' · ') : ''
  const why = asks || (row.because && ['dispatched', 'handling', 'filed'].includes(row.state) ? say(row.because.said) : what === row.summary ? '' : row.summary ?? '')
  return (
    <li className={`row ${on ? 'on' : ''}`} id={`row-${row.id}`} aria-current={on || undefined}>
      <button type="button" className="row-all" onClick={choose} onDoubleClick={open} aria-label={`${what} ${where} ${row.number}`} />
      <Photo sha256={row.photo} alt="" />
      <span className="row-text"><span className="row-what"><b>{what}</b> {where}</span><span className={`row-why ${asks ? 'asks' : ''}`} title={why}>{why || row.number}</span></span>
      <span className="row-chips"><StateChip state={row.state} /><Flags of={row.flags} most={1} /></span>
      <Countdown of={row} />
    </li>
  )
}

/** A row or a point of the map as a pin. */
export const pinOf = (p: CasePoint | CaseRow): Pin | undefined => p.lon === null || p.lat === null ? undefined : {
  id: p.id, lon: p.lon, lat: p.lat, action: p.action, number: p.number, name: p.category_zh ?? p.summary ?? p.number, state: p.state, open: p.open, warn_at: p.warn_at, due_at: p.due_at, late: p.late,
}

/** The chosen verb of a sheet, remembered while it closes. */
export function useSheet() {
  const [now, setNow] = useState<{ verb: Verb; values?: Record<string, unknown> }>()
  return { verb: now?.verb, values: now?.values, open: (verb: Verb, values?: Record<string, unknown>) => setNow({ verb, ...(values ? { values } : {}) }), close: () => setNow(undefined) }
}
