// The API for a reader: every act with its fields, permission, refusals in sentences, and a line for the terminal.
import { useMemo } from 'react'
import { Input } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { ask } from '#look/api.ts'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { Operation, type Act, type Op } from './api-operation.tsx'

interface Described { info: { title: string; description?: string }; paths: Record<string, Record<string, Op>> }

export function Api() {
  const { t, lang } = useWords()
  const go = useNavigate()
  const { q = '', at } = useSearch({ strict: false }) as { q?: string; at?: string }
  useTitle(t('api.title'))
  const found = useQuery({ queryKey: ['openapi', lang], queryFn: () => ask<Described>(`/api/openapi.json?lang=${lang}`), staleTime: Infinity })
  const acts = useMemo<Act[]>(() => Object.entries(found.data?.paths ?? {}).flatMap(([path, methods]) => Object.entries(methods).map(([method, op]) => ({ path, method: method.toUpperCase(), op }))), [found.data])
  if (found.isPending) return <Bones rows={10} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const shown = acts.filter(({ path, op }) => `${path} ${op.operationId} ${op.summary}`.toLowerCase().includes(q.toLowerCase()))
  const groups = [...Map.groupBy(shown, ({ op }) => op.tags?.[0] ?? '')]
  const chosen = shown.find(({ op }) => op.operationId === at) ?? shown[0]
  const set = (part: object) => void go({ to: '/api', search: ((was: object) => ({ ...was, ...part })) as never, replace: true, resetScroll: false })

  return (
    <div className={`packs api ${at ? 'one' : ''}`}>
      <nav className="packs-list" aria-label={t('api.title')}>
        <Input prefix={<Search size={15} aria-hidden="true" />} allowClear value={q} onChange={(e) => set({ q: e.target.value || undefined })} placeholder={t('api.search')} aria-label={t('api.search')} />
        {groups.map(([noun, those]) => (
          <section key={noun}><h2>{noun}</h2><ul>{those.map(({ op, method }) => (
            <li key={op.operationId}><button type="button" className={op === chosen?.op ? 'on' : ''} onClick={() => set({ at: op.operationId })}><b>{op.summary}</b><small>{method} {op.operationId.split('.')[1]}</small></button></li>
          ))}</ul></section>
        ))}
      </nav>
      <section className="packs-one">
        {chosen ? <Operation key={chosen.op.operationId} act={chosen} intro={found.data.info.description} back={() => set({ at: undefined })} /> : <EmptyState title={t('api.none')} next={t('api.noneNext')} />}
      </section>
    </div>
  )
}
