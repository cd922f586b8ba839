// Accounts: who may sign in, with which post; made one by one or invited by the sheet, changed, locked.
import { useEffect, useRef, useState } from 'react'
import { App, Button, Drawer, Form, Input, Select, TreeSelect } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Download, Plus, Search } from 'lucide-react'
import { isAdmin } from '#core/admin.ts'
import { csvOf } from '#core/csv.ts'
import { ask, asProblem, newKey, post, save } from '#look/api.ts'
import { cleaned } from '#look/form/schema.ts'
import { treeOf } from '#look/form/place.tsx'
import { useAreas, useMay, usePages, useUnits } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { clockOf, dayOf } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { AccountSecurity, Facts, type Secured } from './account-security.tsx'
import { FormSheet, type Field } from './shared.tsx'
import { useSettled } from './unit-list.tsx'

interface Account extends Secured { unit_zh: string | null; unit_en: string | null; area: string | null; area_name: string | null; active: boolean; state: 'ready' | 'invited' | 'uninvited' }
interface Role { code: string; zh: string; en: string }
interface Answer { items: Account[]; next: string | null; roles: Role[]; counts: { all: number; locked: number; uninvited: number } }
interface Invited { until: string; items: { id: string; login: string; zh: string; en: string; name: string | null; unit_zh: string | null; unit_en: string | null; code: string }[] }
const states = ['ready', 'invited', 'uninvited', 'locked'] as const

