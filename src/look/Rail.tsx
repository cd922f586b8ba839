// The rail: every place of the desk in its group, folded where the window is short; on a phone a bar of four and a sheet with the rest.
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Link, useRouterState } from '@tanstack/react-router'
import { ChevronDown, Ellipsis, X, type LucideIcon } from 'lucide-react'
import { foldedBy, groupsOf, unfolded, waitingIn, type PlaceGroup } from './places.ts'
import { Mark } from './Mark.tsx'
import { useWide } from './page.ts'
import { useWords } from './words.ts'

export interface Place { to: string; group: PlaceGroup; words: 'work' | 'cases' | 'figures' | 'report' | 'voice' | 'import' | 'packs' | 'trial' | 'units' | 'ground' | 'accounts' | 'approvals' | 'register' | 'notices' | 'operations' | 'log' | 'api' | 'calendar' | 'settings' | 'ten' | 'flagged' | 'recheck' | 'answers'; icon: LucideIcon; badge?: number | undefined; low?: boolean }
/** How many places fit at the bottom of a phone beside "more". */
const ON_PHONE = 4
const KEPT = 'dianfan.rail'
const kept = (): Partial<Record<PlaceGroup, boolean>> => { try { return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Record<PlaceGroup, boolean>> } catch { return {} } }

export function Rail({ places }: { places: Place[] }) {
  const { t } = useWords()
  const wide = useWide(701)
  const path = useRouterState({ select: (s) => s.location.pathname })
  const here = (to: string) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`))
  // `/units/list` is one of the pages under `/units`; the longest address that fits is the page.
  const at = places.filter((p) => here(homeOf(p.to))).sort((a, b) => b.to.length - a.to.length)[0]
  const item = ({ to, words, icon: Icon, badge }: Place) => (
    <Link key={to} to={to} className={`rail-item ${at?.to === to ? 'on' : ''}`} aria-current={at?.to === to ? 'page' : undefined}>
      <Icon size={20} strokeWidth={1.75} aria-hidden="true" />{badge ? <Badge n={badge} /> : null}<span>{t(`nav.${words}`)}</span>
    </Link>
  )
  return (
    <nav className="rail" aria-label={t('nav.main')}>
      <Link to="/" className="rail-mark" aria-label={t('app.name')}><Mark /></Link>
      {wide ? <Groups places={places} at={at} item={item} /> : <Bar places={places} at={at} item={item} path={path} />}
    </nav>
  )
}
const Badge = ({ n }: { n: number }) => <i className="badge">{n > 99 ? '99+' : n}</i>
const homeOf = (to: string): string => (to === '/units/list' ? '/units' : to)

interface Part { places: Place[]; at: Place | undefined; item: (place: Place) => React.ReactNode }
function Groups({ places, at, item }: Part) {
  const { t } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(Number.POSITIVE_INFINITY)
  const [chosen, setChosen] = useState(kept)
  useLayoutEffect(() => {
    if (!box.current) return
    const watch = new ResizeObserver(([entry]) => setHeight(entry!.contentRect.height))
    watch.observe(box.current)
    const at = box.current
    at.addEventListener('keydown', arrows)
    return () => { watch.disconnect(); at.removeEventListener('keydown', arrows) }
  }, [])
  const groups = groupsOf(places)
  const folded = foldedBy(groups.map(([group, of]) => ({ group, n: of.length })), height, at?.group, chosen)
  const turn = (group: PlaceGroup) => { const next = { ...chosen, [group]: folded.has(group) }; setChosen(next); try { localStorage.setItem(KEPT, JSON.stringify(next)) } catch { /* a closed storage only means that it is not remembered */ } }
  return (
    <div className="rail-groups" ref={box}>{groups.map(([group, of]) => {
      const shut = folded.has(group), waiting = waitingIn(of)
      return (
        <section key={group} className="rail-group" aria-labelledby={`rail-${group}`}>
          <button type="button" className="rail-head" id={`rail-${group}`} aria-expanded={!shut} onClick={() => turn(group)}>{t(`nav.group.${group}`)}{shut && waiting > 0 ? <Badge n={waiting} /> : <ChevronDown size={12} aria-hidden="true" />}</button>
          {!shut && of.map(item)}
        </section>
      )
    })}</div>
  )
}
/** Arrows go from place to place; Tab works as everywhere. */
function arrows(e: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key]
  if (step === undefined) return
  const all = [...(e.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('a, button')]
  const next = all[all.indexOf(document.activeElement as HTMLElement) + step]
  if (!next) return
  e.preventDefault()
  next.focus()
}

function Bar({ places, at, item, path }: Part & { path: string }) {
  const { t } = useWords()
  const [more, setMore] = useState(false)
  const sheet = useRef<HTMLDialogElement>(null)
  useEffect(() => setMore(false), [path])
  useEffect(() => {
    const box = sheet.current
    if (!more || !box) return
    box.showModal()
    // Beside the sheet is out of it; Escape is the dialog's own.
    const beside = (e: MouseEvent) => { if (e.target === box) setMore(false) }
    box.addEventListener('click', beside)
    return () => box.removeEventListener('click', beside)
  }, [more])
  const first = unfolded(places, ON_PHONE), rest = places.filter((p) => !first.includes(p))
  return (
    <>
      {first.map(item)}
      {rest.length > 0 && <button type="button" className={`rail-item ${at && rest.includes(at) ? 'on' : ''}`} aria-expanded={more} aria-haspopup="dialog" onClick={() => setMore(true)}><Ellipsis size={20} aria-hidden="true" />{waitingIn(rest) > 0 && <Badge n={waitingIn(rest)} />}<span>{t('nav.more')}</span></button>}
      {more && (
        <dialog ref={sheet} className="rail-sheet" aria-label={t('nav.more')} onClose={() => setMore(false)}>
          <button type="button" className="rail-close" aria-label={t('common.close')} onClick={() => setMore(false)}><X size={20} aria-hidden="true" /></button>
          {groupsOf(rest).map(([group, of]) => <section key={group} aria-labelledby={`sheet-${group}`}><h2 id={`sheet-${group}`}>{t(`nav.group.${group}`)}</h2><div>{of.map(item)}</div></section>)}
        </dialog>
      )}
    </>
  )
}
