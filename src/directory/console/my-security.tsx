// My security: password, second factor, where I am signed in; for the security administrator also the district's rules.
import { useState } from 'react'
import { App, Button, Drawer, Input } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask, post } from '#look/api.ts'
import { useMay } from '#look/live.ts'
import { Password } from '#look/Password.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, Card, ErrorState, Problems } from '#look/pieces.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { Enrol, Recovery } from '../../kernel/console/enrol.tsx'
import { Rules } from './rules.tsx'
import '#look/css/security.css'

export interface Seen { id: string; kind: string; device: string; address: string; purpose: string | null; since: string; seen: string; until: string; here: boolean }
interface Mine { factor: { on: boolean; since: string | null; recoveryLeft: number; needed: boolean }; password: { changedAt: string | null; off: boolean; demo: boolean }; sessions: Seen[]; limits: { idleMinutes: number; absoluteHours: number } }

export function MySecurity() {
  const { t, lang } = useWords()
  const may = useMay()
  useTitle(t('sec.title'))
  const mine = useQuery({ queryKey: ['my-security'], queryFn: () => ask<Mine>('/api/session/security') })
  const [changing, setChanging] = useState(false)
  if (mine.isPending) return <Bones rows={6} />
  if (mine.isError) return <ErrorState error={mine.error} retry={() => void mine.refetch()} />
  const { factor, password, sessions, limits } = mine.data
  const at = (moment: string | null) => (moment ? momentOf(moment, nowMs(), lang) : '')
  const idle = limits.idleMinutes % 60 === 0 ? t('sec.hours', { n: limits.idleMinutes / 60 }) : t('sec.minutes', { n: limits.idleMinutes })
  return (
    <div className="page narrow stack">
      <header><h1 className="page-line phone-only">{t('sec.title')}</h1><p className="lead">{t('sec.lead')}</p></header>
      <Card>
        <div className="kv"><div><b>{t('sec.password')}</b><small>{password.off ? t('sec.passwordOff') : password.demo ? t('sec.passwordDemo') : t('sec.passwordAt', { at: at(password.changedAt) })}</small></div>{!password.off && !password.demo && <Button onClick={() => setChanging(true)}>{t('sec.change')}</Button>}</div>
        <Factor factor={factor} passwordless={password.off} at={at(factor.since)} />
      </Card>
      <Card title={t('sec.sessions')}><p className="hint">{t('sec.sessionsLead', { idle, days: Math.round(limits.absoluteHours / 24) })}</p><Sessions sessions={sessions} end="/api/session/end" refresh="my-security" /></Card>
      {may('security.set') && <Rules />}
      <Password open={changing} close={() => setChanging(false)} />
    </div>
  )
}

function Factor({ factor, passwordless, at }: { factor: Mine['factor']; passwordless: boolean; at: string }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [open, setOpen] = useState<'set' | 'off' | 'recovery'>()
  const [given, setGiven] = useState(''), [sure, setSure] = useState(false)
  const close = () => { setOpen(undefined); setGiven(''); setSure(false); act.reset(); void client.invalidateQueries({ queryKey: ['my-security'] }) }
  const act = useMutation({ mutationFn: () => post<{ recovery?: string[] }>(`/api/session/second-factor/${open === 'off' ? 'remove' : 'recovery'}`, { code: given.trim() }), onSuccess: (answer) => { if (!answer.recovery) close() } })
  const asked = open === 'set' && !sure && !passwordless
  return (
    <div className="kv">
      <div><b>{t('sec.factor')}</b><small>{factor.on ? `${t('sec.factorOn', { at })} · ${t('sec.recoveryLeft', { n: factor.recoveryLeft })}` : t('sec.factorOff')} {factor.needed && t('sec.factorNeeded')}</small></div>
      <span className="acts">{factor.on ? <><Button onClick={() => setOpen('recovery')}>{t('sec.newRecovery')}</Button>{!factor.needed && <Button onClick={() => setOpen('off')}>{t('sec.off')}</Button>}</> : <Button type="primary" onClick={() => setOpen('set')}>{t('sec.set')}</Button>}</span>
      <Drawer open={open !== undefined} onClose={close} title={t(open === 'off' ? 'sec.off' : open === 'recovery' ? 'sec.newRecovery' : 'sec.factor')} size={440} destroyOnHidden>
        {asked && <form className="enrol" onSubmit={(e) => { e.preventDefault(); setSure(true) }}><label><span>{t('sec.again')}</span><Input.Password value={given} onChange={(e) => setGiven(e.target.value)} autoComplete="current-password" maxLength={256} /></label><Button type="primary" htmlType="submit" size="large" disabled={!given}>{t('sec.goOn')}</Button></form>}
        {open === 'set' && !asked && <Enrol password={passwordless ? undefined : given} done={close} />}
        {(open === 'off' || open === 'recovery') && (act.data?.recovery ? <Recovery codes={act.data.recovery} done={close} /> : (
          <form className="enrol" onSubmit={(e) => { e.preventDefault(); act.mutate() }}>
            <label><span>{t('sec.code')}</span><Input value={given} onChange={(e) => setGiven(e.target.value)} inputMode="numeric" autoComplete="one-time-code" maxLength={14} /></label>
            <Problems error={act.error} /><Button type="primary" htmlType="submit" size="large" loading={act.isPending} disabled={given.trim().length < 6}>{t(open === 'off' ? 'sec.off' : 'sec.newRecovery')}</Button>
          </form>
        ))}
      </Drawer>
    </div>
  )
}

/** Sessions and tokens, one ended or all; for one's own and for those of another account. */
export function Sessions({ sessions, end, refresh }: { sessions: readonly Seen[]; end: string; refresh: string }) {
  const { t, lang } = useWords()
  const client = useQueryClient()
  const { message } = App.useApp()
  const stop = useMutation({ mutationFn: (id?: string) => post<{ ended: number }>(end, id ? { id } : {}), onSuccess: ({ ended }) => { void message.success(t('sec.ended', { n: ended })); void client.invalidateQueries({ queryKey: [refresh] }) } })
  const at = (moment: string) => momentOf(moment, nowMs(), lang)
  const others = sessions.filter((one) => !one.here)
  return (
    <>
      <ul>{sessions.map((one) => (
        <li key={one.id} className="kv">
          <div><b>{one.kind === 'bearer' ? t('sec.script') : one.device || t('sec.unknownDevice')}</b>{one.here && <> · {t('sec.here')}</>}
            <small>{[one.purpose, one.address || t('sec.local'), t('sec.since', { at: at(one.since) }), t('sec.seen', { at: at(one.seen) }), one.kind === 'bearer' && t('sec.until', { at: at(one.until) })].filter(Boolean).join(' · ')}</small></div>
          {!one.here && <Button onClick={() => stop.mutate(one.id)} disabled={stop.isPending}>{t('sec.endOne')}</Button>}
        </li>
      ))}</ul>
      {sessions.length === 0 && <p className="hint">{t('acct.noSessions')}</p>}
      <Problems error={stop.error} />
      {others.length > 1 && <p style={{ paddingTop: 12 }}><Button danger onClick={() => stop.mutate(undefined)} disabled={stop.isPending}>{t(sessions.some((one) => one.here) ? 'sec.endAll' : 'acct.endAll')}</Button></p>}
    </>
  )
}
