// The desk in the browser: the list of its pages, who may see them, and the ground they stand on.
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, RouterProvider } from '@tanstack/react-router'
import { Activity, FilePlus2, FolderOpen, Import, KeyRound, ListChecks, Map, ScrollText, Send, SquareChartGantt, Webhook } from 'lucide-react'
import { ask, asProblem, onSignedOut } from '#look/api.ts'
import { beginTint } from '#look/tint.ts'
import { beginWords } from '#look/words.ts'
import type { Place } from '#look/Frame.tsx'
import { forget, makeClient, meQuery, useMay, welcomeQuery, type Me } from '#look/live.ts'
import { Lost, Broken, Waiting } from '#look/Lost.tsx'
import '#look/css/look.css'

beginTint()
beginWords()
const client = makeClient()

const Frame = lazy(async () => ({ default: (await import('#look/Frame.tsx')).Frame }))
/** The rail: only pages that exist and that the signed-in person may see. */
function Desk() {
  const may = useMay()
  const tally = useQuery({ queryKey: ['tally'], queryFn: () => ask<{ waiting: number }>('/api/case/tally'), enabled: may('case.list') })
  const places: (Place | false)[] = [
    may('case.list') && { to: '/', words: 'work', icon: ListChecks, badge: tally.data?.waiting },
    may('case.list') && { to: '/cases', words: 'cases', icon: FolderOpen },
    may('case.report') && { to: '/report', words: 'report', icon: FilePlus2 },
    may('pack.list') && { to: '/packs', words: 'packs', icon: SquareChartGantt },
    may('case.import') && { to: '/import', words: 'import', icon: Import },
    may('account.list') && { to: '/accounts', words: 'accounts', icon: KeyRound },
    may('log.list') && { to: '/log', words: 'log', icon: ScrollText },
    may('settings') && { to: '/notices', words: 'notices', icon: Send },
    may('reaction.list') && { to: '/operations', words: 'operations', icon: Activity },
    may('directory.list') && { to: '/units', words: 'units', icon: Map, low: true },
    { to: '/api', words: 'api', icon: Webhook, low: true },
  ]
  return <Suspense fallback={<Waiting />}><Frame places={places.filter((p) => p !== false)} /></Suspense>
}

const root = createRootRoute({ component: Outlet, notFoundComponent: Lost, errorComponent: Broken })
const text = (value: unknown): string | undefined => (value === undefined || value === null || value === '' ? undefined : String(value))
const words = <K extends string>(names: readonly K[]) => (search: Record<string, unknown>) => Object.fromEntries(names.map((n) => [n, text(search[n])]).filter(([, v]) => v !== undefined)) as Partial<Record<K, string>>

const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', validateSearch: words(['to']), component: lazyRouteComponent(() => import('./kernel/console/sign-in.tsx'), 'SignIn') })
const setUp = createRoute({ getParentRoute: () => root, path: '/setup', validateSearch: words(['code']), component: lazyRouteComponent(() => import('./kernel/console/set-up.tsx'), 'SetUp') })

/** Everything below needs a person; a fresh installation leads to the set-up first. */
const desk = createRoute({
  getParentRoute: () => root, id: 'desk', pendingComponent: Waiting, errorComponent: Broken,
  beforeLoad: async ({ location }) => {
    try {
      await client.ensureQueryData(meQuery)
    } catch (error) {
      if (asProblem(error).status !== 401) throw error
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
      if (!may.includes('case.list')) throw redirect({ to: may.includes('account.list') ? '/accounts' : may.includes('log.list') ? '/log' : '/units' })
    },
  }),
  page('/cases', lazyRouteComponent(() => import('./case/console/cases.tsx'), 'Cases'), ['open', 'state', 'source', 'unit', 'area', 'pack', 'late', 'q', 'sort', 'case']),
  page('/cases/$id', lazyRouteComponent(() => import('./case/console/one-case.tsx'), 'OneCase')),
  page('/report', lazyRouteComponent(() => import('./case/console/report.tsx'), 'Report')),
  page('/import', lazyRouteComponent(() => import('./case/console/import-messages.tsx'), 'ImportMessages')),
  page('/packs', lazyRouteComponent(() => import('./pack/console/packs.tsx'), 'Packs')),
  page('/packs/import', lazyRouteComponent(() => import('./pack/console/import-standard.tsx'), 'ImportStandard')),
  page('/packs/$pack', lazyRouteComponent(() => import('./pack/console/packs.tsx'), 'Packs'), ['version', 'q']),
  page('/units', lazyRouteComponent(() => import('./directory/console/units.tsx'), 'Units')),
  page('/accounts', lazyRouteComponent(() => import('./directory/console/accounts.tsx'), 'Accounts')),
  page('/log', lazyRouteComponent(() => import('./kernel/console/log.tsx'), 'Log')),
  page('/notices', lazyRouteComponent(() => import('./notice/console/notices.tsx'), 'Notices')),
  page('/operations', lazyRouteComponent(() => import('./kernel/console/operations.tsx'), 'Operations')),
  page('/api', lazyRouteComponent(() => import('./kernel/console/api.tsx'), 'Api'), ['q', 'at']),
]
const router = createRouter({
  routeTree: root.addChildren([signIn, setUp, desk.addChildren(pages)]), defaultPreload: 'intent', scrollRestoration: true,
  // Plain addresses: `?q=2311&open=true`, not JSON.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => { const s = new URLSearchParams(Object.entries(search).filter(([, v]) => v !== undefined && v !== '').map(([k, v]) => [k, String(v)])).toString(); return s ? `?${s}` : '' },
})
onSignedOut(() => {
  if (location.pathname === '/sign-in' || location.pathname === '/setup') return
  void router.navigate({ to: '/sign-in', search: { to: location.pathname + location.search } as never }).then(() => forget(client))
})

createRoot(document.getElementById('desk')!).render(<StrictMode><QueryClientProvider client={client}><RouterProvider router={router} /></QueryClientProvider></StrictMode>)
