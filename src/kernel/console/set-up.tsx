// The first page of a fresh installation: the district's name and three administrators who keep an eye on each other.
import { useEffect, useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { asProblem, post } from '#look/api.ts'
import { Door } from '#look/Door.tsx'
import { Problems } from '#look/ErrorState.tsx'
import { useWords } from '#look/words.ts'

const posts = ['admin-system', 'admin-security', 'admin-audit'] as const

export function SetUp() {
  const { t, say } = useWords()
  const { code: given } = useSearch({ strict: false }) as { code?: string }
  const client = useQueryClient()
  const go = useNavigate()
  const [code, setCode] = useState(given ?? '')
  const [district, setDistrict] = useState({ code: '', zh: '', en: '' })
  const [accounts, setAccounts] = useState(posts.map((each) => ({ post: each, login: '', password: '' })))
  const make = useMutation({
    mutationFn: () => post('/api/setup', { code: code.trim(), district, accounts }, { quiet: true }),
    onSuccess: async () => { await client.refetchQueries({ queryKey: ['welcome'] }); await go({ to: '/sign-in' }) },
  })
  useEffect(() => { document.title = t('setup.title') }, [t])
  const faults = make.error ? asProblem(make.error).faults : []
  const wrong = (path: string) => faults.filter((f) => f.path === path).map((f) => <em key={f.path} className="saidwrong">{say(f.said)}</em>)
  const change = (i: number, part: object) => setAccounts((all) => all.map((a, at) => (at === i ? { ...a, ...part } : a)))
  const place = (field: keyof typeof district, label: string, hint?: string, more: object = {}) => (
    <label><span>{label}</span><input className="in" value={district[field]} onChange={(e) => setDistrict({ ...district, [field]: e.target.value })} required maxLength={60} {...more} />{hint && <small className="hint">{hint}</small>}{wrong(`district.${field}`)}</label>
  )
  return (
    <Door>
      <form className="door-form wide" onSubmit={(e) => { e.preventDefault(); make.mutate() }}>
        <h1>{t('setup.title')}</h1>
        <p className="lead">{t('setup.lead')}</p>
        <label><span>{t('setup.code1')}</span><input className="in" value={code} onChange={(e) => setCode(e.target.value)} required autoComplete="off" /><small className="hint">{t('setup.code1Hint')}</small>{wrong('code')}</label>
        <fieldset><legend>{t('setup.district')}</legend><div className="three">{place('zh', t('setup.zh'))}{place('en', t('setup.en'))}{place('code', t('setup.code'), t('setup.codeHint'), { pattern: '[a-z0-9][a-z0-9\\-]*' })}</div></fieldset>
        {accounts.map((a, i) => (
          <fieldset key={a.post}><legend>{t(`setup.${a.post}`)}<small>{t(`setup.${a.post}-does`)}</small></legend>
            <div className="two">
              <label><span>{t('setup.login')}</span><input className="in" value={a.login} onChange={(e) => change(i, { login: e.target.value })} required autoComplete="off" maxLength={60} />{wrong(`accounts.${i}.login`)}</label>
              <label><span>{t('setup.password')}</span><input className="in" type="password" value={a.password} onChange={(e) => change(i, { password: e.target.value })} required minLength={10} maxLength={200} autoComplete="new-password" placeholder={t('setup.passwordHint')} />{wrong(`accounts.${i}.password`)}</label>
            </div>
          </fieldset>
        ))}
        <Problems error={make.error} />
        <button type="submit" className="btn primary big" disabled={make.isPending}>{t('setup.go')}</button>
      </form>
    </Door>
  )
}
