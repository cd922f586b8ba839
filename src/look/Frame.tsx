// The desk around every page: the rail, the top bar with search, clock, messages and the person signed in.
import { useEffect, useRef, useState } from 'react'
import { App, ConfigProvider, Dropdown } from 'antd'
import { Password } from './Password.tsx'
import type { Locale } from 'antd/es/locale/index.js'
import enUS from 'antd/es/locale/en_US.js'
import zhCN from 'antd/es/locale/zh_CN.js'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { ask } from './api.ts'
import { useNow } from './Clock.tsx'
import './css/desk.css'
import { Inbox } from './Inbox.tsx'
import { useKeys } from './keys.ts'
import { forget, useMe, usePulse } from './live.ts'
import { Key } from './pieces.tsx'
import { Rail, type Place } from './Rail.tsx'
import { useTitleNow } from './page.ts'
import { themeOf } from './theme.ts'
import { clockOf, dayOf, weekdayOf } from './time.ts'
import { chooseTint, useTint } from './tint.ts'
import { chooseLang, useWords } from './words.ts'

export function Frame({ places, alarm }: { places: Place[]; alarm?: React.ReactNode }) {
  const { lang } = useWords()
  const tint = useTint()
  return <ConfigProvider theme={themeOf(tint)} locale={(lang === 'zh' ? zhCN : enUS) as unknown as Locale} button={{ autoInsertSpace: false }}><App component={false}><Desk places={places} alarm={alarm} /></App></ConfigProvider>
}
function Desk({ places, alarm }: { places: Place[]; alarm: React.ReactNode }) {
  const { t } = useWords()
  usePulse()
  const main = useRef<HTMLElement>(null)
  return (
    <div className="frame">
      <a className="skip" href="#main">{t('top.skip')}</a>
      <Rail places={places} />
      <div className="stage">
        <div className="stage-top"><TopBar />{alarm}</div>
        <main id="main" ref={main} tabIndex={-1}><Outlet /></main>
      </div>
    </div>
  )
}

function TopBar() {
  const { t } = useWords()
  const title = useTitleNow()
  const me = useMe()
  const go = useNavigate()
  const box = useRef<HTMLInputElement>(null)
  const given = useRouterState({ select: (s) => (s.location.pathname === '/cases' ? (s.location.search as { q?: string }).q ?? '' : '') })
  const [q, setQ] = useState(given)
  useEffect(() => setQ(given), [given])
  useKeys({ '/': () => box.current?.focus() })
  return (
    <header className="topbar">
      <strong className="topbar-title" id="page-title">{title}</strong>
      {me.may.includes('case.list') && (
        <form className="search" role="search" onSubmit={(e) => { e.preventDefault(); void go({ to: '/cases', search: q.trim() ? { q: q.trim() } : {} } as never); box.current?.blur() }}>
          <Search size={16} aria-hidden="true" />
          <input ref={box} value={q} onChange={(e) => setQ(e.target.value)} placeholder={t('top.search')} aria-label={t('top.search')} maxLength={60} onKeyDown={(e) => { if (e.key === 'Escape') e.currentTarget.blur() }} />
          <Key>/</Key>
        </form>
      )}
      <span className="topbar-end">{me.district.demo && <span className="demo-tag">{t('top.demo')}</span>}<WallClock /><Inbox /><Person /></span>
    </header>
  )
}
function WallClock() {
  const { lang } = useWords()
  const now = useNow(15)
  return <time className="wallclock"><b>{clockOf(now)}</b><span>{lang === 'zh' ? `${dayOf(now, lang)} ${weekdayOf(now, lang)}` : `${weekdayOf(now, lang)} ${dayOf(now, lang)}`}</span></time>
}
function Person() {
  const { t, lang, say, name } = useWords()
  const me = useMe()
  const tint = useTint()
  const client = useQueryClient()
  const go = useNavigate()
  const out = async () => {
    const left = await ask<{ next?: string }>('/api/session', { method: 'DELETE', quiet: true }).catch(() => undefined)
    // Signed in by single sign-on: out there, too, and from there back to our door.
    if (left?.next) { location.assign(left.next); return }
    // First away from the desk, then forget what it knew.
    await go({ to: '/sign-in' })
    forget(client)
  }
  const [changing, setChanging] = useState(false)
  return (
    <>
    <Password open={changing} close={() => setChanging(false)} />
    <Dropdown trigger={['click']} menu={{ items: [
      { key: 'who', type: 'group', label: `${me.login}  ${me.roles.map((r) => name(r.zh, r.en)).join(lang === 'zh' ? '、' : ', ')}` },
      { key: 'tint', label: t(tint === 'dark' ? 'top.light' : 'top.dark'), onClick: () => chooseTint(tint === 'dark' ? 'light' : 'dark') },
      { key: 'lang', label: t('top.language'), onClick: () => chooseLang(lang === 'zh' ? 'en' : 'zh') },
      { key: 'security', label: t('sec.title'), onClick: () => void go({ to: '/security' } as never) },
      ...(me.district.demo ? [] : [{ key: 'password', label: t('password.title'), onClick: () => setChanging(true) }]),
      { type: 'divider' },
      { key: 'out', label: t('top.signOut'), onClick: () => void out() },
    ] }}>
      <button type="button" className="person" aria-label={`${t('top.me')} ${say(me.title)}`}><i aria-hidden="true">{say(me.title).slice(0, 1)}</i><span>{say(me.title)}</span>{me.unit && <small>{name(me.unit.zh, me.unit.en)}</small>}</button>
    </Dropdown>
    </>
  )
}
