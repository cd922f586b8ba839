// The bell: what came to me since I last looked, as sentences that lead to the case.
import { useState } from 'react'
import { Popover } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell } from 'lucide-react'
import type { Said } from '#core/problem.ts'
import { ask, post } from './api.ts'
import { useMe } from './live.ts'
import { Bones, EmptyState, ErrorState } from './pieces.tsx'
import { momentOf, nowMs } from './time.ts'
import { useWords } from './words.ts'

interface Item { id: string; kind: string; said: Said; stream: string; stream_id: string; at: string; read_at: string | null; number: string | null; summary: string | null }

export function Inbox() {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  const found = useQuery({ queryKey: ['inbox'], queryFn: () => ask<{ items: Item[]; unread: number }>('/api/inbox') })
  const me = useMe()
  const unread = found.data?.unread ?? me.unread
  return (
    <Popover trigger="click" open={open} onOpenChange={setOpen} placement="bottomRight" arrow={false} align={{ overflow: { adjustX: false, shiftX: true } }} content={<List found={found} close={() => setOpen(false)} />}>
      <button type="button" className="bell" aria-label={`${t('top.inbox')} ${unread}`}><Bell size={18} strokeWidth={1.75} />{unread > 0 && <i className="badge">{unread > 99 ? '99+' : unread}</i>}</button>
    </Popover>
  )
}
function List({ found, close }: { found: ReturnType<typeof useQuery<{ items: Item[]; unread: number }>>; close: () => void }) {
  const { t, lang, say } = useWords()
  const client = useQueryClient()
  const seen = useMutation({ mutationFn: (ids?: string[]) => post('/api/inbox/read', ids ? { ids } : {}), onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ['inbox'] }), client.invalidateQueries({ queryKey: ['me'] })]) })
  if (found.isPending) return <div className="inbox"><Bones rows={3} /></div>
  if (found.isError) return <div className="inbox"><ErrorState error={found.error} retry={() => void found.refetch()} /></div>
  if (found.data.items.length === 0) return <div className="inbox"><EmptyState title={t('top.inboxEmpty')} next={t('top.inboxNext')} /></div>
  return (
    <div className="inbox">
      <header><b>{t('top.inbox')}</b>{found.data.unread > 0 && <button type="button" className="link" onClick={() => seen.mutate(undefined)}>{t('top.readAll')}</button>}</header>
      <ul>
        {found.data.items.map((item) => (
          <li key={item.id} className={item.read_at ? '' : 'new'}>
            <Link to={item.stream === 'calendar' ? '/calendar' : `/cases/${item.stream_id}`} onClick={() => { close(); if (!item.read_at) seen.mutate([item.id]) }}>
              <span><b>{say(item.said)}</b> {item.summary}</span><small>{item.number && <>{item.number} · </>}{momentOf(item.at, nowMs(), lang)}</small>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
