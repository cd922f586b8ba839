// What everybody on the desk needs from the server: who I am, the lists of units and areas, and the pulse that keeps screens fresh.
import { QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
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
export interface Area { id: string; parent: string | null; kind: string; code: string; name: string }
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

/** Asks every five seconds what changed, and refreshes what shows it. */
export function usePulse(): void {
  const client = useQueryClient()
  const position = useRef<string | number | undefined>(undefined)
  useEffect(() => {
    let stopped = false
    let timer = 0
    const beat = async () => {
      try {
        const first = position.current === undefined
        const { position: next, changed } = await ask<{ position: string | number; changed: { stream: string; id: string }[] }>('/api/changes' + query({ after: position.current }))
        position.current = next
        if (!first && changed.length > 0) {
          void client.invalidateQueries({ predicate: ({ queryKey: [kind, id] }) =>
            kind === 'pages' || kind === 'points' || kind === 'tally' || kind === 'inbox' || kind === 'me' || (kind === 'case' && changed.some((c) => c.id === id)) || (kind === 'pack' && changed.some((c) => c.stream === 'pack')) })
        }
      } catch { /* The next beat tries again; the screens themselves say when the server is away. */ }
      if (!stopped) timer = window.setTimeout(beat, document.hidden ? 30_000 : 5_000)
    }
    void beat()
    return () => { stopped = true; window.clearTimeout(timer) }
  }, [client])
}
