// Setting up a second factor: the picture for the phone, the first code, the codes of recovery. Plain inputs, so the door can use it without antd.
import { useEffect, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { post } from '#look/api.ts'
import { Problems } from '#look/ErrorState.tsx'
import { Qr } from '#look/Qr.tsx'
import { useWords } from '#look/words.ts'
import '#look/css/security.css'

/** `password`: asked for again outside the door. */
export function Enrol({ password, done }: { password?: string | undefined; done: () => void }) {
  const { t } = useWords()
  const [code, setCode] = useState('')
  const begin = useMutation({ mutationFn: () => post<{ secret: string; address: string }>('/api/session/second-factor', password === undefined ? {} : { password }, { quiet: true }) })
  const confirm = useMutation({ mutationFn: () => post<{ recovery: string[] }>('/api/session/second-factor/confirm', { code: code.replace(/\s/g, '') }, { quiet: true }) })
  useEffect(() => begin.mutate(), [])
  if (confirm.data) return <Recovery codes={confirm.data.recovery} done={done} />
  return (
    <form className="enrol" onSubmit={(e) => { e.preventDefault(); confirm.mutate() }}>
      <Problems error={begin.error} />
      {begin.isError && <button type="button" className="btn" onClick={() => begin.mutate()}>{t('error.retry')}</button>}
      {begin.data && <>
        <ol>
          <li><div>{t('sec.app')}</div></li>
          <li><div><span>{t('sec.scan')}</span><Qr text={begin.data.address} label={t('sec.qr')} /><details><summary className="linkbtn">{t('sec.byHand')}</summary><code className="secret">{begin.data.secret.replace(/(.{4})/g, '$1 ')}</code></details></div></li>
          <li><div><label htmlFor="first-code">{t('sec.first')}</label><input id="first-code" className="in codein" inputMode="numeric" autoComplete="one-time-code" value={code} onChange={(e) => setCode(e.target.value)} maxLength={7} required /></div></li>
        </ol>
        <Problems error={confirm.error} />
        <button type="submit" className="btn primary big" disabled={confirm.isPending || code.replace(/\s/g, '').length !== 6}>{t('sec.bind')}</button>
      </>}
    </form>
  )
}

/** Shown this once: copied, saved or printed, then said to be kept. */
export function Recovery({ codes, done }: { codes: readonly string[]; done: () => void }) {
  const { t } = useWords()
  const [kept, setKept] = useState(false), [copied, setCopied] = useState(false)
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([`${t('sec.recoveryFile')}\n\n${codes.join('\n')}\n`], { type: 'text/plain' }))
    link.download = 'dianfan-recovery.txt'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <div className="enrol">
      <h2>{t('sec.recovery')}</h2>
      <p className="hint">{t('sec.recoveryLead')}</p>
      <ul className="recovery">{codes.map((code) => <li key={code} style={{ display: 'block' }}>{code}</li>)}</ul>
      <div className="recovery-do"><button type="button" className="btn" onClick={() => void navigator.clipboard?.writeText(codes.join('\n')).then(() => setCopied(true))}>{t(copied ? 'sec.copied' : 'sec.copy')}</button><button type="button" className="btn" onClick={save}>{t('sec.save')}</button></div>
      <label style={{ display: 'flex', gap: 8, alignItems: 'center' }}><input type="checkbox" checked={kept} onChange={(e) => setKept(e.target.checked)} /><span>{t('sec.kept')}</span></label>
      <button type="button" className="btn primary big" disabled={!kept} onClick={done}>{t('sec.goOn')}</button>
    </div>
  )
}
