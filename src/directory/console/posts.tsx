// Posts and who holds them: appointed and dismissed here, by days that may lie ahead; the vacant ones can be seen alone.
import { useState } from 'react'
import { Button, Drawer, Input, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Plus, Search } from 'lucide-react'
import { dayIn } from '#core/day.ts'
import { ask } from '#look/api.ts'
import { useMay, usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { duties, dutyNames, oneSeat, type Duty } from '../words.ts'
import { Days, FormSheet, Tabs, type Field, type Holder } from './shared.tsx'
import { useSettled } from './unit-list.tsx'

interface Post { id: string; code: string; zh: string; en: string; duty: Duty; unit: string; unit_zh: string; unit_en: string; area: string | null; area_name: string | null; valid_from: string | null; valid_to: string | null; mine: boolean; holders: Holder[] }

export function Posts() {
  const { t } = useWords()
  const given = useSearch({ strict: false }) as { q?: string }
  useTitle(t('people.post.title'))
  return <div className="withtabs"><Tabs /><div className="page"><PostTable words={given.q} /></div></div>
}
/** All posts, or those of one unit. */
export function PostTable({ unit, words: begun }: { unit?: string; words?: string | undefined }) {
  const { t, say, name } = useWords()
  const may = useMay()
  const [words, setWords] = useState(begun ?? '')
  const [duty, setDuty] = useState<string>()
  const [vacant, setVacant] = useState(false)
  const [doing, setDoing] = useState<{ act: 'make' | 'change' | 'appoint' | 'dismiss' | 'history'; post?: Post; holder?: Holder }>()
  const q = useSettled(words)
  const list = usePages<Post>('/api/post', { q, duty, vacant: vacant || undefined, unit })
  const close = () => setDoing(undefined)
  const today = dayIn(new Date(nowMs()))
  return (
    <>
      <div className="toolline">
        <Input prefix={<Search size={15} aria-hidden="true" />} allowClear value={words} onChange={(e) => setWords(e.target.value)} placeholder={t('people.post.search')} aria-label={t('people.post.search')} />
        <Select className={`filter ${duty ? 'on' : ''}`} allowClear value={duty ?? null} placeholder={t('people.post.duty')} aria-label={t('people.post.duty')} popupMatchSelectWidth={false} options={duties.map((value) => ({ value, label: say(dutyNames[value]) }))} onChange={(v: string | null) => setDuty(v ?? undefined)} />
        <button type="button" className={`pill ${vacant ? 'on' : ''}`} aria-pressed={vacant} onClick={() => setVacant(!vacant)}>{t('people.post.vacantOnly')}</button>
        {may('directory.edit') && <span className="end"><Button type={unit ? 'default' : 'primary'} icon={<Plus size={16} />} onClick={() => setDoing({ act: 'make' })}>{t('people.post.make')}</Button></span>}
      </div>
      {list.isPending ? <Bones rows={unit ? 3 : 10} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.items.length === 0 ? <EmptyState title={unit && !q ? t('people.unit.noPosts') : t('people.post.none')} next={unit && !q ? t('people.unit.noPostsNext') : t('people.post.noneNext')} /> : (
        <div className="tablewrap stack"><table className="table">
          <thead><tr><th scope="col">{t('people.post.title')}</th><th scope="col">{t('people.post.duties')}</th>{!unit && <th scope="col">{t('people.post.unit')}</th>}<th scope="col">{t('people.post.where')}</th><th scope="col">{t('people.post.holder')}</th><td /></tr></thead>
          <tbody>{list.items.map((p) => {
            const over = p.valid_to !== null && p.valid_to < today
            return (
              <tr key={p.id} className={over ? 'off' : ''}>
                <th scope="row">{name(p.zh, p.en)} {over && <FactChip>{t('people.post.ended')}</FactChip>}</th><td data-head={t('people.post.duties')}>{say(dutyNames[p.duty])}</td>
                {!unit && <td data-head={t('people.post.unit')}><Link to="/units/one/$id" params={{ id: p.unit }}>{name(p.unit_zh, p.unit_en)}</Link></td>}
                <td data-head={t('people.post.where')}>{p.area_name ?? ''}</td>
                <td data-head={t('people.post.holder')}>{p.holders.length === 0 ? <span className="vacant">{t('people.vacant')}</span> : p.holders.map((h) => <span key={h.id}>{h.name ?? <i className="quiet">{t('people.hidden')}</i>} <small><Days from={h.from} to={h.to} /></small></span>)}</td>
                <td className="end"><span className="acts">
                  {p.mine && !over && !(oneSeat(p.duty) && p.holders.some((h) => h.to === null)) && <Button size="small" type={p.holders.length === 0 ? 'primary' : 'default'} ghost={p.holders.length === 0} onClick={() => setDoing({ act: 'appoint', post: p })}>{t('people.post.appoint')}</Button>}
                  {p.mine && p.holders[0] && <Button size="small" onClick={() => setDoing({ act: 'dismiss', post: p, holder: p.holders[0]! })}>{t('people.post.dismiss')}</Button>}
                  {p.mine && <Button size="small" onClick={() => setDoing({ act: 'change', post: p })}>{t('people.change')}</Button>}
                  <Button size="small" type="text" onClick={() => setDoing({ act: 'history', post: p })}>{t('people.post.history')}</Button>
                </span></td>
              </tr>
            )
          })}</tbody>
        </table></div>
      )}
      <MoreButton list={list} />
      <PostSheet doing={doing} unit={unit} close={close} />
      <Drawer open={doing?.act === 'history'} onClose={close} title={t('people.post.history')} size={420} destroyOnHidden>{doing?.post && <History post={doing.post} />}</Drawer>
    </>
  )
}
function PostSheet({ doing, unit, close }: { doing: { act: string; post?: Post; holder?: Holder } | undefined; unit: string | undefined; close: () => void }) {
  const { t, say, name } = useWords()
  const p = doing?.post
  const common = (post?: Post): Field[] => [
    { name: 'zh', label: t('people.post.zh'), must: true, first: post?.zh }, { name: 'en', label: t('people.post.en'), max: 80, first: post?.en },
    { name: 'duty', label: t('people.post.duty'), kind: 'pick', must: true, first: post?.duty, options: duties.map((value) => ({ value, label: say(dutyNames[value]) })) },
    { name: 'area', label: t('people.post.area'), kind: 'area', hint: t('people.post.areaHint'), first: post?.area },
    { name: 'valid_from', label: t('people.unit.from'), kind: 'day', first: post?.valid_from }, { name: 'valid_to', label: t('people.unit.to'), kind: 'day', first: post?.valid_to },
  ]
  const of = p ? `${name(p.unit_zh, p.unit_en)} ${name(p.zh, p.en)}` : ''
  const today = dayIn(new Date(nowMs()))
  if (doing?.act === 'make') return <FormSheet open close={close} title={t('people.post.make')} path="/api/post" fields={[{ name: 'code', label: t('people.post.code'), must: true, hint: t('people.post.codeHint') }, { name: 'unit', label: t('people.post.unit'), kind: 'unit', must: true, ...(unit ? { first: unit } : {}) }, ...common()]} />
  if (doing?.act === 'change' && p) return <FormSheet open close={close} title={of} path={`/api/post/${p.id}/change`} fields={common(p)} />
  if (doing?.act === 'appoint' && p) return <FormSheet open close={close} title={of} go={t('people.post.appoint')} saved={t('people.post.appointed')} path={`/api/post/${p.id}/appoint`} fields={[{ name: 'person', label: t('people.post.person'), kind: 'person', must: true }, { name: 'from', label: t('people.post.from'), kind: 'day', must: true, first: today }, { name: 'to', label: t('people.post.to'), kind: 'day', hint: t('people.post.toHint') }]} />
  if (doing?.act === 'dismiss' && p) return <FormSheet open close={close} title={`${of} ${doing.holder?.name ?? ''}`} go={t('people.post.dismiss')} saved={t('people.post.dismissed')} path={`/api/post/${p.id}/dismiss`} values={(values) => ({ ...values, holder: doing.holder!.id })} fields={[{ name: 'to', label: t('people.post.last'), kind: 'day', must: true, first: today, hint: t('people.post.toHint') }]} />
  return null
}
function History({ post }: { post: Post }) {
  const { t } = useWords()
  const all = useQuery({ queryKey: ['history', post.id], queryFn: () => ask<{ items: Holder[] }>(`/api/post/${post.id}/history`) })
  if (!all.data) return all.error ? <ErrorState error={all.error} retry={() => void all.refetch()} /> : <Bones rows={3} />
  if (all.data.items.length === 0) return <EmptyState title={t('people.post.historyNone')} next="" />
  return <ul className="plainlist">{all.data.items.map((h) => <li key={h.id}><b>{h.name ?? t('people.hidden')}</b> <Days from={h.from} to={h.to} /></li>)}</ul>
}
