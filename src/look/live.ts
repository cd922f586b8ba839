// What everybody on the desk needs from the server: who I am, the lists of units and areas, and the news that keeps screens fresh.
import { QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ask, asProblem, query } from './api.ts'
import { learnNow } from './time.ts'

export interface Me {
  login: string; account: string; title: { zh: string; en: string }; roles: { code: string; zh: string; en: string }[]
  unit: { id: string; zh: string; en: string } | null; area: { id: string; name: string } | null; may: string[]
  district: { code: string; zh: string; en: string; demo: boolean }; unread: number; now: string
  /** What is left before this session is whole. */
  owes: 'code' | 'enrol' | 'password' | null
}
export interface Unit { id: string; code: string; zh: string; en: string; kind: string; area: string | null; active: boolean }
export interface Area { id: string; parent: string | null; kind: string; code: string; name: string; m2: number | null; lon: number | null; lat: number | null; valid_from: string | null; valid_to: string | null }
export interface Welcome { demo: boolean; setup: boolean; district: { code: string; zh: string; en: string } | null; accounts: { login: string; zh: string; en: string; unit_zh: string | null; unit_en: string | null }[]; password: string | null; districts: { code: string; zh: string; en: string }[]; sso: { zh: string; en: string } | null }

export const makeClient = (): QueryClient => new QueryClient({ defaultOptions: { queries: {
  staleTime: 30_000, retry: (times, error) => asProblem(error).status === 0 && times < 1, refetchOnWindowFocus: true,
} } })

/** What belonged to the person who left; the sign-in page keeps what it needs. */
export const forget = (client: QueryClient): void => client.removeQueries({ predicate: ({ queryKey: [kind] }) => kind !== 'welcome' && kind !== 'layer' })

export const meQuery = { queryKey: ['me'], queryFn: async () => { const me = await ask<Me>('/api/session', { quiet: true }); learnNow(me.now); return me }, staleTime: 60_000, retry: false }
export const useMe = (): Me => useQuery(meQuery).data!
export const useMay = () => { const { may } = useMe(); return (permission: string) => may.includes(permission) }
export const welcomeQuery = { queryKey: ['welcome'], queryFn: () => ask<Welcome>('/api/welcome', { quiet: true }), staleTime: 60_000 }

const steady = { staleTime: 10 * 60_000 }
export const useUnits = () => useQuery({ queryKey: ['unit'], queryFn: () => ask<{ items: Unit[] }>('/api/unit'), ...steady })
export const useAreas = () => useQuery({ queryKey: ['area'], queryFn: () => ask<{ items: Area[] }>('/api/area'), ...steady })

/** A list page by page: `after` is the server's own mark. */
export function usePages<T>(path: string, values: Record<string, string | number | boolean | undefined>, enabled = true) {
  const found = useInfiniteQuery({
    queryKey: ['pages', path, values], enabled, initialPageParam: '',
    queryFn: ({ pageParam, signal }) => ask<{ items: T[]; next: string | null; count?: { n: number; more: boolean } }>(path + query({ ...values, after: pageParam || undefined }), { signal }),
    getNextPageParam: (last) => last.next ?? undefined,
  })
  return { ...found, items: found.data?.pages.flatMap((p) => p.items) ?? [], count: found.data?.pages[0]?.count }
}

type Changed = { stream: string; id: string }[]
const refresh = (client: QueryClient, changed: Changed): void => {
  if (changed.length === 0) return
  void client.invalidateQueries({ predicate: ({ queryKey: [kind, id] }) =>
    kind === 'pages' || kind === 'points' || kind === 'tally' || kind === 'inbox' || kind === 'me' || (kind === 'case' && changed.some((c) => c.id === id)) || (kind === 'pack' && changed.some((c) => c.stream === 'pack')) })
}

/** Keeps screens fresh: one page of this browser follows the server's stream and tells the others; where no stream is to be had, it asks every five seconds. */
export function usePulse(): void {
  const client = useQueryClient()
  const { account } = useMe()
  useEffect(() => {
    const over = new AbortController()
    // Pages of other accounts in this browser have a channel of their own.
    const others = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(`dianfan-news-${account}`)
    others?.addEventListener('message', (heard: MessageEvent<Changed | 'all'>) => { if (heard.data === 'all') void client.invalidateQueries(); else refresh(client, heard.data) })
    const tell = (changed: Changed | 'all') => { others?.postMessage(changed); if (changed === 'all') void client.invalidateQueries(); else refresh(client, changed) }
    const lead = () => follow(tell, over.signal)
    // Without locks (a page over plain http) every page follows for itself.
    if (others && navigator.locks) navigator.locks.request(`dianfan-news-${account}`, { signal: over.signal }, lead).catch(() => { /* This page closed before its turn came. */ })
    else void lead()
    return () => { over.abort(); others?.close() }
  }, [client, account])
}

const wait = (ms: number, signal: AbortSignal) => new Promise<void>((go) => { const timer = window.setTimeout(go, ms); signal.addEventListener('abort', () => { window.clearTimeout(timer); go() }, { once: true }) })

async function follow(tell: (changed: Changed | 'all') => void, signal: AbortSignal): Promise<void> {
  let position: string | undefined
  while (!signal.aborted) {
    const began = Date.now()
    position = await stream(tell, position, signal) ?? position
    // Refused: ask by the clock for a minute, then try for a stream again. Broken after a while: once is enough.
    for (let n = Date.now() - began > 30_000 ? 11 : 0; n < 12 && !signal.aborted; n++) {
      try {
        const { position: next, changed } = await ask<{ position: string; changed: Changed }>('/api/changes' + query({ after: position }), { signal, quiet: true })
        position = next
        tell(changed)
      } catch { /* The next beat tries again; the screens themselves say when the server is away. */ }
      await wait(document.hidden ? 30_000 : 5_000, signal)
    }
  }
}

/** Follows until the server refuses or falls silent; answers where it stood. The browser itself comes back after a break, with the last id. */
function stream(tell: (changed: Changed | 'all') => void, after: string | undefined, signal: AbortSignal): Promise<string | undefined> {
  if (typeof EventSource === 'undefined') return Promise.resolve(undefined)
  return new Promise((done) => {
    const source = new EventSource('/api/events' + query({ after }))
    let at = after, heard = Date.now()
    const end = () => { window.clearInterval(watch); source.close(); done(at) }
    const hear = (event: MessageEvent<string>) => { heard = Date.now(); if (event.lastEventId) at = event.lastEventId }
    // The server says something every twenty seconds; three times silence is a dead line.
    const watch = window.setInterval(() => { if (Date.now() - heard > 60_000) end() }, 10_000)
    source.addEventListener('beat', hear)
    source.addEventListener('changed', (event) => { hear(event); tell(JSON.parse(event.data) as Changed) })
    source.addEventListener('reset', (event) => { hear(event); tell('all') })
    source.addEventListener('bye', () => { tell('all'); end() })
    source.addEventListener('error', () => { if (source.readyState === EventSource.CLOSED) end() })
    signal.addEventListener('abort', end, { once: true })
  })
}
