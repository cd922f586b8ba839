// What does not fit together on the ground, worst first; a click takes the map there.
import { Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { ask, query } from '#look/api.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { faultNames, levels, type GroundFault, type Level } from '../ground/words.ts'

interface Page { items: GroundFault[]; count: number; counts: Record<Level, number> }
const PAGE = 200
export interface Faults { items: GroundFault[]; counts: Record<Level, number>; count: number; level: Level | undefined; setLevel: (level: Level | undefined) => void; pending: boolean; fetching: boolean; error: unknown; again: () => void; more: (() => void) | undefined }
const none: Record<Level, number> = { must: 0, should: 0, note: 0 }

export function useFaults(): Faults {
  const [level, setLevel] = useState<Level>()
  const pages = useInfiniteQuery({
    queryKey: ['ground', 'fault', level ?? ''], initialPageParam: 0, placeholderData: keepPreviousData, staleTime: 60_000,
    queryFn: ({ pageParam }) => ask<Page>('/api/ground/fault' + query({ level, from: pageParam, limit: PAGE })),
    getNextPageParam: (last, all) => { const had = all.reduce((sum, page) => sum + page.items.length, 0); return had < last.count ? had : undefined },
  })
  const [first] = pages.data?.pages ?? []
  const items = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data])
  return {
    items, counts: first?.counts ?? none, count: first?.count ?? 0, level, setLevel, pending: pages.isPending, fetching: pages.isFetching, error: pages.error,
    again: () => void pages.refetch(), more: pages.hasNextPage ? () => void pages.fetchNextPage() : undefined,
  }
}

export function FaultList({ faults, chosen, choose, toArea }: { faults: Faults; chosen: number | undefined; choose: (n: number) => void; toArea: (code: string) => void }) {
  const { t } = useWords()
  if (faults.pending) return <><p className="hint ground-pad" aria-live="polite">{t('ground.checking')}</p><Bones rows={8} /></>
  if (faults.error) return <ErrorState error={faults.error} retry={faults.again} />
  const total = faults.counts.must + faults.counts.should + faults.counts.note
  return (
    <div className="ground-scroll">
      {total === 0 ? <EmptyState title={t('ground.faultsNone')} next={t('ground.faultsNoneNext')} /> : (
        <>
          <div className="ground-tools">
            <Segmented value={faults.level ?? 'all'} onChange={(value) => faults.setLevel(value === 'all' ? undefined : value as Level)} options={[{ value: 'all', label: `${t('ground.all')} ${total}` }, ...levels.filter((level) => faults.counts[level] > 0).map((level) => ({ value: level, label: `${t(`ground.level.${level}`)} ${faults.counts[level]}` }))]} />
            <p className="hint">{t('ground.faultsLead')}</p>
          </div>
          <FaultRows items={faults.items} chosen={chosen} choose={choose} toArea={toArea} />
          {faults.more && <p className="center ground-pad"><button type="button" className="btn" onClick={faults.more}>{t('ground.more', { n: faults.count - faults.items.length })}</button></p>}
        </>
      )}
      <p className="hint ground-pad">{t('ground.how')}</p>
    </div>
  )
}

export function FaultRows({ items, chosen, choose, toArea }: { items: readonly GroundFault[]; chosen: number | undefined; choose: (n: number) => void; toArea?: (code: string) => void }) {
  const { t, say } = useWords()
  return (
    <ul className="ground-faults">
      {items.map((fault, n) => (
        <li key={n} className={n === chosen ? 'on' : ''}>
          <button type="button" className="ground-fault" disabled={fault.lon === undefined} onClick={() => choose(n)} aria-pressed={n === chosen}>
            <b className={`level ${fault.level}`}>{say(faultNames[fault.kind])}</b><span>{say(fault.said)}</span>
            <small>{fault.path}{fault.lon === undefined ? ` ${t('ground.noPlace')}` : ` ${fault.lon.toFixed(5)}, ${fault.lat!.toFixed(5)}`}</small>
          </button>
          {toArea && <p className="ground-codes">{fault.codes.slice(0, 4).map((code) => <button key={code} type="button" className="link" onClick={() => toArea(code)}>{code}</button>)}</p>}
        </li>
      ))}
    </ul>
  )
}
