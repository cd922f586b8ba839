// The desk in the browser: the list of its pages, who may see them, and the ground they stand on.
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter, isRedirect, lazyRouteComponent, Outlet, redirect, RouterProvider } from '@tanstack/react-router'
import { Activity, AlarmClock, BookLock, Building2, CalendarDays, Dices, ChartNoAxesColumn, FilePlus2, FolderOpen, Import, KeyRound, ListChecks, Map, MessageSquareQuote, PhoneCall, ScanEye, ScrollText, Send, Signpost, SquareChartGantt, Timer, UsersRound, Webhook } from 'lucide-react'
import { ask, asProblem, onSignedOut } from '#look/api.ts'
import { tellVerbs } from '#look/keys.ts'
import { tellStates } from '#look/status.ts'
import { beginTint } from '#look/tint.ts'
import { beginWords } from '#look/words.ts'
import { forget, makeClient, meQuery, useMay, welcomeQuery, type Me } from '#look/live.ts'
import { Lost, Broken, Waiting } from '#look/Lost.tsx'
import type { Place } from '#look/Rail.tsx'
import { stageNames, stateTable, stepNames, stepOf, type StepName } from './case/life.ts'
import '#look/css/look.css'

// A re-check is offered to one person only, and to that one it is the thing to do.
function aside(verb: StepName): boolean { const of = stepOf(verb)!; return of.aside === true && of.bar === undefined && of.awaited === undefined && verb !== 'recheck' }

tellStates(stateTable, stageNames)
tellVerbs(Object.fromEntries(stepNames.toSorted((a, b) => Number(aside(a)) - Number(aside(b))).map((verb) => [verb, { ...(stepOf(verb)!.key ? { key: stepOf(verb)!.key! } : {}), aside: aside(verb) }])))
beginTint()
beginWords()
const client = makeClient()

const CalendarAlarm = lazy(async () => ({ default: (await import('./case/console/alarm.tsx')).CalendarAlarm }))
const Frame = lazy(async () => ({ default: (await import('#look/Frame.tsx')).Frame }))
/** The rail: only pages that exist and that the signed-in person may see. */
function Desk() {
  const may = useMay()
  const tally = useQuery({ queryKey: ['tally'], queryFn: () => ask<{ waiting: number }>('/api/case/tally'), enabled: may('case.list') })
  const doubts = useQuery({ queryKey: ['pages', 'flagged', 'count'], queryFn: () => ask<{ by_unit: { n: number }[] }>('/api/case/flagged?limit=1'), enabled: may('case.judge-photo') })
  const rechecks = useQuery({ queryKey: ['pages', 'recheck-mine'], queryFn: () => ask<{ items: unknown[] }>('/api/case/recheck/mine'), enabled: may('case.recheck') })
  const waiting = useQuery({ queryKey: ['pages', 'approval', 'waiting'], queryFn: () => ask<{ waiting: number; items: unknown[] }>('/api/approval?limit=20'), refetchInterval: 60_000 })
  const places: (Place | false)[] = [
    may('case.list') && { to: '/', group: 'work', words: 'work', icon: ListChecks, badge: tally.data?.waiting },
    may('case.list') && { to: '/cases', group: 'work', words: 'cases', icon: FolderOpen },
    may('case.report') && { to: '/new', group: 'work', words: 'report', icon: FilePlus2 },
    may('case.import') && { to: '/import', group: 'work', words: 'import', icon: Import, low: true },
    may('case.judge-photo') && { to: '/flagged', group: 'quality', words: 'flagged', icon: ScanEye, badge: doubts.data?.by_unit.reduce((sum, row) => sum + row.n, 0), low: true },
    (may('case.recheck') || may('case.false-closing')) && { to: '/rechecks', group: 'quality', words: 'recheck', icon: Dices, badge: rechecks.data?.items.length, low: true },
    may('case.call-back') && { to: '/call-back', group: 'quality', words: 'voice', icon: PhoneCall, low: true },
    may('figure.list') && { to: '/figures', group: 'data', words: 'figures', icon: ChartNoAxesColumn },
    may('case.list') && { to: '/ten-minutes', group: 'data', words: 'ten', icon: AlarmClock, low: true },
    may('directory.list') && { to: '/ground', group: 'district', words: 'ground', icon: Map, low: true },
    may('directory.list') && { to: '/units/list', group: 'district', words: 'units', icon: Building2, low: true },
    may('directory.list') && { to: '/calendar', group: 'district', words: 'calendar', icon: CalendarDays, low: true },
    may('pack.list') && { to: '/packs', group: 'rules', words: 'packs', icon: SquareChartGantt, low: true },
    may('pack.list') && { to: '/packs/trial', group: 'rules', words: 'trial', icon: Signpost, low: true },
    may('case.answer') && { to: '/packs/answers', group: 'rules', words: 'answers', icon: MessageSquareQuote, low: true },
    may('settings') && { to: '/settings', group: 'rules', words: 'settings', icon: Timer, low: true },
    may('account.list') && { to: '/accounts', group: 'admin', words: 'accounts', icon: KeyRound },
    (may('approval.second') || (waiting.data?.items.length ?? 0) > 0) && { to: '/approvals', group: 'admin', words: 'approvals', icon: UsersRound, badge: waiting.data?.waiting },
    may('settings') && { to: '/notices', group: 'admin', words: 'notices', icon: Send },
    may('reaction.list') && { to: '/operations', group: 'admin', words: 'operations', icon: Activity },
    may('log.list') && { to: '/log', group: 'admin', words: 'log', icon: ScrollText },
    { to: '/register', group: 'admin', words: 'register', icon: BookLock, low: true },
    { to: '/api', group: 'admin', words: 'api', icon: Webhook, low: true },
  ]
  return <Suspense fallback={<Waiting />}><Frame places={places.filter((p) => p !== false)} alarm={<CalendarAlarm />} /></Suspense>
}

