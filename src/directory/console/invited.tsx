// The page behind an invitation: the code from the paper, then a password of one's own. The code never stands in an address the server sees.
import { useEffect, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { asProblem, post } from '#look/api.ts'
import { Door } from '#look/Door.tsx'
import { Problems } from '#look/ErrorState.tsx'
import { useWords } from '#look/words.ts'

export function Invited() {
  const { t, say } = useWords()
  // After the sign #: that part stays in the browser.
  const [code, setCode] = useState(() => decodeURIComponent(location.hash.slice(1)).slice(0, 40))
  const [password, setPassword] = useState({ one: '', two: '' })
  const look = useMutation({ mutationFn: () => post<{ login: string; title: { zh: string; en: string } }>('/api/invitation', { code: code.trim() }, { quiet: true }) })
  const set = useMutation({ mutationFn: () => post<{ login: string }>('/api/invitation/accept', { code: code.trim(), password: password.one }, { quiet: true }) })
  useEffect(() => { document.title = t('people.invite.page') }, [t])
  const differ = password.two !== '' && password.one !== password.two
  const faults = [look.error, set.error].flatMap((error) => (error ? asProblem(error).faults : []))
  return (
    <Door>
      {set.data ? <div className="door-form"><h1>{t('people.invite.done')}</h1><p className="lead">{t('door.login')} <b>{set.data.login}</b></p><Link to="/sign-in" className="btn primary big">{t('people.invite.signIn')}</Link></div> : (
        <form className="door-form" onSubmit={(e) => { e.preventDefault(); if (!look.data) look.mutate(); else if (!differ) set.mutate() }}>
          <h1>{t('people.invite.page')}</h1>
          {!look.data ? <label><span>{t('people.invite.enter')}</span><input className="in" value={code} onChange={(e) => setCode(e.target.value)} required maxLength={40} autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false} autoFocus /><small className="hint">{t('people.invite.enterHint')}</small></label> : (
            <>
              <p className="lead">{t('people.invite.hello', { title: say(look.data.title) })} <b>{look.data.login}</b></p>
              <input type="hidden" name="username" autoComplete="username" value={look.data.login} readOnly />
              <label><span>{t('people.invite.password')}</span><input className="in" type="password" value={password.one} onChange={(e) => setPassword({ ...password, one: e.target.value })} required minLength={12} maxLength={200} autoComplete="new-password" autoFocus /><small className="hint">{t('password.hint')}</small></label>
              <label><span>{t('people.invite.again')}</span><input className="in" type="password" value={password.two} onChange={(e) => setPassword({ ...password, two: e.target.value })} required maxLength={200} autoComplete="new-password" />{differ && <em className="saidwrong">{t('people.invite.differ')}</em>}</label>
            </>
          )}
          {faults.length === 0 ? <Problems error={set.error ?? look.error} /> : faults.map((fault) => <em key={fault.path} className="saidwrong">{say(fault.said)}</em>)}
          <button type="submit" className="btn primary big" disabled={look.isPending || set.isPending || differ}>{t(look.data ? 'people.invite.set' : 'people.invite.next')}</button>
        </form>
      )}
    </Door>
  )
}
