// The tree of areas, found by name or code; only the rows in view are drawn, so six hundred grids are as quick as six.
import { useEffect, useMemo, useRef, useState } from 'react'
import { Checkbox, Input, Tree } from 'antd'
import type { UseQueryResult } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import type { Area } from '#look/live.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { kindName } from '../ground/words.ts'

interface Row { key: string; title: React.ReactNode; children: Row[] }

export function AreaTree({ areas, chosen, choose, ended, setEnded }: { areas: UseQueryResult<{ items: Area[] }>; chosen: string | undefined; choose: (id: string | undefined) => void; ended: boolean; setEnded: (ended: boolean) => void }) {
  const { t, say } = useWords()
  const [words, setWords] = useState('')
  const [open, setOpen] = useState<string[]>()
  const box = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(400)
  useEffect(() => {
    if (!box.current) return
    const watch = new ResizeObserver(([entry]) => setHeight(Math.max(160, entry!.contentRect.height)))
    watch.observe(box.current)
    return () => watch.disconnect()
  }, [areas.isPending])
  const items = areas.data?.items ?? []
  const byId = useMemo(() => new Map(items.map((area) => [area.id, area])), [items])
  const line = (id: string | undefined) => { const up: string[] = []; for (let area = id ? byId.get(id) : undefined; area && up.length < 40; area = area.parent ? byId.get(area.parent) : undefined) up.push(area.id); return up }
  const wanted = words.trim().toLowerCase()
  const found = useMemo(() => (wanted === '' ? items : items.filter((area) => `${area.name} ${area.code}`.toLowerCase().includes(wanted))), [items, wanted])
  const tree = useMemo(() => {
    const keep = new Set(found.flatMap((area) => line(area.id)))
    const rows = new Map<string, Row>()
    const roots: Row[] = []
    for (const area of items) if (keep.has(area.id)) rows.set(area.id, { key: area.id, children: [], title: <span className={`ground-row ${area.valid_to ? 'off' : ''}`}><b>{area.name}</b><small>{say(kindName(area.kind))}</small><code>{area.code}</code></span> })
    for (const area of items) { const row = rows.get(area.id); if (row) ((area.parent ? rows.get(area.parent)?.children : undefined) ?? roots).push(row) }
    return roots
  }, [items, found, say])
  // What is searched for, or chosen on the map, is opened; else the first level.
  const expanded = wanted !== '' ? found.slice(0, 200).flatMap((area) => line(area.id).slice(1)) : open ?? [...tree.map((row) => row.key), ...line(chosen).slice(1)]
  useEffect(() => { if (chosen) setOpen((was) => (was ? [...new Set([...was, ...line(chosen).slice(1)])] : was)) }, [chosen, byId])

  if (areas.isPending) return <Bones rows={10} />
  if (areas.error) return <ErrorState error={areas.error} retry={() => void areas.refetch()} />
  return (
    <>
      <div className="ground-tools">
        <Input prefix={<Search size={15} aria-hidden="true" />} allowClear value={words} onChange={(e) => setWords(e.target.value)} placeholder={t('ground.search')} aria-label={t('ground.search')} maxLength={60} />
        <span className="hint">{t('ground.count', { n: found.length })}</span>
        <Checkbox checked={ended} onChange={(e) => setEnded(e.target.checked)}>{t('ground.ended')}</Checkbox>
      </div>
      <div ref={box} className="ground-tree">
        {found.length === 0 ? <EmptyState title={t('ground.none')} next={t('ground.noneNext')} />
          : <Tree<Row> treeData={tree} height={height} blockNode virtual selectedKeys={chosen ? [chosen] : []} onSelect={([key]) => choose(key === undefined ? undefined : String(key))} expandedKeys={expanded} onExpand={(keys) => setOpen(keys.map(String))} aria-label={t('ground.tree')} />}
        {items.length === 1 && <EmptyState title={t('ground.empty')} next={t('ground.emptyNext')} />}
      </div>
    </>
  )
}
