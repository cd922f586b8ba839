// What follows the password: the code of the second factor, setting one up, or a password of one's own.
import { useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask, post } from '#look/api.ts'
import { Problems } from '#look/ErrorState.tsx'
import { meQuery, type Me } from '#look/live.ts'
import { useWords } from '#look/words.ts'
import { Enrol } from './enrol.tsx'

export function Steps({ me, onward }: { me: Me; onward: () => Promise<void> }) {
  const { t, say } = useWords()
  const client = useQueryClient()
  const next = async () => { await client.fetchQuery({ ...meQuery, staleTime: 0 }); await onward() }
  const leave = async () => { await ask('/api/session', { method: 'DELETE', quiet: true }).catch(() => undefined); client.removeQueries({ queryKey: ['me'] }); location.assign('/sign-in') }
  return (
    <div className="door-form">
      <h1>{t(`sec.step.${me.owes ?? 'code'}`)}</h1>
      <p className="hint">{me.login} · {say(me.title)}</p>
      {me.owes === 'code' && <Code next={next} />}
      {me.owes === 'enrol' && <><p className="lead">{t('sec.enrolLead')}</p><Enrol done={() => void next()} /></>}
      {me.owes === 'password' && <OwnPassword next={next} />}
      <button type="button" className="linkbtn" onClick={() => void leave()}>{t('sec.other')}</button>
    </div>
  )
}
function Code({ next }: { next: () => Promise<void> }) {
  const { t } = useWords()
  const [code, setCode] = useState(''), [lost, setLost] = useState(false)
  const prove = useMutation({ mutationFn: () => post('/api/session/second-factor/prove', { code: code.trim() }, { quiet: true }), onSuccess: next, onError: () => setCode('') })
  return (
    <form className="enrol" onSubmit={(e) => { e.preventDefault(); prove.mutate() }}>
      <label><span>{t(lost ? 'sec.recoveryCode' : 'sec.code')}</span><input key={String(lost)} className={`in codein ${lost ? 'long' : ''}`} inputMode={lost ? 'text' : 'numeric'} autoComplete="one-time-code" autoFocus value={code} onChange={(e) => setCode(e.target.value)} maxLength={lost ? 14 : 7} required /></label>
      <Problems error={prove.error} />
      <button type="submit" className="btn primary big" disabled={prove.isPending || code.replace(/\s/g, '').length < 6}>{t('sec.prove')}</button>
      <button type="button" className="linkbtn" onClick={() => { setLost(!lost); setCode(''); prove.reset() }}>{t(lost ? 'sec.byCode' : 'sec.lost')}</button>
    </form>
  )
}
function OwnPassword({ next }: { next: () => Promise<void> }) {
  const { t } = useWords()
  const [old, setOld] = useState(''), [fresh, setFresh] = useState(''), [again, setAgain] = useState('')
  const change = useMutation({ mutationFn: () => post('/api/session/password', { old, new: fresh }, { quiet: true }), onSuccess: next })
  const differ = again !== '' && fresh !== again
  const field = (name: 'old' | 'new' | 'again', value: string, set: (text: string) => void, hint?: string) => (
    <label><span>{t(`password.${name}`)}</span><input className="in" type="password" value={value} onChange={(e) => set(e.target.value)} autoComplete={name === 'old' ? 'current-password' : 'new-password'} maxLength={256} required autoFocus={name === 'old'} />{hint && <small className="hint">{hint}</small>}</label>
  )
  return (
    <form className="enrol" onSubmit={(e) => { e.preventDefault(); if (!differ) change.mutate() }}>
      <p className="lead">{t('sec.passwordLead')}</p>
      {field('old', old, setOld)}{field('new', fresh, setFresh, t('password.hint'))}{field('again', again, setAgain)}
      {differ && <p className="saidwrong" role="alert">{t('password.differ')}</p>}
      <Problems error={change.error} />
      <button type="submit" className="btn primary big" disabled={change.isPending || differ || !old || !fresh || !again}>{t('password.go')}</button>
    </form>
  )
}
