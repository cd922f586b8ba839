// The district's own layer over a pack: limits, units and what is switched off, tried before it is installed; its versions, to go back to.
import { useMemo, useRef, useState } from 'react'
import { App, Button, Input, Popconfirm } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { ask, asProblem, newKey, post, query, type Problem } from '#look/api.ts'
import { PlaceList } from '#look/FileDrop.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, Card, ErrorState, Problems } from '#look/pieces.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import type { Change, Overlay, OverlayCategory } from '../overlay.ts'
import type { PackContent } from '../words.ts'
import { EditCategory, type Value } from './edit-category.tsx'

interface Effective { pack: string; version: number; base_version: number; content: PackContent; overlay: Overlay; values: Value[] }
interface Done { dry_run: boolean; version: number | null; changes: Change[]; gone: string[]; faults: { path: string; said: { zh: string; en: string } }[] }
interface Whole { version: number; versions: { version: number; source: string; installed_at: string; by: { zh: string; en: string } | null; why: string | null }[] }
const SHOWN = 40

export function EditPack() {
  const { pack } = useParams({ strict: false }) as { pack: string }
  const found = useQuery({ queryKey: ['pack', pack, 'effective'], queryFn: () => ask<Effective>(`/api/pack/${encodeURIComponent(pack)}/effective`) })
  const base = useQuery({ queryKey: ['pack', pack, 'version', found.data?.base_version], queryFn: () => ask<{ content: PackContent }>(`/api/pack/${encodeURIComponent(pack)}` + query({ version: found.data!.base_version })), enabled: found.data !== undefined })
  if (found.isPending || (found.data && base.isPending)) return <div className="editpack"><Bones rows={8} /></div>
  if (found.isError || base.isError || !base.data) return <div className="editpack"><ErrorState error={found.error ?? base.error} retry={() => { void found.refetch(); void base.refetch() }} /></div>
  return <Editor key={`${pack} ${found.data.version}`} of={found.data} base={base.data.content} />
}

