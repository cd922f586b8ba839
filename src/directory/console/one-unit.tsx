// One unit: who answers in it, its posts and people, what else it is called, and its open cases.
import { useState } from 'react'
import { Button, Input } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { ask, post } from '#look/api.ts'
import { useMay } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { Bones, Card, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { useWords } from '#look/words.ts'
import { unitKindNames } from '../words.ts'
import { PostTable } from './posts.tsx'
import { Chain, Days, FormSheet, Tabs } from './shared.tsx'
import { useUnitFields, type UnitRow } from './unit-list.tsx'

interface Brief { id: string; zh: string; en: string }
interface Unit extends Omit<UnitRow, 'aliases'> { area_name: string | null; parent_unit: Brief | null; children: Brief[]; groups: { code: string; zh: string; en: string }[]; aliases: string[] }

export function OneUnit() {
  const { t, say, name } = useWords()
  const may = useMay()
  const { id } = useParams({ strict: false }) as { id: string }
  const [changing, setChanging] = useState(false)
  const [on, setOn] = useState<string>()
  const unit = useQuery({ queryKey: ['one-unit', id], queryFn: () => ask<Unit>(`/api/unit/${id}`) })
  const fields = useUnitFields(unit.data)
  useTitle(unit.data ? name(unit.data.zh, unit.data.en) : t('people.unit.title'))
  if (unit.isPending) return <Bones rows={10} />
  if (unit.isError) return <ErrorState error={unit.error} retry={() => void unit.refetch()} />
  const u = unit.data
  const link = (of: Brief) => <Link key={of.id} to="/units/one/$id" params={{ id: of.id }}>{name(of.zh, of.en)}</Link>
  return (
    <div className="withtabs"><Tabs /><div className="page">
      <header className="page-head"><h1 className="page-line">{name(u.zh, u.en)} {!u.active && <FactChip>{t('people.unit.ended')}</FactChip>}<small>{say(unitKindNames[u.kind])}</small></h1>{may('directory.edit') && <Button onClick={() => setChanging(true)}>{t('people.change')}</Button>}</header>
      <p className="factline">
        <span><i>{t('people.unit.code')}</i><code>{u.code}</code></span>{u.area_name && <span><i>{t('people.unit.area')}</i>{u.area ? <Link to="/ground" search={{ area: u.area } as never}>{u.area_name}</Link> : u.area_name}</span>}{u.parent_unit && <span><i>{t('people.unit.parent')}</i>{link(u.parent_unit)}</span>}
        {u.children.length > 0 && <span><i>{t('people.unit.children')}</i>{u.children.map(link)}</span>}{u.groups.length > 0 && <span><i>{t('people.unit.inGroups')}</i>{u.groups.map((g) => name(g.zh, g.en)).join('、')}</span>}
        {(u.valid_from !== null || u.valid_to !== null) && <Days from={u.valid_from} to={u.valid_to} />}
        {may('case.list') && <Link to="/cases" search={{ unit: u.id, open: 'true' } as never}>{t('people.unit.cases')}</Link>}
      </p>
      <div className="cards two">
        <Card title={t('people.chain.title')} side={<Input type="date" size="small" value={on ?? ''} onChange={(e) => setOn(e.target.value || undefined)} aria-label={t('people.chain.on')} title={t('people.chain.on')} />}><Chain unit={u.id} on={on} /></Card>
        <Card title={t('people.unit.aliases')} side={t('people.unit.aliasesLead')}><Aliases unit={u.id} names={u.aliases} /></Card>
      </div>
      <h2 className="section-title">{t('people.unit.posts')}</h2>
      <PostTable unit={u.id} />
      <FormSheet open={changing} close={() => setChanging(false)} title={name(u.zh, u.en)} fields={fields} path={`/api/unit/${u.id}/change`} />
    </div></div>
  )
}
function Aliases({ unit, names }: { unit: string; names: string[] }) {
  const { t } = useWords()
  const may = useMay()
  const client = useQueryClient()
  const [word, setWord] = useState('')
  const send = useMutation({ mutationFn: ({ verb, name }: { verb: 'alias' | 'drop-alias'; name: string }) => post(`/api/unit/${unit}/${verb}`, { name }), onSuccess: () => { setWord(''); void client.invalidateQueries({ queryKey: ['one-unit', unit] }); void client.invalidateQueries({ queryKey: ['pack'] }) } })
  return (
    <>
      {names.length === 0 ? <p className="hint">{t('people.unit.aliasNone')}</p> : <p className="tags">{names.map((each) => <span key={each} className="pill">{each}{may('directory.edit') && <button type="button" aria-label={`${t('form.remove')} ${each}`} onClick={() => send.mutate({ verb: 'drop-alias', name: each })}><X size={13} aria-hidden="true" /></button>}</span>)}</p>}
      {may('directory.edit') && <form className="toolline" style={{ marginTop: 10, marginBottom: 0 }} onSubmit={(e) => { e.preventDefault(); if (word.trim()) send.mutate({ verb: 'alias', name: word.trim() }) }}><Input value={word} onChange={(e) => setWord(e.target.value)} maxLength={120} aria-label={t('people.unit.aliasAdd')} style={{ maxWidth: 220 }} /><Button htmlType="submit" loading={send.isPending}>{t('people.unit.aliasAdd')}</Button></form>}
      <Problems error={send.error} />
    </>
  )
}
