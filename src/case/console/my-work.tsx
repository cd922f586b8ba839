// My work: one sentence with its numbers, what waits for me in the order of its deadlines, the map, and the next thing to do.
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { Drawer } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ArrowDownNarrowWide, Map as MapIcon } from 'lucide-react'
import { Trans } from 'react-i18next'
import { ask, query } from '#look/api.ts'
import { useNow } from '#look/Clock.tsx'
import { useKeys } from '#look/keys.ts'
import { useMe, usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { Bones, EmptyState, ErrorState, Key } from '#look/pieces.tsx'
import { statusOf } from '#look/status.ts'
import { nowMs, sameDay, spanOf } from '#look/time.ts'
import { useTitle, useWide } from '#look/page.ts'
import { useWords } from '#look/words.ts'
import type { CasePoint, CaseRow } from '../views.ts'
import { Chosen } from './chosen.tsx'
import { pinOf, Row } from './shared.tsx'

const MapView = lazy(async () => ({ default: (await import('#look/MapView.tsx')).MapView }))
interface Tally { waiting: number; late: number; next_due: string | null; by_state: Record<string, { n: number; late: number }> }
type Group = 'late' | 'hour' | 'today' | 'later' | 'oneStep'

function groupOf(row: CaseRow, now: number): Group {
  // No clock runs any more, and still somebody waits: for an answer, for a decision.
  if (!row.open) return 'oneStep'
  const due = Date.parse(row.due_at ?? '')
  if (Number.isNaN(due)) return 'later'
  return due < now ? 'late' : due - now < 3_600_000 ? 'hour' : sameDay(due, now) ? 'today' : 'later'
}

export function MyWork() {
  const { t } = useWords()
  const me = useMe()
  const go = useNavigate()
  const wide = useWide(1280)
  const { state, case: chosen } = useSearch({ strict: false }) as { state?: string; case?: string }
  const set = (part: object) => void go({ to: '/', search: ((was: object) => ({ ...was, ...part })) as never, replace: true, resetScroll: false })
  const tally = useQuery({ queryKey: ['tally', 'whole'], queryFn: () => ask<Tally>('/api/case/tally') })
  const filters = { mine: true, sort: 'due', state }
  const list = usePages<CaseRow>('/api/case', { ...filters, limit: 30 })
  const points = useQuery({ queryKey: ['points', filters], queryFn: () => ask<{ points: CasePoint[]; more: boolean }>('/api/case/map' + query({ mine: true, state })) })
  const now = useNow(60)
  const [mapOpen, setMapOpen] = useState(false)
  useTitle(t('nav.work'))

  const rows = list.items
  const at = rows.findIndex((row) => row.id === chosen)
  const choose = (id: string | undefined) => set({ case: id })
  const step = (by: number) => { const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))]; if (next) choose(next.id) }
  const open = (id: string) => void go({ to: `/cases/${id}` })
  useKeys({ j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: chosen ? () => open(chosen) : undefined, Escape: () => choose(undefined) })
  useEffect(() => { if (chosen) document.getElementById(`row-${chosen}`)?.scrollIntoView({ block: 'nearest' }) }, [chosen])
  // The next thing to do is already in hand when the page opens on a wide desk.
  useEffect(() => { if (wide && !chosen && rows[0]) choose(rows[0].id) }, [wide, rows[0]?.id])

  const groups = useMemo(() => {
    const found: { group: Group; rows: CaseRow[] }[] = []
    for (const row of rows) {
      const group = groupOf(row, now)
      if (found.at(-1)?.group !== group) found.push({ group, rows: [] })
      found.at(-1)!.rows.push(row)
    }
    return found
  }, [rows, now])
  const pins = useMemo(() => (points.data?.points ?? []).flatMap((p) => pinOf(p) ?? []), [points.data])
  // Whoever files a case sends it on as well: it stays in hand while it still waits for me, and then the next one is taken up.
  const [left, setLeft] = useState<{ id: string; next: string | undefined; at: number }>()
  const after = () => { if (chosen) setLeft({ id: chosen, next: (rows[at + 1] ?? rows[at - 1])?.id, at: nowMs() }) }
  useEffect(() => {
    if (!left || list.dataUpdatedAt < left.at) return
    setLeft(undefined)
    if (left.id === chosen && !rows.some((row) => row.id === left.id)) choose(left.next)
  }, [left, list.dataUpdatedAt])
  const area = rows[at]?.area ?? me.area?.id
  const map = <Suspense fallback={null}><MapView pins={pins} chosen={chosen} choose={choose} area={area ?? undefined} more={points.data?.more ?? false} /></Suspense>
  const card = chosen && <Chosen id={chosen} close={() => choose(undefined)} after={after} />

  return (
    <div className="split">
      <section className="split-list" aria-labelledby="page-title">
        <header className="sentence">
          <Sentence tally={tally.data} />
          <div className="filters">
            <button type="button" className={`pill ${state ? '' : 'on'}`} aria-pressed={!state} onClick={() => set({ state: undefined, case: undefined })}>{t('work.mine')} {tally.data?.waiting ?? ''}</button>
            {Object.entries(tally.data?.by_state ?? {}).sort((a, b) => b[1].n - a[1].n).map(([name, { n }]) => <StatePill key={name} state={name} n={n} on={state === name} choose={() => set({ state: state === name ? undefined : name, case: undefined })} />)}
            <span className="filters-end"><ArrowDownNarrowWide size={15} aria-hidden="true" />{t('work.dueFirst')}{!wide && <button type="button" className="btn" onClick={() => setMapOpen(true)}><MapIcon size={16} aria-hidden="true" />{t('map.show')}</button>}</span>
          </div>
        </header>
        <div className="scroll">
          {list.isPending ? <Bones rows={9} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} />
            : rows.length === 0 ? <EmptyState title={t(state ? 'work.noneIn' : 'work.none')} next={t(state ? 'work.noneInNext' : 'work.noneNext')} />
            : groups.map(({ group, rows: those }) => (
              <section key={group} className={`group is-${group}`}>
                <h2>{t(`work.${group}`)}<span>{those.length}{list.hasNextPage && group === groups.at(-1)?.group ? '+' : ''}</span>{group === 'late' && <small>{t('work.lateFirst')}</small>}</h2>
                <ul>{those.map((row) => <Row key={row.id} row={row} on={row.id === chosen} choose={() => choose(row.id)} open={() => open(row.id)} />)}</ul>
              </section>
            ))}
          <MoreButton list={list} />
        </div>
        <p className="keysline"><Key>J</Key><Key>K</Key>{t('keys.next')}<Key>Enter</Key>{t('keys.open')}<Key>/</Key>{t('top.search')}</p>
      </section>
      {wide ? <aside className="split-map">{map}{card}</aside> : (
        <>
          <Drawer open={mapOpen} onClose={() => setMapOpen(false)} size="100%" title={t('cases.map')} className="mapsheet" destroyOnHidden>{map}</Drawer>
          <Drawer open={chosen !== undefined} onClose={() => choose(undefined)} placement="bottom" size="auto" closable={false} className="cardsheet" destroyOnHidden>{card}</Drawer>
        </>
      )}
    </div>
  )
}

