// What every map is drawn from: layers of the ground and areas, and the tile sources that are switched on.
import { useQuery, type QueryClient } from '@tanstack/react-query'
import { ask } from '../api.ts'
import type { Ground } from './base.ts'
import type { Source } from './tiles.ts'

const steady = { staleTime: Infinity, gcTime: Infinity }
/** Browsers keep layers for five minutes; whoever has just changed them asks under another address. */
let stamp = ''
const load = (name: string) => () => ask<Ground>(`/api/layer/${name}${stamp}`).catch((error: unknown) => { if ((error as { status?: number }).status === 404) return { type: 'FeatureCollection', features: [] } as Ground; throw error })

export function useGround(): { base: Ground | undefined; areas: Ground | undefined } {
  const base = useQuery({ queryKey: ['layer', 'base'], queryFn: load('base'), ...steady }).data
  const areas = useQuery({ queryKey: ['layer', 'areas'], queryFn: load('areas'), ...steady }).data
  return { base, areas }
}
const none: Source[] = []
export const useSources = (): Source[] => useQuery({ queryKey: ['map', 'source'], queryFn: () => ask<{ on: Source[] }>('/api/map/source'), staleTime: 10 * 60_000 }).data?.on ?? none

/** After the ground was changed here: everything drawn from it is read again. */
export function renewGround(client: QueryClient, at: number): void {
  stamp = `?at=${at}`
  void client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'layer' || kind === 'area' || kind === 'ground' || kind === 'place' })
}
