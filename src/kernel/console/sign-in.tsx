// Signing in: one door for everybody, with the demo's accounts at hand when the server says it is a demo.
import { useEffect, useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Eye, EyeOff } from 'lucide-react'
import { asProblem, post } from '#look/api.ts'
import { Door } from '#look/Door.tsx'
import { Problems } from '#look/ErrorState.tsx'
import { meQuery, welcomeQuery, type Me } from '#look/live.ts'
import { useWords } from '#look/words.ts'

export function SignIn() {
  const { t, name, say } = useWords()
  const client = useQueryClient()
  const go = useNavigate()
  const { to } = useSearch({ strict: false }) as { to?: string }
  const welcome = useQuery(welcomeQuery)
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [shown, setShown] = useState(false)
  const enter = useMutation({
    mutationFn: () => post<Me>('/api/session', { login: login.trim(), password }, { quiet: true }),
    onSuccess: async () => {
      await client.fetchQuery({ ...meQuery, staleTime: 0 })
      if (to?.startsWith('/') && !to.startsWith('//')) await go({ href: to })
      else await go({ to: '/' })
    },
  })
  useEffect(() => { if (welcome.data?.setup) void go({ to: '/setup' }) }, [welcome.data, go])
  useEffect(() => { document.title = `${t('door.title')} · ${t('app.name')}` }, [t])
  const demo = welcome.data?.demo ? welcome.data : undefined
  const refused = enter.error ? asProblem(enter.error) : undefined

  return (
    <Door district={welcome.data?.district ? say(welcome.data.district) : undefined}>
      <form className="door-form" onSubmit={(e) => { e.preventDefault(); if (login.trim() && password) enter.mutate() }}>
        <h1>{t('door.title')}</h1>
        <label><span>{t('door.login')}</span><input className="in" name="username" autoComplete="username" autoFocus value={login} onChange={(e) => setLogin(e.target.value)} placeholder={t('door.loginHint')} required maxLength={60} /></label>
        <label><span>{t('door.password')}</span>
          <span className="in-wrap"><input className="in" name="password" type={shown ? 'text' : 'password'} autoComplete="current-password" value={password} onChange={(e) => setPassword(e.target.value)} required maxLength={200} />
            <button type="button" onClick={() => setShown(!shown)} aria-label={t(shown ? 'door.hide' : 'door.show')} aria-pressed={shown}>{shown ? <EyeOff size={18} /> : <Eye size={18} />}</button></span>
        </label>
        <Problems error={enter.error} />
        {refused?.status === 429 && refused.details.seconds ? <p className="hint">{t('door.wait', { n: Number(refused.details.seconds) })}</p> : null}
        <button type="submit" className="btn primary big" disabled={enter.isPending}>{t(enter.isPending ? 'door.entering' : 'door.enter')}</button>
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
        </section>
      )}
    </Door>
  )
}