export function Accounts() {
  const { t, lang, name } = useWords()
  const may = useMay()
  const client = useQueryClient()
  const { modal, message } = App.useApp()
  const given = useSearch({ strict: false }) as { state?: string }
  const [words, setWords] = useState('')
  const [state, setState] = useState<string | undefined>(given.state)
  const [role, setRole] = useState<string>()
  const [making, setMaking] = useState(false)
  const [changing, setChanging] = useState<Account>()
  const [codes, setCodes] = useState<Invited>()
  const [securing, setSecuring] = useState<Account>()
  const q = useSettled(words)
  useTitle(t('accounts.title'))
  const about = useQuery({ queryKey: ['account'], queryFn: () => ask<Answer>('/api/account?limit=1') })
  const list = usePages<Account>('/api/account', { q, state, role })
  const fresh = () => { void client.invalidateQueries({ queryKey: ['account'] }); void client.invalidateQueries({ queryKey: ['pages', '/api/account'] }) }
  const lock = useMutation({ mutationFn: ({ id, active }: { id: string; active: boolean }) => post(`/api/account/${id}/lock`, { active }), onSuccess: fresh })
  const invite = useMutation({ mutationFn: (accounts?: string[]) => post<Invited>('/api/account/invite', accounts ? { accounts } : {}), onSuccess: (made) => { setCodes(made); fresh() } })
  if (about.isPending) return <Bones rows={8} />
  if (about.isError) return <ErrorState error={about.error} retry={() => void about.refetch()} />
  const { roles, counts } = about.data
  const roleName = (code: string) => { const r = roles.find((each) => each.code === code); return name(r?.zh, r?.en) || code }
  const toggle = (a: Account) => (a.active
    ? modal.confirm({ title: t('accounts.lockAsk', { name: name(a.zh, a.en) }), okText: t('accounts.lock'), cancelText: t('common.cancel'), onOk: () => lock.mutateAsync({ id: a.id, active: false }) })
    : lock.mutate({ id: a.id, active: true }))
  const inviteAll = () => modal.confirm({ title: t('people.invite.confirm', { n: counts.uninvited }), okText: t('people.invite.one'), cancelText: t('common.cancel'), onOk: () => invite.mutateAsync(undefined).catch(() => undefined) })
  const fields: Field[] = [
    { name: 'title', label: t('accounts.name'), must: true, first: changing?.zh }, { name: 'roles', label: t('accounts.roles'), kind: 'pick', must: true, first: changing?.roles, options: roles.filter((r) => !isAdmin([r.code])).map((r) => ({ value: r.code, label: name(r.zh, r.en) })) },
    { name: 'area', label: t('accounts.area'), kind: 'area', first: changing?.area },
  ]

  return (
    <div className="page">
      <header className="page-head"><h1 className="page-line plain">{t('accounts.count', { n: counts.all, locked: counts.locked })}</h1>
        {may('account.create') && <span className="result-next">{counts.uninvited > 0 && <Button loading={invite.isPending} onClick={inviteAll}>{t('people.invite.all', { n: counts.uninvited })}</Button>}<Button type="primary" icon={<Plus size={16} />} onClick={() => setMaking(true)}>{t('accounts.create')}</Button></span>}</header>
      <div className="toolline">
        <Input prefix={<Search size={15} aria-hidden="true" />} allowClear value={words} onChange={(e) => setWords(e.target.value)} placeholder={t('accounts.search')} aria-label={t('accounts.search')} />
        <Select className={`filter ${state ? 'on' : ''}`} allowClear value={state ?? null} placeholder={t('accounts.state')} aria-label={t('accounts.state')} popupMatchSelectWidth={false} options={states.map((value) => ({ value, label: value === 'locked' ? t('accounts.locked') : t(`people.invite.state.${value}`) }))} onChange={(v: string | null) => setState(v ?? undefined)} />
        <Select className={`filter ${role ? 'on' : ''}`} allowClear value={role ?? null} placeholder={t('accounts.roles')} aria-label={t('accounts.roles')} popupMatchSelectWidth={false} options={roles.map((r) => ({ value: r.code, label: name(r.zh, r.en) }))} onChange={(v: string | null) => setRole(v ?? undefined)} />
      </div>
      <Problems error={lock.error ?? invite.error} />
      {list.isPending ? <Bones rows={8} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.items.length === 0 ? <EmptyState title={t(counts.all === 0 ? 'accounts.none' : 'accounts.noFit')} next={t(counts.all === 0 ? 'accounts.noneNext' : 'accounts.noFitNext')} /> : (
        <div className="tablewrap stack"><table className="table">
          <thead><tr>{(['name', 'login', 'roles', 'unit', 'state'] as const).map((h) => <th key={h} scope="col">{t(`accounts.${h}`)}</th>)}<td /></tr></thead>
          <tbody>{list.items.map((a) => (
            <tr key={a.id} className={a.active ? '' : 'off'}>
              <th scope="row">{name(a.zh, a.en)} {!a.active && <FactChip>{t('accounts.locked')}</FactChip>} <Facts account={a} /></th><td data-head={t('accounts.login')}><code>{a.login}</code></td><td data-head={t('accounts.roles')}>{a.roles.map(roleName).join(lang === 'zh' ? '、' : ', ')}</td><td data-head={t('accounts.unit')}>{name(a.unit_zh, a.unit_en)}{a.area_name && <small>{a.area_name}</small>}</td><td data-head={t('accounts.state')}>{t(`people.invite.state.${a.state}`)}</td>
              <td className="end"><span className="acts">
                {may('account.create') && a.active && a.state !== 'ready' && <Button size="small" loading={invite.isPending && invite.variables?.[0] === a.id} onClick={() => invite.mutate([a.id])}>{t('people.invite.one')}</Button>}
                {may('account.create') && !isAdmin(a.roles) && <Button size="small" onClick={() => setChanging(a)}>{t('accounts.change')}</Button>}
                <Button size="small" onClick={() => setSecuring(a)}>{t('acct.security')}</Button>
                {may('account.lock') && <Button size="small" onClick={() => void toggle(a)}>{t(a.active ? 'accounts.lock' : 'accounts.unlock')}</Button>}
              </span></td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      <MoreButton list={list} />
      <Drawer open={making} onClose={() => setMaking(false)} title={t('accounts.create')} size={480} destroyOnHidden><NewAccount roles={roles} done={(waiting) => { setMaking(false); fresh(); void message.success(t(waiting ? 'accounts.createdWaiting' : 'accounts.created')) }} /></Drawer>
      <Drawer open={securing !== undefined} onClose={() => setSecuring(undefined)} title={securing ? `${name(securing.zh, securing.en)} · ${securing.login}` : ''} size={480} destroyOnHidden>{securing && <AccountSecurity key={securing.id} account={list.items.find((a) => a.id === securing.id) ?? securing} roles={roles} close={() => setSecuring(undefined)} />}</Drawer>
      <FormSheet open={changing !== undefined} close={() => setChanging(undefined)} title={changing ? name(changing.zh, changing.en) : ''} fields={fields} path={`/api/account/${changing?.id}/change`} saved={(answer) => { const { waiting } = answer as { waiting: number }; return waiting > 0 ? t('accounts.changedWaiting', { n: waiting }) : undefined }} done={fresh} />
      <Drawer open={codes !== undefined} onClose={() => { setCodes(undefined); invite.reset() }} title={t('people.invite.title')} size={640} destroyOnHidden mask={{ closable: false }}>{codes && <Codes of={codes} />}</Drawer>
    </div>
  )
}
/** Shown once. The sheet is made in this browser; the server keeps hashes only. */
function Codes({ of }: { of: Invited }) {
  const { t, name, lang } = useWords()
  const url = `${location.origin}/invited`
  const until = `${dayOf(new Date(of.until), lang)} ${clockOf(new Date(of.until))}`
  const download = () => {
    const rows = [[t('people.person.name'), t('people.person.unit'), t('accounts.name'), t('accounts.login'), t('people.invite.code'), url], ...of.items.map((each) => [each.name ?? '', name(each.unit_zh, each.unit_en), name(each.zh, each.en), each.login, each.code, ''])]
    save(new Blob([csvOf(rows)], { type: 'text/csv' }), 'dianfan-invitations.csv')
  }
  return (
    <>
      <p className="lead">{t('people.invite.lead', { until })}</p><p className="lead">{t('people.invite.go', { url })}</p>
      <p style={{ marginBottom: 12 }}><Button type="primary" icon={<Download size={15} />} onClick={download}>{t('people.invite.download')}</Button></p>
      <div className="tablewrap"><table className="table codes"><tbody>{of.items.map((each) => <tr key={each.id}><th scope="row">{each.name ?? name(each.zh, each.en)}<small>{name(each.unit_zh, each.unit_en)}</small></th><td><code>{each.login}</code></td><td><code>{each.code}</code></td></tr>)}</tbody></table></div>
    </>
  )
}
function NewAccount({ roles, done }: { roles: Role[]; done: (waiting: boolean) => void }) {
  const { t, say, name } = useWords()
  const [form] = Form.useForm()
  const client = useQueryClient()
  const units = useUnits(), areas = useAreas()
  const key = useRef(newKey())
  const make = useMutation({
    mutationFn: (values: { zh: string; en: string }) => { const { zh, en, ...rest } = cleaned(values) as { zh: string; en: string }; return post<{ pending?: string }>('/api/account', { ...rest, title: { zh, en } }, { key: key.current }) },
    onSuccess: ({ pending }) => { void client.invalidateQueries({ queryKey: ['account'] }); void client.invalidateQueries({ queryKey: ['pages'] }); done(pending !== undefined) },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey() },
  })
  useEffect(() => { for (const fault of make.error ? asProblem(make.error).faults : []) form.setFields([{ name: fault.path.split('.').at(-1), errors: [say(fault.said)] }]) }, [make.error])
  const must = [{ required: true, message: t('form.required') }]
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => make.mutate(values)} disabled={make.isPending} className="genform">
      <Form.Item name="login" label={t('accounts.login')} rules={must}><Input autoComplete="off" maxLength={41} /></Form.Item>
      <Form.Item name="zh" label={t('accounts.zh')} rules={must}><Input maxLength={60} /></Form.Item>
      <Form.Item name="en" label={t('accounts.en')} rules={must}><Input maxLength={80} /></Form.Item>
      <Form.Item name="roles" label={t('accounts.roles')} rules={must} extra={t('accounts.rolesHint')}><Select mode="multiple" options={roles.map((r) => ({ value: r.code, label: name(r.zh, r.en) }))} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>
      <Form.Item name="unit" label={t('accounts.unit')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={(units.data?.items ?? []).map((u) => ({ value: u.id, label: name(u.zh, u.en) }))} /></Form.Item>
      <Form.Item name="area" label={t('accounts.area')}><TreeSelect allowClear treeData={treeOf(areas.data?.items ?? [])} showSearch={{ treeNodeFilterProp: 'title' }} /></Form.Item>
      <Form.Item name="password" label={t('accounts.password')} rules={[...must, { min: 10, message: t('accounts.passwordHint') }]} extra={t('accounts.passwordHint')}><Input.Password autoComplete="new-password" maxLength={200} /></Form.Item>
      <Problems error={make.error} />
      <div className="genform-end"><Button type="primary" size="large" htmlType="submit" loading={make.isPending}>{t('accounts.create')}</Button></div>
    </Form>
  )
}
