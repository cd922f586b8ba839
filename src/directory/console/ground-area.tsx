// One area: what it is, how large, who answers and who looks after it; corrected here, ended, or brought back.
import { useRef, useState } from 'react'
import { App, Button, Form, Input, Popconfirm, Select, TreeSelect } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { dayIn } from '#core/day.ts'
import { ask, asProblem, newKey, post, type Problem } from '#look/api.ts'
import { treeOf } from '#look/form/place.tsx'
import { useAreas, useMay } from '#look/live.ts'
import { renewGround } from '#look/map/data.ts'
import { Bones, ErrorState, Problems } from '#look/pieces.tsx'
import { dayOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { areaKinds, kindName, kindNames, systemNames, type System } from '../ground/words.ts'
import { Chain } from './shared.tsx'

interface Said { zh: string; en: string }
interface Detail {
  id: string; parent: string | null; kind: string; code: string; name: string; m2: number | null; lon: number | null; lat: number | null; valid_from: string | null; valid_to: string | null; edition: number
  line: { id: string; code: string; name: string; kind: string }[]; below: number; unit: (Said & { id: string; own: boolean }) | null
  accounts: (Said & { area: string; own: boolean; roles: Said[] })[]; versions: { edition: number; at: string; name: string; by: Said | null; drawn: boolean; system: string | null }[]
}
const sizeOf = (m2: number) => (m2 >= 100_000 ? `${(m2 / 1e6).toFixed(2)} km²` : `${m2.toLocaleString('en')} m²`)

export function AreaCard({ id, close, choose }: { id: string; close: () => void; choose: (id: string) => void }) {
  const { t, lang, say } = useWords()
  const may = useMay()
  const [editing, setEditing] = useState(false)
  const area = useQuery({ queryKey: ['ground', 'area', id], queryFn: () => ask<Detail>(`/api/area/${id}`) })
  const it = area.data
  return (
    <section className="ground-card" aria-live="polite">
      <button type="button" className="ground-close" onClick={close} aria-label={t('common.close')}><X size={16} /></button>
      {area.isPending ? <Bones rows={4} /> : area.error ? <ErrorState error={area.error} retry={() => void area.refetch()} /> : it && (
        <>
          <p className="ground-line">{it.line.slice(1).reverse().map((above) => <button key={above.id} type="button" className="link" onClick={() => choose(above.id)}>{above.name}</button>)}</p>
          <h2>{it.name} <span className="chip is-outline">{say(kindName(it.kind))}</span>{it.valid_to && <span className="chip is-outline">{t('ground.endedAt', { day: it.valid_to })}</span>}</h2>
          {editing ? <Amend area={it} done={() => setEditing(false)} /> : (
            <>
              <dl>
                <dt>{t('ground.code')}</dt><dd><code>{it.code}</code></dd>
                <dt>{t('ground.size')}</dt><dd>{it.m2 === null ? t('ground.noShape') : sizeOf(it.m2)}</dd>
                {it.below > 0 && <><dt>{t('ground.below')}</dt><dd>{it.below}</dd></>}
                {it.valid_from && <><dt>{t('ground.from')}</dt><dd>{it.valid_from}</dd></>}
                <dt>{t('ground.unit')}</dt><dd>{it.unit ? <><Link to="/units/one/$id" params={{ id: it.unit.id }}>{say(it.unit)}</Link> <small className="quiet">{t(it.unit.own ? 'ground.unitOwn' : 'ground.unitAbove')}</small></> : t('ground.noUnit')}</dd>
                <dt>{t('ground.people')}</dt><dd>{it.accounts.length === 0 ? <span className="quiet">{t('ground.nobody')}</span> : <ul>{it.accounts.map((account, n) => <li key={n}>{say(account)} <small className="quiet">{account.roles.map(say).join(lang === 'zh' ? '、' : ', ')}{!account.own && ` ${t('ground.peopleAbove', { area: account.area })}`}</small></li>)}</ul>}</dd>
              </dl>
              {it.kind !== 'district' && <details><summary>{t('people.chain.title')}</summary><Chain area={it.id} /></details>}
              {it.versions.length > 0 && <details><summary>{t('ground.versions')} {it.versions.length}</summary><ul className="ground-versions">{it.versions.map((version) => <li key={version.edition}><time>{dayOf(Date.parse(version.at), lang)}</time> {version.name} <small className="quiet">{version.by ? say(version.by) : ''}{version.system && ` ${t('ground.system', { system: say(systemNames[version.system as System]) })}`}</small></li>)}</ul></details>}
              {may('ground.edit') && <p className="ground-acts"><Button onClick={() => setEditing(true)}>{t('ground.edit')}</Button>{it.parent !== null && <Retire area={it} />}</p>}
            </>
          )}
        </>
      )}
    </section>
  )
}

function Amend({ area, done }: { area: Detail; done: () => void }) {
  const { t, say } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const areas = useAreas()
  const [form] = Form.useForm()
  const key = useRef('')
  const save = useMutation<unknown, Problem, Record<string, unknown>>({
    mutationFn: async (values) => await post(`/api/area/${area.id}/amend`, { ...values, parent: values.parent ?? null, edition: area.edition }, { key: key.current ||= newKey() }),
    onSuccess: () => { renewGround(client, nowMs()); void message.success(t('ground.saved')); done() },
    onError: (error) => { if (asProblem(error).status > 0) key.current = ''; form.setFields(asProblem(error).faults.filter((fault) => ['code', 'name', 'kind', 'parent'].includes(fault.path)).map((fault) => ({ name: fault.path, errors: [say(fault.said)] }))) },
  })
  return (
    <Form form={form} layout="vertical" initialValues={{ code: area.code, name: area.name, kind: area.kind, parent: area.parent }} onFinish={(values) => save.mutate(values as Record<string, unknown>)} disabled={save.isPending} className="ground-form">
      <Form.Item name="code" label={t('ground.code')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={60} /></Form.Item>
      <Form.Item name="name" label={t('ground.name')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={120} /></Form.Item>
      <Form.Item name="kind" label={t('ground.kind')}><Select options={areaKinds.map((kind) => ({ value: kind, label: say(kindNames[kind]) }))} /></Form.Item>
      {area.parent !== null && <Form.Item name="parent" label={t('ground.parent')}><TreeSelect treeData={treeOf(areas.data?.items ?? [])} showSearch={{ treeNodeFilterProp: 'title' }} treeLine /></Form.Item>}
      <Problems error={save.error} />
      <p className="ground-acts"><Button type="primary" htmlType="submit" loading={save.isPending}>{t('ground.save')}</Button><Button type="text" onClick={done}>{t('common.cancel')}</Button></p>
    </Form>
  )
}

function Retire({ area }: { area: Detail }) {
  const { t } = useWords()
  const client = useQueryClient()
  const today = dayIn(new Date(nowMs()))
  const end = useMutation({ mutationFn: async (to: string | null) => await post(`/api/area/${area.id}/retire`, { to }), onSuccess: () => renewGround(client, nowMs()) })
  return (
    <>
      {area.valid_to ? <Button loading={end.isPending} onClick={() => end.mutate(null)}>{t('ground.restore')}</Button>
        : <Popconfirm title={t('ground.retireAsk', { name: area.name })} okText={t('ground.retire')} cancelText={t('common.cancel')} onConfirm={() => end.mutateAsync(today).catch(() => undefined)} styles={{ root: { maxWidth: 320 } }}><Button danger>{t('ground.retire')}</Button></Popconfirm>}
      <Problems error={end.error} />
      {end.error ? <ul className="saidwrong">{asProblem(end.error).faults.map((fault, n) => <Faulty key={n} said={fault.said} />)}</ul> : null}
    </>
  )
}
const Faulty = ({ said }: { said: Said }) => { const { say } = useWords(); return <li>{say(said)}</li> }
