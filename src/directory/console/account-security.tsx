// The security of one account, for administrators: failed tries, roles, password, second factor, single sign-on, sessions.
import { useState } from 'react'
import { App, Button, Form, Input, Select } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ask, post } from '#look/api.ts'
import { useMay, useMe } from '#look/live.ts'
import { Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { Sessions, type Seen } from './my-security.tsx'
import '#look/css/security.css'

export interface Secured { id: string; login: string; zh: string; en: string; roles: string[]; factor: boolean; password: 'own' | 'given' | 'off'; lockedUntil: string | null; sessions: number }
export const triesLocked = (account: Secured): boolean => account.lockedUntil !== null && Date.parse(account.lockedUntil) > nowMs()

export function Facts({ account }: { account: Secured }) {
  const { t } = useWords()
  return <>{account.factor && <FactChip>{t('acct.factorOn')}</FactChip>} {account.password !== 'own' && <FactChip>{t(account.password === 'off' ? 'acct.off' : 'acct.given')}</FactChip>} {triesLocked(account) && <FactChip>{t('acct.triesLocked')}</FactChip>}</>
}

type What = 'roles' | 'reset-factor' | 'password' | 'sso-link'
export function AccountSecurity({ account, roles, close }: { account: Secured; roles: readonly { code: string; zh: string; en: string }[]; close: () => void }) {
  const { t, name } = useWords()
  const may = useMay(), me = useMe()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm()
  const [what, setWhat] = useState<What>()
  const held = useQuery({ queryKey: ['account-sessions', account.id], queryFn: () => ask<{ items: Seen[] }>(`/api/account/${account.id}/session`), enabled: may('account.lock') })
  const done = (text: string) => { void message.success(text); setWhat(undefined); form.resetFields(); void client.invalidateQueries({ queryKey: ['account'] }); void client.invalidateQueries({ queryKey: ['pages'] }); void client.invalidateQueries({ queryKey: ['account-sessions'] }) }
  const act = useMutation({ mutationFn: ({ to, body }: { to: string; body: object; said?: string }) => post<{ pending?: string }>(`/api/account/${account.id}/${to}`, body), onSuccess: ({ pending }, { said }) => done(pending ? t('acct.waiting') : said ?? t('acct.done')) })
  const self = account.id === me.account
  const must = { required: true, message: t('form.required') }
  const line = (title: string, hint: string, button: React.ReactNode) => <div className="kv"><div><b>{title}</b>{hint && <small>{hint}</small>}</div>{button}</div>
  const choose = (which: What) => <Button onClick={() => { act.reset(); setWhat(what === which ? undefined : which) }} aria-expanded={what === which}>{t(which === 'roles' ? 'acct.roles' : which === 'password' ? 'acct.give' : which === 'sso-link' ? 'acct.link' : 'acct.reset')}</Button>
  const send = (values: Record<string, unknown>) => act.mutate({ to: what!, body: values })
  const fields = (which: What) => what === which && (
    <Form form={form} layout="vertical" requiredMark={false} className="genform" onFinish={send} initialValues={{ roles: account.roles }} disabled={act.isPending}>
      {which === 'roles' && <Form.Item name="roles" label={t('accounts.roles')}><Select mode="multiple" options={roles.map((r) => ({ value: r.code, label: name(r.zh, r.en) }))} /></Form.Item>}
      {which === 'password' && <Form.Item name="password" label={t('acct.give')} extra={t('password.hint')} rules={[must]}><Input.Password autoComplete="new-password" maxLength={256} /></Form.Item>}
      {which === 'sso-link' && <Form.Item name="subject" label={t('acct.subject')} rules={[must]}><Input maxLength={255} /></Form.Item>}
      {which !== 'sso-link' && <Form.Item name="reason" label={t('acct.reason')} rules={[must]}><Input maxLength={300} /></Form.Item>}
      <Problems error={act.error} />
      <div className="genform-end"><Button type="primary" htmlType="submit" loading={act.isPending}>{t('acct.save')}</Button></div>
    </Form>
  )
  return (
    <div className="card" style={{ border: 0, padding: 0 }}>
      <p><Facts account={account} /></p>
      {triesLocked(account) && may('account.lock') && line(t('acct.triesLocked'), '', <Button type="primary" onClick={() => act.mutate({ to: 'unlock', body: {}, said: t('acct.unlocked') })}>{t('acct.unlock')}</Button>)}
      {!self && may('account.grant') && <>{line(t('accounts.roles'), t('acct.rolesHint'), choose('roles'))}{fields('roles')}</>}
      {!self && !me.district.demo && <>{line(t('sec.password'), t('acct.giveHint'), choose('password'))}{fields('password')}</>}
      {!self && account.factor && <>{line(t('sec.factor'), t('acct.resetHint'), choose('reset-factor'))}{fields('reset-factor')}</>}
      {!self && may('account.grant') && <Sso account={account} choose={choose('sso-link')} fields={fields('sso-link')} act={(to, body, said) => act.mutate({ to, body, said })} line={line} />}
      {!what && <Problems error={act.error} />}
      {may('account.lock') && <section style={{ paddingTop: 16 }}><h3>{t('acct.sessions')}</h3><Problems error={held.error} />{held.data && <Sessions sessions={held.data.items} end={`/api/account/${account.id}/end-sessions`} refresh="account-sessions" />}</section>}
      <p style={{ paddingTop: 16 }}><Link to={'/approvals' as never} onClick={close}>{t('acct.goApprovals')}</Link></p>
    </div>
  )
}
/** Only where single sign-on is set up: the sign-in page knows. */
function Sso({ account, choose, fields, act, line }: { account: Secured; choose: React.ReactNode; fields: React.ReactNode; act: (to: string, body: object, said: string) => void; line: (title: string, hint: string, button: React.ReactNode) => React.ReactNode }) {
  const { t } = useWords()
  const welcome = useQuery({ queryKey: ['welcome'], queryFn: () => ask<{ sso: { zh: string } | null }>('/api/welcome') })
  if (!welcome.data?.sso) return null
  return <>{line(t('acct.link'), '', <span className="acts">{choose}<Button onClick={() => act('sso-unlink', {}, t('acct.unlinked'))}>{t('acct.unlinkSso')}</Button><Button onClick={() => act('password-switch', { off: account.password !== 'off' }, t(account.password === 'off' ? 'acct.switchedOn' : 'acct.switchedOff'))}>{t(account.password === 'off' ? 'acct.switchOn' : 'acct.switchOff')}</Button></span>)}{fields}</>
}