function Editor({ of, base }: { of: Effective; base: PackContent }) {
  const { t, lang, name, say } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const key = useRef('')
  const [overlay, setOverlay] = useState<Overlay>(of.overlay)
  const [why, setWhy] = useState('')
  const reasoned = why.trim().length >= 2
  const [words, setWords] = useState('')
  const [most, setMost] = useState(SHOWN)
  const whole = useQuery({ queryKey: ['pack', of.pack, undefined], queryFn: () => ask<Whole>(`/api/pack/${encodeURIComponent(of.pack)}`) })
  const open = useQuery({ queryKey: ['pack', of.pack, 'open'], queryFn: () => ask<{ items: { version: number; n: number }[] }>('/api/case/filed-under' + query({ pack: of.pack })), retry: false })
  useTitle(t('rules.change'))
  const after = (done: Done) => { void message.success(t('rules.done', { n: done.version ?? 0 })); void client.invalidateQueries({ queryKey: ['pack'] }) }
  const trial = useMutation<Done, Problem, Overlay>({ mutationFn: (given) => post<Done>(`/api/pack/${of.pack}/change`, { seen: of.version, overlay: given, why: reasoned ? why : t('rules.tryIt'), dry_run: true }, { key: newKey() }) })
  const install = useMutation<Done, Problem, void>({
    mutationFn: async () => { key.current ||= newKey(); try { return await post<Done>(`/api/pack/${of.pack}/change`, { seen: of.version, overlay, why }, { key: key.current }) } catch (error) { const problem = asProblem(error); if (problem.status > 0) key.current = ''; throw problem } },
    onSuccess: after,
  })
  const restore = useMutation<Done, Problem, number>({ mutationFn: (version) => post<Done>(`/api/pack/${of.pack}/restore`, { seen: of.version, version, why: reasoned ? why : t('rules.restore') }, { key: newKey() }), onSuccess: after })
  const put = (next: OverlayCategory | undefined, code: string) => {
    const rest = overlay.categories.filter((each) => each.code !== code)
    setOverlay({ ...overlay, categories: next ? [...rest, next] : rest }); trial.reset(); key.current = ''
  }
  const shown = useMemo(() => { const w = words.trim().toLowerCase(); return base.categories.filter((c) => !w || `${c.title.zh} ${c.title.en} ${c.code}`.toLowerCase().includes(w)) }, [base, words])
  const touched = (open.data?.items ?? []).reduce((n, each) => n + each.n, 0)
  const done = trial.data
  const source = (each: Whole['versions'][number]) => (each.source === 'shipped' ? t('rules.shipped') : each.source === 'district' ? each.by ? t('rules.by', { who: say(each.by) }) : t('rules.district') : each.source === 'carried over' ? t('rules.carried') : `${t('rules.sheet')} ${each.source}`)

  return (
    <div className="editpack">
      <Link to={`/packs/${of.pack}`} className="link"><ChevronLeft size={16} aria-hidden="true" />{name(base.title.zh, base.title.en)}</Link>
      <h1>{t('rules.title', { name: name(base.title.zh, base.title.en) })}</h1>
      <p className="lead">{t('rules.lead')}</p>
      <div className="trial-tools"><Input allowClear value={words} onChange={(e) => { setWords(e.target.value); setMost(SHOWN) }} placeholder={t('rules.find')} aria-label={t('rules.find')} style={{ maxWidth: 320 }} /><span className="quiet">{t('rules.form')}</span></div>
      {shown.slice(0, most).map((category) => <EditCategory key={category.code} base={category} mine={overlay.categories.find((each) => each.code === category.code)} values={of.values.filter((v) => v.category === category.code)} put={(next) => put(next, category.code)} />)}
      {shown.length > most && <button type="button" className="link" onClick={() => setMost(most + 100)}>{t('rules.more', { n: shown.length - most })}</button>}
      <div className="editbar">
        <div className="editbar-row">
          <Input value={why} onChange={(e) => setWhy(e.target.value)} maxLength={300} placeholder={t('rules.whyHint')} aria-label={t('rules.why')} />
          <Button size="large" loading={trial.isPending} onClick={() => trial.mutate(overlay)}>{t('rules.tryIt')}</Button>
          <Button size="large" type="primary" disabled={!done || done.changes.length === 0 || done.faults.length > 0 || !reasoned} loading={install.isPending} onClick={() => install.mutate()}>{t('rules.install')}</Button>
        </div>
        {done && done.changes.length > 0 && done.faults.length === 0 && !reasoned && <p className="hint">{t('rules.whyFirst')}</p>}
        <Problems error={trial.error ?? install.error ?? restore.error} />
        {done && (
          <div aria-live="polite">
            {done.faults.length > 0 && <PlaceList title={t('rules.faults')} items={done.faults} />}
            <p><b>{done.changes.length === 0 ? t('rules.same') : t('rules.changedN', { n: done.changes.length })}</b> <span className="hint">{touched > 0 ? t('rules.open', { n: touched }) : t('rules.openNone')}</span></p>
            <ul className="difflist">{done.changes.map((each) => <li key={`${each.category} ${each.condition} ${each.field}`}><span>{name(each.zh, each.en)}{each.condition && <small> {each.condition}</small>}</span><span className="quiet">{t(`rules.field.${each.field}`)}</span><del>{say(each.before)}</del><ins>{say(each.after)}</ins></li>)}</ul>
          </div>
        )}
      </div>
      <Card title={t('rules.history')} side={whole.data?.versions.length}>
        <ul className="versions">{(whole.data?.versions ?? []).map((each) => (
          <li key={each.version}><b>{t('packs.version', { n: each.version })}</b><span>{source(each)} · {momentOf(each.installed_at, nowMs(), lang)}{each.why && <small>{each.why}</small>}</span>
            {each.version === of.version ? <em className="quiet">{t('packs.inUse')}</em> : <Popconfirm title={t('rules.restoreAsk', { n: each.version })} onConfirm={() => restore.mutate(each.version)} okText={t('rules.restore')} cancelText={t('common.cancel')}><Button size="small">{t('rules.restore')}</Button></Popconfirm>}</li>
        ))}</ul>
      </Card>
    </div>
  )
}