const root = createRootRoute({ component: Outlet, notFoundComponent: Lost, errorComponent: Broken })
const text = (value: unknown): string | undefined => (value === undefined || value === null || value === '' ? undefined : String(value))
const words = <K extends string>(names: readonly K[]) => (search: Record<string, unknown>) => Object.fromEntries(names.map((n) => [n, text(search[n])]).filter(([, v]) => v !== undefined)) as Partial<Record<K, string>>

const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', validateSearch: words(['to', 'refused']), component: lazyRouteComponent(() => import('./kernel/console/sign-in.tsx'), 'SignIn') })
const setUp = createRoute({ getParentRoute: () => root, path: '/setup', validateSearch: words(['code']), component: lazyRouteComponent(() => import('./kernel/console/set-up.tsx'), 'SetUp') })
const invited = createRoute({ getParentRoute: () => root, path: '/invited', component: lazyRouteComponent(() => import('./directory/console/invited.tsx'), 'Invited') })

/** Everything below needs a person; a fresh installation leads to the set-up first. */
const desk = createRoute({
  getParentRoute: () => root, id: 'desk', pendingComponent: Waiting, errorComponent: Broken,
  beforeLoad: async ({ location }) => {
    try {
      const me = await client.ensureQueryData(meQuery)
      if (me.owes) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
    } catch (error) {
      if (isRedirect(error) || asProblem(error).status !== 401) throw error
      const welcome = await client.ensureQueryData(welcomeQuery)
      if (welcome.setup) throw redirect({ to: '/setup' })
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
    }
  },
  component: Desk,
})
const page = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>, search: readonly string[] = []) =>
  createRoute({ getParentRoute: () => desk, path, component, pendingComponent: Waiting, validateSearch: words(search) })

