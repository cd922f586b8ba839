// Drafts of answers to reporters: what the desk is proposed for each outcome, for every category or one; written anew with a reason, seen as it will read, or taken back.
import { useMemo, useRef, useState } from 'react'
import { App, Button, Drawer, Input, Select } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { draftFields, fillDraft, strangeFields, type DraftField } from '#core/draft.ts'
import { ask, asProblem, newKey, post } from '#look/api.ts'
import { CategoryFinder, type Found } from '#look/form/find.tsx'
import { useMay } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { Bones, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'

interface Said { zh: string; en: string }
interface Draft { pack: string; category: string; outcome: string; what: Said | null; said: Said; shipped: Said | null; own: boolean; why: string | null; by: Said | null; at: string | null }
interface Answers { items: Draft[]; outcomes: ({ outcome: string } & Said)[] }
type Place = Pick<Draft, 'pack' | 'category' | 'outcome' | 'what'>

export function Answers() {
  const { t, lang, say } = useWords()
  const may = useMay()
  const [editing, setEditing] = useState<{ place: Place; of: Draft | undefined; from: Said }>()
  const [choosing, setChoosing] = useState(false)
  useTitle(t('answers.title'))
  const found = useQuery({ queryKey: ['pack-answers'], queryFn: () => ask<Answers>('/api/pack/answers') })
  if (found.isPending) return <div className="page"><Bones rows={8} /></div>
  if (found.isError) return <div className="page"><ErrorState error={found.error} retry={() => void found.refetch()} /></div>
  const { items, outcomes } = found.data, nameOf = (outcome: string) => say(outcomes.find((one) => one.outcome === outcome))
  const edit = (place: Place) => { const of = items.find((one) => one.pack === place.pack && one.category === place.category && one.outcome === place.outcome); setEditing({ place, of, from: of?.said ?? items.find((one) => one.category === '' && one.outcome === place.outcome)!.said }) }
  const part = (title: string, lead: string, those: Draft[]) => (
    <section className="answers-part">
      <h2>{title}</h2><p className="lead">{lead}</p>
      <ul className="answers">{those.map((one) => (
        <li key={`${one.pack}/${one.category}/${one.outcome}`}>
          <div className="answers-of"><b>{one.what ? say(one.what) : nameOf(one.outcome)}</b>{one.what && <FactChip>{nameOf(one.outcome)}</FactChip>}{one.own && <FactChip>{t('answers.own')}</FactChip>}</div>
          <div><p>{one.said.zh}</p><p className="quiet" lang="en">{one.said.en}</p>{one.at && <p className="hint">{t('answers.changed', { at: momentOf(one.at, nowMs(), lang), by: say(one.by ?? undefined), why: one.why ?? '' })}</p>}</div>
          {may('pack.change') && <Button size="small" onClick={() => edit(one)} aria-label={`${t('answers.edit')} ${one.what ? say(one.what) : ''} ${nameOf(one.outcome)}`}>{t('answers.edit')}</Button>}
        </li>
      ))}</ul>
    </section>
  )
  return (
    <div className="page">
      <header className="page-head"><h1 className="page-line phone-only">{t('answers.title')}</h1><p className="lead">{t('answers.lead')}</p>{may('pack.change') && <Button icon={<Plus size={16} aria-hidden="true" />} onClick={() => setChoosing(true)}>{t('answers.add')}</Button>}</header>
      {part(t('answers.common'), t('answers.commonLead'), items.filter((one) => one.category === ''))}
      {part(t('answers.special'), t('answers.specialLead'), items.filter((one) => one.category !== ''))}
      <Drawer open={choosing} onClose={() => setChoosing(false)} size={480} title={t('answers.add')} destroyOnHidden><Choose outcomes={outcomes} go={(place) => { setChoosing(false); edit(place) }} /></Drawer>
      <Drawer open={editing !== undefined} onClose={() => setEditing(undefined)} size={560} title={editing && `${editing.place.what ? `${say(editing.place.what)} · ` : ''}${nameOf(editing.place.outcome)}`} destroyOnHidden>{editing && <Edit key={`${editing.place.category}/${editing.place.outcome}`} {...editing} close={() => setEditing(undefined)} />}</Drawer>
    </div>
  )
}

function Choose({ outcomes, go }: { outcomes: Answers['outcomes']; go: (place: Place) => void }) {
  const { t, say } = useWords()
  const [chosen, setChosen] = useState<Found>(), [outcome, setOutcome] = useState('solved')
  return (
    <div className="answers-form">
      <label>{t('answers.category')}<CategoryFinder value={chosen} kept={chosen} choose={setChosen} label={t('answers.category')} /></label>
      <label>{t('answers.outcome')}<Select value={outcome} onChange={setOutcome} aria-label={t('answers.outcome')} options={outcomes.map((one) => ({ value: one.outcome, label: say(one) }))} /></label>
      <Button type="primary" disabled={!chosen} onClick={() => chosen && go({ pack: chosen.pack, category: chosen.category, outcome, what: { zh: chosen.zh, en: chosen.en } })}>{t('answers.write')}</Button>
    </div>
  )
}

function Edit({ place, of, from, close }: { place: Place; of: Draft | undefined; from: Said; close: () => void }) {
  const { t, say } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const key = useRef(newKey())
  const [words, setWords] = useState<Said>(from), [why, setWhy] = useState('')
  // How it will read: with this category, a place and a day of the kind a case has.
  const shown = useMemo(() => ({ zh: { what: place.what?.zh ?? '暴露垃圾', place: '学前街与望河路路口', date: '11月23日' }, en: { what: place.what?.en ?? 'Exposed waste', place: '学前街与望河路路口', date: '23 November' } }), [place])
  const save = useMutation({
    mutationFn: (given: Said | null) => post('/api/pack/answers', { ...(place.category ? { pack: place.pack, category: place.category } : {}), outcome: place.outcome, words: given, why }, { key: key.current }),
    onSuccess: () => { void message.success(t('answers.done')); void client.invalidateQueries({ queryKey: ['pack-answers'] }); void client.invalidateQueries({ queryKey: ['case'] }); close() },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey() },
  })
  const strange = [...strangeFields(words.zh), ...strangeFields(words.en)], wanting = words.zh.trim().length < 2 || words.en.trim().length < 2 || why.trim().length < 2
  const faults = save.error ? asProblem(save.error).faults : []
  const field = (lang: 'zh' | 'en') => (
    <div className="answers-lang">
      <label htmlFor={`answer-${lang}`}>{t(`answers.${lang}`)}</label>
      <Input.TextArea id={`answer-${lang}`} lang={lang} value={words[lang]} autoSize={{ minRows: 3, maxRows: 8 }} maxLength={lang === 'zh' ? 400 : 600} showCount onChange={(e) => setWords({ ...words, [lang]: e.target.value })} />
      <p className="answers-fields">{t('answers.insert')}{draftFields.map((one: DraftField) => <button key={one} type="button" className="link" onClick={() => setWords({ ...words, [lang]: `${words[lang]}{${one}}` })}>{`{${one}}`} {t(`answers.field.${one}`)}</button>)}</p>
      <p className="answers-preview" aria-live="polite"><small>{t('answers.preview')}</small>{fillDraft(words[lang], shown[lang])}</p>
    </div>
  )
  return (
    <div className="answers-form">
      {field('zh')}{field('en')}
      {strange.length > 0 && <p className="saidwrong" role="alert">{t('answers.strange', { name: strange[0] })}</p>}
      <label>{t('answers.why')}<Input value={why} maxLength={300} onChange={(e) => setWhy(e.target.value)} /></label>
      <Problems error={save.error} />{faults.map((fault) => <p key={fault.path} className="saidwrong">{say(fault.said)}</p>)}
      <div className="genform-end">
        <Button type="primary" size="large" loading={save.isPending} disabled={wanting || strange.length > 0} onClick={() => save.mutate(words)}>{t('answers.save')}</Button>
        {of?.own && <Button size="large" disabled={why.trim().length < 2 || save.isPending} onClick={() => save.mutate(null)}>{t(of.shipped ? 'answers.back' : 'answers.drop')}</Button>}
      </div>
    </div>
  )
}
