// The desk around every page: rail (bottom bar on a phone), top bar with search, clock, messages and the person signed in.
import { useEffect, useRef, useState } from 'react'
import { App, ConfigProvider, Dropdown } from 'antd'
import { Password } from './Password.tsx'
import type { Locale } from 'antd/es/locale/index.js'
import enUS from 'antd/es/locale/en_US.js'
import zhCN from 'antd/es/locale/zh_CN.js'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Ellipsis, Search, type LucideIcon } from 'lucide-react'
import { ask } from './api.ts'
import { useNow } from './Clock.tsx'
import './css/desk.css'
import { Inbox } from './Inbox.tsx'
import { useKeys } from './keys.ts'
import { forget, useMe, usePulse } from './live.ts'
import { Mark } from './Mark.tsx'
import { Key } from './pieces.tsx'
import { useTitleNow } from './page.ts'
import { themeOf } from './theme.ts'
import { clockOf, dayOf, weekdayOf } from './time.ts'
import { chooseTint, useTint } from './tint.ts'
import { chooseLang, useWords } from './words.ts'

export interface Place { to: string; words: 'work' | 'cases' | 'report' | 'import' | 'packs' | 'units' | 'ground' | 'accounts' | 'approvals' | 'register' | 'notices' | 'operations' | 'log' | 'api' | 'calendar' | 'settings'; icon: LucideIcon; badge?: number | undefined; low?: boolean }
/** How many places fit at the bottom of a phone beside "more". */
const ON_PHONE = 4

export function Frame({ places, alarm }: { places: Place[]; alarm?: React.ReactNode }) {
  const { lang } = useWords()
  const tint = useTint()
  return <ConfigProvider theme={themeOf(tint)} locale={(lang === 'zh' ? zhCN : enUS) as unknown as Locale} button={{ autoInsertSpace: false }}><App component={false}><Desk places={places} alarm={alarm} /></App></ConfigProvider>
}
function Desk({ places, alarm }: { places: Place[]; alarm: React.ReactNode }) {
  const { t } = useWords()
  usePulse()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const main = useRef<HTMLElement>(null)
  const here = (to: string) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`))
  const at = places.filter((p) => here(p.to)).sort((a, b) => b.to.length - a.to.length)[0]
  // On a phone the low ones are never at the bottom; they stand behind "more", however few there are.
  const hidden = [...places.filter((p) => !p.low).slice(ON_PHONE), ...places.filter((p) => p.low)]
  const [more, setMore] = useState(false)
  useEffect(() => setMore(false), [path])
  const item = ({ to, words, icon: Icon, badge }: Place) => (
    <Link key={to} to={to} className={`rail-item ${at?.to === to ? 'on' : ''}`} aria-current={at?.to === to ? 'page' : undefined}>
      <Icon size={20} strokeWidth={1.75} aria-hidden="true" />{badge ? <i className="badge">{badge > 99 ? '99+' : badge}</i> : null}<span>{t(`nav.${words}`)}</span>
    </Link>
  )
  return (
    <div className="frame">
      <a className="skip" href="#main">{t('top.skip')}</a>
      <nav className="rail" aria-label={t('nav.main')}>
        <Link to="/" className="rail-mark" aria-label={t('app.name')}><Mark /></Link>
        <div className="rail-top">{places.filter((p) => !p.low).map(item)}</div>
        <div className="rail-low">{places.filter((p) => p.low).map(item)}</div>
        {hidden.length > 0 && <button type="button" className="rail-item rail-more" aria-expanded={more} onClick={() => setMore(!more)}><Ellipsis size={20} aria-hidden="true" /><span>{t('nav.more')}</span></button>}
        {more && <div className="rail-sheet">{hidden.map(item)}</div>}
      </nav>
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
