// The campaigns as data: the list at the left, one pack whole at the right.
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Import } from 'lucide-react'
import { ask } from '#look/api.ts'
import { useMay } from '#look/live.ts'
import { useTitle, useWide } from '#look/page.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { OnePack } from './one-pack.tsx'

interface PackLine { pack: string; version: number; zh: string; en: string; action: string | null; categories: number; conditions: number; installed_at: string; source: string; unmapped: number }
const order = ['environment', 'traffic', 'order'] as const

export function Packs() {
  const { t } = useWords()
  const may = useMay()
  const go = useNavigate()
  const wide = useWide(901)
  const { pack } = useParams({ strict: false }) as { pack?: string }
  const list = useQuery({ queryKey: ['pack'], queryFn: () => ask<{ items: PackLine[] }>('/api/pack') })
  useTitle(t('packs.title'))
  const items = list.data?.items ?? []
  const first = [...order.flatMap((a) => items.filter((p) => p.action === a)), ...items][0]?.pack
  useEffect(() => { if (wide && !pack && first) void go({ to: `/packs/${first}`, replace: true }) }, [wide, pack, first, go])
  if (list.isPending) return <Bones rows={8} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const groups = [...order.map((action) => ({ title: t(`packs.action.${action}`), those: items.filter((p) => p.action === action) })), { title: '', those: items.filter((p) => !order.includes(p.action as never)) }].filter((g) => g.those.length > 0)

  return (
    <div className={`packs ${pack ? 'one' : ''}`}>
      <nav className="packs-list" aria-label={t('packs.title')}>
        {groups.map((g) => <section key={g.title}>{g.title && <h2>{g.title}</h2>}<ul>{g.those.map((p) => <Line key={p.pack} of={p} on={p.pack === pack} />)}</ul></section>)}
        {may('pack.import') && <Link to="/packs/import" className="btn"><Import size={16} aria-hidden="true" />{t('packs.import')}</Link>}
      </nav>
      <section className="packs-one">{pack ? <OnePack key={pack} pack={pack} /> : items.length === 0 && <EmptyState title={t('packs.none')} next={t('packs.noneNext')} />}</section>
    </div>
  )
}
function Line({ of, on }: { of: PackLine; on: boolean }) {
  const { t, name } = useWords()
  return (
    <li><Link to={`/packs/${of.pack}`} className={on ? 'on' : ''} aria-current={on ? 'page' : undefined}>
      <b>{name(of.zh, of.en)}</b><small>{t('packs.categories', { n: of.categories })}{of.unmapped > 0 && <> · {t('packs.unmapped', { n: of.unmapped })}</>}</small>
    </Link></li>
  )
}
