// Units as a list that is searched and grows, and the groups that stand for many of them.
import { useEffect, useState } from 'react'
import { Button, Input, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Plus, Search } from 'lucide-react'
import { ask } from '#look/api.ts'
import { useAreas, useMay, usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, Card, EmptyState, ErrorState } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { useWords } from '#look/words.ts'
import { unitKindNames, unitKinds, type UnitKind } from '../words.ts'
import { Days, FormSheet, Tabs, type Field } from './shared.tsx'

export interface UnitRow { id: string; code: string; zh: string; en: string; kind: UnitKind; area: string | null; parent: string | null; active: boolean; valid_from: string | null; valid_to: string | null; aliases: number }
export interface Group { code: string; zh: string; en: string; auto: UnitKind | null; members: { id: string; code: string; zh: string; en: string }[] }

/** What is typed, a moment later: a list is not asked for every letter. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => { const timer = setTimeout(() => setSettled(text), 250); return () => clearTimeout(timer) }, [text])
  return settled
}
export function useUnitFields(unit?: Omit<UnitRow, 'aliases'>): Field[] {
  const { t, say } = useWords()
  return [
    ...(unit ? [] : [{ name: 'code', label: t('people.unit.code'), must: true, hint: t('people.unit.codeHint') } as Field]),
    { name: 'zh', label: t('people.unit.zh'), must: true, first: unit?.zh }, { name: 'en', label: t('people.unit.en'), max: 80, first: unit?.en },
    { name: 'kind', label: t('people.unit.kind'), kind: 'pick', must: true, first: unit?.kind, options: unitKinds.map((value) => ({ value, label: say(unitKindNames[value]) })) },
    { name: 'parent', label: t('people.unit.parent'), kind: 'unit', first: unit?.parent }, { name: 'area', label: t('people.unit.area'), kind: 'area', hint: t('people.unit.areaHint'), first: unit?.area },
    { name: 'valid_from', label: t('people.unit.from'), kind: 'day', first: unit?.valid_from }, { name: 'valid_to', label: t('people.unit.to'), kind: 'day', first: unit?.valid_to },
  ]
}

export function UnitList() {
  const { t, say, name } = useWords()
  const may = useMay()
  const go = useNavigate()
  const [words, setWords] = useState('')
  const [kind, setKind] = useState<string>()
  const [making, setMaking] = useState(false)
  const areas = useAreas()
  const q = useSettled(words)
  const list = usePages<UnitRow>('/api/unit/search', { q, kind })
  const fields = useUnitFields()
  useTitle(t('people.tabs.units'))
  const areaName = (id: string | null) => areas.data?.items.find((a) => a.id === id)?.name ?? ''
  return (
    <div className="withtabs"><Tabs /><div className="page">
      <div className="toolline">
        <Input prefix={<Search size={15} aria-hidden="true" />} allowClear value={words} onChange={(e) => setWords(e.target.value)} placeholder={t('people.unit.search')} aria-label={t('people.unit.search')} />
        <Select className={`filter ${kind ? 'on' : ''}`} allowClear value={kind ?? null} placeholder={t('people.unit.kind')} aria-label={t('people.unit.kind')} popupMatchSelectWidth={false} options={unitKinds.map((value) => ({ value, label: say(unitKindNames[value]) }))} onChange={(v: string | null) => setKind(v ?? undefined)} />
        {may('directory.edit') && <span className="end"><Button type="primary" icon={<Plus size={16} />} onClick={() => setMaking(true)}>{t('people.unit.make')}</Button></span>}
      </div>
      <Groups />
      {list.isPending ? <Bones rows={10} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.items.length === 0 ? <EmptyState title={t('people.unit.none')} next={t('people.unit.noneNext')} /> : (
        <div className="tablewrap stack"><table className="table">
          <thead><tr>{(['title', 'kind', 'area', 'code', 'state'] as const).map((h) => <th key={h} scope="col">{t(`people.unit.${h}`)}</th>)}</tr></thead>
          <tbody>{list.items.map((u) => (
            <tr key={u.id} className={u.active ? '' : 'off'}>
              <th scope="row"><Link to="/units/one/$id" params={{ id: u.id }}>{name(u.zh, u.en)}</Link></th><td data-head={t('people.unit.kind')}>{say(unitKindNames[u.kind])}</td><td data-head={t('people.unit.area')}>{u.area && <Link to="/ground" search={{ area: u.area } as never}>{areaName(u.area)}</Link>}</td><td data-head={t('people.unit.code')}><code>{u.code}</code></td>
              <td data-head={t('people.unit.state')}>{u.active ? t('people.unit.active') : <FactChip>{t('people.unit.ended')}</FactChip>} {(u.valid_from !== null || u.valid_to !== null) && <Days from={u.valid_from} to={u.valid_to} />}</td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      <MoreButton list={list} />
      <FormSheet open={making} close={() => setMaking(false)} title={t('people.unit.make')} fields={fields} path="/api/unit" done={(made) => void go({ to: '/units/one/$id', params: { id: (made as { id: string }).id } } as never)} />
    </div></div>
  )
}

function Groups() {
  const { t, say, name } = useWords()
  const may = useMay()
  const [chosen, setChosen] = useState<Group | 'new'>()
  const groups = useQuery({ queryKey: ['group'], queryFn: () => ask<{ items: Group[] }>('/api/group') })
  const group = chosen === 'new' ? undefined : chosen
  const fields: Field[] = [
    { name: 'code', label: t('people.unit.code'), must: true, first: group?.code, fixed: group !== undefined }, { name: 'zh', label: t('people.unit.zh'), must: true, first: group?.zh }, { name: 'en', label: t('people.unit.en'), max: 80, first: group?.en },
    { name: 'auto', label: t('people.unit.autoOf'), kind: 'pick', first: group?.auto, options: unitKinds.map((value) => ({ value, label: say(unitKindNames[value]) })) },
    { name: 'members', label: t('people.unit.members'), kind: 'units', hint: t('people.unit.autoNone'), first: group && group.auto === null ? group.members.map((m) => m.id) : undefined },
  ]
  if (!groups.data) return groups.error ? <ErrorState error={groups.error} retry={() => void groups.refetch()} /> : null
  const empty = groups.data.items.filter((g) => g.members.length === 0).length
  return (
    <details className="fold">
      <summary>{t('people.unit.groups')} {groups.data.items.length}{empty > 0 && <b className="t-due"> {t('people.unit.groupEmpty')} {empty}</b>}</summary>
      <p className="lead">{t('people.unit.groupsLead')}{may('directory.edit') && <> <button type="button" className="link" onClick={() => setChosen('new')}>{t('people.add')}</button></>}</p>
      <div className="cards">{groups.data.items.map((g) => (
        <Card key={g.code} title={name(g.zh, g.en)} side={g.members.length === 0 ? <b className="t-due">{t('people.unit.groupEmpty')}</b> : t('people.unit.membersN', { n: g.members.length })}>
          <p>{g.auto !== null && <>{t('people.unit.groupAuto', { kind: say(unitKindNames[g.auto]) })}{g.members.length > 0 && '：'}</>}{g.members.slice(0, 12).map((m) => name(m.zh, m.en)).join('、')}{g.members.length > 12 && '…'}</p>
          {may('directory.edit') && <p><button type="button" className="link" onClick={() => setChosen(g)}>{t('people.change')}</button></p>}
        </Card>
      ))}</div>
      <FormSheet open={chosen !== undefined} close={() => setChosen(undefined)} title={group ? name(group.zh, group.en) : t('people.unit.groups')} fields={fields} path="/api/group"
        values={(values) => ({ ...values, ...(group ? { code: group.code } : {}), auto: values.auto ?? null, members: values.auto ? [] : (values.members as string[] | undefined) ?? [] })} />
    </details>
  )
}
