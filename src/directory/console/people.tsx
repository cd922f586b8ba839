// People of the directory: found within one's reach, their numbers starred until somebody says why they must see one.
import { useState } from 'react'
import { Button, Drawer, Input, Select } from 'antd'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Phone, Plus, Search } from 'lucide-react'
import { post } from '#look/api.ts'
import { useMay, usePages, useUnits } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { useWords } from '#look/words.ts'
import { Days, FormSheet, Tabs, type Field } from './shared.tsx'
import { useSettled } from './unit-list.tsx'

interface Person { id: string; code: string | null; name: string | null; phone: string | null; unit: string | null; unit_zh: string | null; unit_en: string | null; valid_from: string | null; valid_to: string | null; mine: boolean; login: string | null; active: boolean | null; posts: { id: string; zh: string; en: string; unit_zh: string; unit_en: string }[] }

export function People() {
  const { t, name } = useWords()
  const may = useMay()
  const units = useUnits()
  const [words, setWords] = useState('')
  const [unit, setUnit] = useState<string>()
  const [left, setLeft] = useState(false)
  const [doing, setDoing] = useState<{ act: 'make' | 'change' | 'leave' | 'reveal'; person?: Person }>()
  const q = useSettled(words)
  const list = usePages<Person>('/api/person', { q, unit, left })
  useTitle(t('people.person.title'))
  const close = () => setDoing(undefined)
  const p = doing?.person
  const fields: Field[] = doing?.act === 'make' ? [
    { name: 'code', label: t('people.person.code'), must: true, hint: t('people.person.codeHint') }, { name: 'name', label: t('people.person.name'), must: true, max: 40 }, { name: 'phone', label: t('people.person.phone'), max: 24 }, { name: 'unit', label: t('people.person.unit'), kind: 'unit' }, { name: 'valid_from', label: t('people.person.from'), kind: 'day' },
  ] : doing?.act === 'leave' ? [{ name: 'valid_to', label: t('people.person.to'), kind: 'day', must: true, hint: t('people.person.toHint') }] : [
    { name: 'name', label: t('people.person.name'), must: true, max: 40, first: p?.name }, { name: 'phone', label: t('people.person.phone'), max: 24, hint: p?.phone ?? '' }, { name: 'unit', label: t('people.person.unit'), kind: 'unit', first: p?.unit },
    { name: 'valid_from', label: t('people.person.from'), kind: 'day', first: p?.valid_from }, { name: 'valid_to', label: t('people.person.to'), kind: 'day', hint: t('people.person.toHint'), first: p?.valid_to },
  ]
  return (
    <div className="withtabs"><Tabs /><div className="page">
      <div className="toolline">
        <Input prefix={<Search size={15} aria-hidden="true" />} allowClear value={words} onChange={(e) => setWords(e.target.value)} placeholder={t('people.person.search')} aria-label={t('people.person.search')} />
        <Select className={`filter ${unit ? 'on' : ''}`} allowClear value={unit ?? null} placeholder={t('people.person.unit')} aria-label={t('people.person.unit')} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} options={(units.data?.items ?? []).map((u) => ({ value: u.id, label: name(u.zh, u.en) }))} onChange={(v: string | null) => setUnit(v ?? undefined)} />
        <button type="button" className={`pill ${left ? 'on' : ''}`} aria-pressed={left} onClick={() => setLeft(!left)}>{t('people.person.leftOnly')}</button>
        {may('directory.edit') && <span className="end"><Button type="primary" icon={<Plus size={16} />} onClick={() => setDoing({ act: 'make' })}>{t('people.person.make')}</Button></span>}
      </div>
      {list.isPending ? <Bones rows={10} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.items.length === 0 ? <EmptyState title={t('people.person.none')} next={t('people.person.noneNext')} /> : (
        <div className="tablewrap stack"><table className="table">
          <thead><tr>{(['name', 'unit', 'posts', 'phone', 'account', 'code'] as const).map((h) => <th key={h} scope="col">{t(`people.person.${h}`)}</th>)}<td /></tr></thead>
          <tbody>{list.items.map((one) => (
            <tr key={one.id} className={left ? 'off' : ''}>
              <th scope="row">{one.name ?? <i className="quiet">{t('people.person.noName')}</i>} {left && <FactChip>{t('people.person.left')}</FactChip>}{one.valid_to !== null && <small><Days from={null} to={one.valid_to} /></small>}</th>
              <td data-head={t('people.person.unit')}>{one.unit && <Link to="/units/one/$id" params={{ id: one.unit }}>{name(one.unit_zh, one.unit_en)}</Link>}</td>
              <td data-head={t('people.person.posts')}>{one.posts.map((each) => name(each.zh, each.en)).join('、')}</td>
              <td data-head={t('people.person.phone')} className="nowrap">{one.phone}{one.phone !== null && may('person.reveal') && <> <Button size="small" type="text" icon={<Phone size={14} />} aria-label={`${t('people.person.reveal')} ${one.name ?? ''}`} title={t('people.person.reveal')} onClick={() => setDoing({ act: 'reveal', person: one })} /></>}</td>
              <td data-head={t('people.person.account')}>{one.login && <code>{one.login}</code>}{one.login && !one.active && <small>{t('people.person.closed')}</small>}</td>
              <td data-head={t('people.person.code')}><code>{one.code}</code></td>
              <td className="end">{one.mine && <span className="acts"><Button size="small" onClick={() => setDoing({ act: 'change', person: one })}>{t('people.change')}</Button>{!left && one.valid_to === null && <Button size="small" onClick={() => setDoing({ act: 'leave', person: one })}>{t('people.person.leave')}</Button>}</span>}</td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      <MoreButton list={list} />
      <FormSheet open={doing !== undefined && doing.act !== 'reveal'} close={close} title={doing?.act === 'make' ? t('people.person.make') : p?.name ?? p?.code ?? ''} fields={fields} path={p ? `/api/person/${p.id}/change` : '/api/person'} />
      <Drawer open={doing?.act === 'reveal'} onClose={close} title={t('people.person.reveal')} size={420} destroyOnHidden>{p && <Reveal person={p} />}</Drawer>
    </div></div>
  )
}
/** The number stays on this screen only, and goes when the sheet is closed. */
function Reveal({ person }: { person: Person }) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const see = useMutation({ mutationFn: () => post<{ phone: string | null }>(`/api/person/${person.id}/reveal`, { reason: reason.trim() }) })
  if (see.data) return <p className="page-line"><a href={`tel:${see.data.phone}`}>{see.data.phone}</a></p>
  return (
    <form className="genform" onSubmit={(e) => { e.preventDefault(); if (reason.trim()) see.mutate() }}>
      <label className="field"><span>{t('people.person.reason')}</span><Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} autoFocus /><small className="hint">{t('people.person.reasonHint')}</small></label>
      <Problems error={see.error} />
      <Button type="primary" htmlType="submit" loading={see.isPending} disabled={!reason.trim()}>{t('people.person.reveal')}</Button>
    </form>
  )
}