const pages = [
  createRoute({
    getParentRoute: () => desk, path: '/', pendingComponent: Waiting, validateSearch: words(['state', 'case']), component: lazyRouteComponent(() => import('./case/console/my-work.tsx'), 'MyWork'),
    // Administrators see no cases; their first page is the one they work on.
    beforeLoad: () => {
      const may = client.getQueryData<Me>(['me'])?.may ?? []
      if (!may.includes('case.list')) throw redirect({ to: may.includes('account.list') ? '/accounts' : may.includes('log.list') ? '/log' : '/ground' })
    },
  }),
  page('/cases', lazyRouteComponent(() => import('./case/console/cases.tsx'), 'Cases'), ['open', 'state', 'source', 'unit', 'area', 'pack', 'late', 'q', 'sort', 'case']),
  page('/figures', lazyRouteComponent(() => import('./figure/console/figures.tsx'), 'Figures'), ['tab', 'by', 'from', 'to', 'variant', 'level', 'spot']),
  page('/cases/$id', lazyRouteComponent(() => import('./case/console/one-case.tsx'), 'OneCase')),
  page('/new', lazyRouteComponent(() => import('./case/console/report.tsx'), 'Report')),
  page('/call-back', lazyRouteComponent(() => import('./case/console/call-back.tsx'), 'CallBack')),
  page('/flagged', lazyRouteComponent(() => import('./case/console/flagged.tsx'), 'Flagged'), ['unit', 'flag']),
  page('/rechecks', lazyRouteComponent(() => import('./case/console/rechecks.tsx'), 'Rechecks')),
  page('/import', lazyRouteComponent(() => import('./case/console/import-messages.tsx'), 'ImportMessages')),
  page('/packs', lazyRouteComponent(() => import('./pack/console/packs.tsx'), 'Packs')),
  page('/packs/import', lazyRouteComponent(() => import('./pack/console/import-standard.tsx'), 'ImportStandard')),
  page('/packs/answers', lazyRouteComponent(() => import('./pack/console/answers.tsx'), 'Answers')),
  page('/packs/trial', lazyRouteComponent(() => import('./pack/console/trial.tsx'), 'Trial')),
  page('/packs/$pack/edit', lazyRouteComponent(() => import('./pack/console/edit-pack.tsx'), 'EditPack')),
  page('/packs/$pack', lazyRouteComponent(() => import('./pack/console/packs.tsx'), 'Packs'), ['version', 'q']),
  page('/ground', lazyRouteComponent(() => import('./directory/console/ground.tsx'), 'GroundPage'), ['tab', 'area', 'q']),
  createRoute({ getParentRoute: () => desk, path: '/units', beforeLoad: () => { throw redirect({ to: '/units/list', replace: true }) } }),
  page('/units/list', lazyRouteComponent(() => import('./directory/console/unit-list.tsx'), 'UnitList')),
  page('/units/one/$id', lazyRouteComponent(() => import('./directory/console/one-unit.tsx'), 'OneUnit')),
  page('/units/posts', lazyRouteComponent(() => import('./directory/console/posts.tsx'), 'Posts'), ['q']),
  page('/units/people', lazyRouteComponent(() => import('./directory/console/people.tsx'), 'People')),
  page('/units/vacancies', lazyRouteComponent(() => import('./directory/console/vacancies.tsx'), 'Vacancies')),
  page('/units/crews', lazyRouteComponent(() => import('./directory/crew/console/crews.tsx'), 'Crews')),
  page('/ten-minutes', lazyRouteComponent(() => import('./case/console/ten-minutes.tsx'), 'TenMinutes'), ['from', 'to', 'by']),
  page('/units/workbook', lazyRouteComponent(() => import('./directory/console/workbook.tsx'), 'Workbook')),
  page('/accounts', lazyRouteComponent(() => import('./directory/console/accounts.tsx'), 'Accounts'), ['state']),
  page('/calendar', lazyRouteComponent(() => import('./directory/calendar/console/calendar.tsx'), 'Calendar'), ['part', 'year']),
  page('/settings', lazyRouteComponent(() => import('./case/console/settings.tsx'), 'Settings')),
  page('/approvals', lazyRouteComponent(() => import('./directory/console/approvals.tsx'), 'Approvals'), ['state', 'id']),
  page('/security', lazyRouteComponent(() => import('./directory/console/my-security.tsx'), 'MySecurity')),
  page('/register', lazyRouteComponent(() => import('./directory/console/register.tsx'), 'Register')),
  page('/log', lazyRouteComponent(() => import('./kernel/console/log.tsx'), 'Log')),
  page('/notices', lazyRouteComponent(() => import('./notice/console/notices.tsx'), 'Notices')),
  page('/operations', lazyRouteComponent(() => import('./kernel/console/operations.tsx'), 'Operations')),
  page('/api', lazyRouteComponent(() => import('./kernel/console/api.tsx'), 'Api'), ['q', 'at']),
]
const router = createRouter({
  routeTree: root.addChildren([signIn, setUp, invited, desk.addChildren(pages)]), defaultPreload: 'intent', scrollRestoration: true,
  // Plain addresses: `?q=2311&open=true`, not JSON.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => { const s = new URLSearchParams(Object.entries(search).filter(([, v]) => v !== undefined && v !== '').map(([k, v]) => [k, String(v)])).toString(); return s ? `?${s}` : '' },
})
onSignedOut(() => {
  if (location.pathname === '/sign-in' || location.pathname === '/setup' || location.pathname === '/invited') return
  void router.navigate({ to: '/sign-in', search: { to: location.pathname + location.search } as never }).then(() => forget(client))
})

createRoot(document.getElementById('desk')!).render(<StrictMode><QueryClientProvider client={client}><RouterProvider router={router} /></QueryClientProvider></StrictMode>)
