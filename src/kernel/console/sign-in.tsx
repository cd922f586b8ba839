// Signing in: one door for everybody, with the demo's accounts at hand when the server says it is a demo.
import { useEffect, useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Eye, EyeOff } from 'lucide-react'
import { ask, asProblem, post } from '#look/api.ts'
import { Door } from '#look/Door.tsx'
import { Problems } from '#look/ErrorState.tsx'
import { meQuery, welcomeQuery, type Me } from '#look/live.ts'
import { useWords } from '#look/words.ts'
import { Steps } from './sign-in-steps.tsx'
import '#look/css/security.css'

const key = 'dianfan.district'

export function SignIn() {
  const { t, name, say } = useWords()
  const client = useQueryClient()
  const go = useNavigate()
  const { to, refused: turned } = useSearch({ strict: false }) as { to?: string; refused?: string }
  const welcome = useQuery(welcomeQuery)
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [shown, setShown] = useState(false)
  const [district, setDistrict] = useState(() => localStorage.getItem(key) ?? '')
  const all = welcome.data?.districts ?? []
  const chosen = all.find((one) => one.code === district) ?? all[0]
  // Half way in (after a reload, or back from single sign-on) the next step is here at once.
  const me = useQuery(meQuery)
  const onward = async () => {
    const now = await client.fetchQuery({ ...meQuery, staleTime: 0 })
    if (now.owes) return
    if (to?.startsWith('/') && !to.startsWith('//')) await go({ href: to })
    else await go({ to: '/' })
  }
  const enter = useMutation({
    mutationFn: () => post<Me>('/api/session', { login: login.trim(), password, ...(all.length > 1 && chosen ? { district: chosen.code } : {}) }, { quiet: true }),
    onSuccess: async () => {
      if (chosen) localStorage.setItem(key, chosen.code)
      setPassword('')
      await onward()
    },
  })
  // What single sign-on refused comes back by its kind; the sentence is the server's own.
  const kinds = useQuery({ queryKey: ['problems'], queryFn: () => ask<{ items: { kind: string; said: { zh: string; en: string } }[] }>('/api/problems', { quiet: true }), enabled: turned !== undefined, staleTime: Infinity })
  const told = kinds.data?.items.find((one) => one.kind === turned)?.said
  useEffect(() => { if (welcome.data?.setup) void go({ to: '/setup' }) }, [welcome.data, go])
  useEffect(() => { document.title = `${t('door.title')} · ${t('app.name')}` }, [t])
  const demo = welcome.data?.demo ? welcome.data : undefined
  const refused = enter.error ? asProblem(enter.error) : undefined

  if (me.data?.owes) return <Door district={say(me.data.district)}><Steps me={me.data} onward={onward} /></Door>
  return (
    <Door district={chosen ? say(chosen) : undefined}>
      <form className="door-form" onSubmit={(e) => { e.preventDefault(); if (login.trim() && password) enter.mutate() }}>
        <h1>{t('door.title')}</h1>
        {told && <p className="saidwrong" role="alert">{say(told)}</p>}
        {all.length > 1 && <label><span>{t('door.district')}</span><select className="in" value={chosen?.code} onChange={(e) => setDistrict(e.target.value)}>{all.map((one) => <option key={one.code} value={one.code}>{say(one)}</option>)}</select></label>}
        <label><span>{t('door.login')}</span><input className="in" name="username" autoComplete="username" autoFocus value={login} onChange={(e) => setLogin(e.target.value)} placeholder={t('door.loginHint')} required maxLength={60} /></label>
        <label><span>{t('door.password')}</span>
          <span className="in-wrap"><input className="in" name="password" type={shown ? 'text' : 'password'} autoComplete="current-password" value={password} onChange={(e) => setPassword(e.target.value)} required maxLength={200} />
            <button type="button" onClick={() => setShown(!shown)} aria-label={t(shown ? 'door.hide' : 'door.show')} aria-pressed={shown}>{shown ? <EyeOff size={18} /> : <Eye size={18} />}</button></span>
        </label>
        <Problems error={enter.error} />
        {refused?.status === 429 && refused.details.seconds ? <p className="hint">{t('door.wait', { n: Number(refused.details.seconds) })}</p> : null}
        <button type="submit" className="btn primary big" disabled={enter.isPending}>{t(enter.isPending ? 'door.entering' : 'door.enter')}</button>
        {welcome.data?.sso && <><p className="door-or">{t('door.or')}</p><a className="btn big" href={`/api/session/sso?${new URLSearchParams({ ...(chosen ? { district: chosen.code } : {}), ...(to ? { to } : {}) }).toString()}`}>{t('door.sso', { name: say(welcome.data.sso) })}</a></>}
        <p className="hint center">{t('door.forgot')}</p>
      </form>
      <Problems error={welcome.error} />
      {demo && demo.accounts.length > 0 && (
        <section className="door-demo" aria-label={t('door.demo')}>
          <h2>{t('door.demo')}<small>{t('door.demoHint', { password: demo.password ?? '' })}</small></h2>
          <ul>{demo.accounts.toSorted((a, b) => Number(a.login.startsWith('admin-')) - Number(b.login.startsWith('admin-'))).map((a) => (
            <li key={a.login}><button type="button" className={a.login === login ? 'on' : ''} onClick={() => { setLogin(a.login); setPassword(demo.password ?? ''); enter.reset() }}>
              <b>{name(a.zh, a.en)}</b><small>{name(a.unit_zh, a.unit_en) || a.login}</small>
            </button></li>
          ))}</ul>
          <p className="hint">{t('door.demoFactor')}</p>
        </section>
      )}
    </Door>
  )
}
