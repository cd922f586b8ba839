// Accounts: who may sign in, with which post; making one, locking one.
import { useEffect, useRef, useState } from 'react'
import { App, Button, Drawer, Form, Input, Select, TreeSelect } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { ask, asProblem, newKey, post } from '#look/api.ts'
import { cleaned } from '#look/form/schema.ts'
import { treeOf } from '#look/form/place.tsx'
import { useAreas, useMay, useUnits } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { useWords } from '#look/words.ts'
import { AccountSecurity, Facts, type Secured } from './account-security.tsx'

interface Account extends Secured { unit_zh: string | null; unit_en?: string | null; active: boolean }
interface Role { code: string; zh: string; en: string }
interface Answer { items: Account[]; roles?: Role[] }

export function Accounts() {
  const { t, lang, name } = useWords()
  const may = useMay()
  const client = useQueryClient()
  const { modal, message } = App.useApp()
  const [making, setMaking] = useState(false)
  const [securing, setSecuring] = useState<string>()
  useTitle(t('accounts.title'))
  const list = useQuery({ queryKey: ['account'], queryFn: () => ask<Answer>('/api/account') })
  const lock = useMutation({ mutationFn: ({ id, active }: { id: string; active: boolean }) => post(`/api/account/${id}/lock`, { active }), onSuccess: () => void client.invalidateQueries({ queryKey: ['account'] }) })
  if (list.isPending) return <Bones rows={8} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const roles = list.data.roles ?? []
  const secured = list.data.items.find((a) => a.id === securing)
  const roleName = (code: string) => { const r = roles.find((each) => each.code === code); return name(r?.zh, r?.en) || code }
  const toggle = (a: Account) => (a.active
    ? modal.confirm({ title: t('accounts.lockAsk', { name: name(a.zh, a.en) }), okText: t('accounts.lock'), cancelText: t('common.cancel'), onOk: () => lock.mutateAsync({ id: a.id, active: false }) })
    : lock.mutate({ id: a.id, active: true }))

  return (
    <div className="page">
      <header className="page-head"><h1 className="page-line plain">{t('accounts.count', { n: list.data.items.length, locked: list.data.items.filter((a) => !a.active).length })}</h1>{may('account.create') && <Button type="primary" icon={<Plus size={16} />} onClick={() => setMaking(true)}>{t('accounts.create')}</Button>}</header>
      <Problems error={lock.error} />
      {list.data.items.length === 0 ? <EmptyState title={t('accounts.none')} next={t('accounts.noneNext')} /> : (
        <div className="tablewrap card-rows"><table className="table">
          <thead><tr>{(['name', 'login', 'roles', 'unit'] as const).map((h) => <th key={h} scope="col">{t(`accounts.${h}`)}</th>)}<td /></tr></thead>
          <tbody>{list.data.items.map((a) => (
            <tr key={a.id} className={a.active ? '' : 'off'}>
              <th scope="row">{name(a.zh, a.en)} {!a.active && <FactChip>{t('accounts.locked')}</FactChip>} <Facts account={a} /></th><td><code>{a.login}</code></td><td>{a.roles.map(roleName).join(lang === 'zh' ? '、' : ', ')}</td><td>{name(a.unit_zh, a.unit_en)}</td>
              <td className="end"><span className="acts"><Button size="small" onClick={() => setSecuring(a.id)}>{t('acct.security')}</Button>{may('account.lock') && <Button size="small" onClick={() => void toggle(a)}>{t(a.active ? 'accounts.lock' : 'accounts.unlock')}</Button>}</span></td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      <Drawer open={making} onClose={() => setMaking(false)} title={t('accounts.create')} size={480} destroyOnHidden><NewAccount roles={roles} done={(waiting) => { setMaking(false); void message.success(t(waiting ? 'accounts.createdWaiting' : 'accounts.created')) }} /></Drawer>
      <Drawer open={secured !== undefined} onClose={() => setSecuring(undefined)} title={secured ? `${name(secured.zh, secured.en)} · ${secured.login}` : ''} size={480} destroyOnHidden>{secured && <AccountSecurity key={secured.id} account={secured} roles={roles} close={() => setSecuring(undefined)} />}</Drawer>
    </div>
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