function StatePill({ state, n, on, choose }: { state: string; n: number; on: boolean; choose: () => void }) {
  const { say } = useWords()
  return <button type="button" className={`pill ${on ? 'on' : ''}`} aria-pressed={on} onClick={choose}>{say(statusOf(state))} {n}</button>
}
function Sentence({ tally }: { tally: Tally | undefined }) {
  const { t, lang } = useWords()
  const due = tally?.next_due ? Date.parse(tally.next_due) : undefined
  const slow = useNow(15)
  const now = useNow(due && due - slow < 11 * 60_000 ? 1 : 15)
  if (!tally) return <h1 className="sentence-line">&nbsp;</h1>
  if (tally.waiting === 0) return <><h1 className="sentence-line">{t('work.none')}</h1><p>{t('work.noneNext')}</p></>
  const left = due !== undefined ? due - now : undefined
  return (
    <>
      <h1 className="sentence-line"><Trans t={t} i18nKey={tally.late ? 'work.full' : 'work.fullCalm'} values={{ n: tally.waiting, late: tally.late }} components={{ b: <b />, l: <b className="t-late" /> }} /></h1>
      <p>{left !== undefined && left > 0 ? <Trans t={t} i18nKey="work.urgent" values={{ span: spanOf(left, lang, true) }} components={{ b: <b className={left < 3_600_000 ? 't-due' : ''} /> }} /> : t('work.calm')}</p>
    </>
  )
}
