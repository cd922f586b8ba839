// Trial: who would get such a thing at such a place, and why; nothing is filed. Below: every category in every grid.
import { lazy, Suspense, useState } from 'react'
import { DatePicker, Select, TreeSelect } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { post } from '#look/api.ts'
import { treeOf } from '#look/form/place.tsx'
import { CategoryField } from '#look/form/find.tsx'
import { useAreas, useUnits } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { BecauseLine, Bones, Card, EmptyState, ErrorState } from '#look/pieces.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { limitOf, useWords } from '#look/words.ts'
import type { Limit } from '#core/limit.ts'
import { TrialBulk } from './trial-bulk.tsx'

const MapView = lazy(async () => ({ default: (await import('#look/MapView.tsx')).MapView }))
interface Said { zh: string; en: string }
interface Answer {
  unit: { code: string; zh: string; en: string } | null; because: { said: Said } | null; backstop: boolean; area: { id: string; name: string }
  category: { pack: string; version: number; code: string; zh: string; en: string }
  conditions: { id: string; zh: string; en: string; limit: Limit; due: string; provisional: boolean }[]; rows: { row: number; to: string; fits: boolean; wins: boolean; said: Said }[]
}
interface Asking { category?: { pack: string; category: string } | undefined; point?: { lon: number; lat: number } | undefined; area?: string | undefined; owner?: string | undefined; at?: string | undefined }

export function Trial() {
  const { t, name } = useWords()
  const [asking, setAsking] = useState<Asking>({})
  const areas = useAreas()
  const units = useUnits()
  useTitle(t('trial.title'))
  const put = (part: Partial<Asking>) => setAsking((was) => ({ ...was, ...part }))
  const ready = asking.category !== undefined && (asking.point !== undefined || asking.area !== undefined)
  const found = useQuery({
    queryKey: ['pack', 'trial', asking], enabled: ready, retry: false,
    queryFn: () => post<Answer>('/api/pack/trial', { ...asking.category, ...(asking.point ? { point: asking.point } : { area: asking.area }), ...(asking.owner ? { owner: asking.owner } : {}), ...(asking.at ? { at: asking.at } : {}) }),
  })
  return (
    <div className="page">
      <h1 className="page-line phone-only">{t('trial.title')}</h1><p className="lead">{t('trial.lead')}</p>
      <div className="trial">
        <section className="trial-ask" aria-label={t('trial.title')}>
          <label className="field"><span>{t('trial.category')}</span><CategoryField property={{}} about={{}} label={t('trial.category')} {...(asking.category ? { value: asking.category } : {})} onChange={(category) => put({ category })} /></label>
          <div className="field"><span>{t('trial.place')}</span>
            <div className="pointfield"><div className="pointfield-map"><Suspense fallback={null}><MapView picked={asking.point} pick={(point) => put({ point, area: undefined })} area={found.data?.area.id} legend={false} /></Suspense></div></div>
          </div>
          <label className="field"><span>{t('trial.area')}</span><TreeSelect<string | null> value={asking.area ?? null} onChange={(v) => put({ area: v ?? undefined, point: undefined })} treeData={treeOf(areas.data?.items ?? [])} allowClear showSearch={{ treeNodeFilterProp: 'title' }} treeLine treeExpandAction="click" placeholder={t('form.area')} aria-label={t('trial.area')} /></label>
          <label className="field"><span>{t('trial.owner')}</span><Select value={asking.owner ?? null} onChange={(v) => put({ owner: v ?? undefined })} allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('trial.ownerHint')} aria-label={t('trial.owner')} options={(units.data?.items ?? []).map((u) => ({ value: u.id, label: name(u.zh, u.en) }))} /></label>
          <label className="field"><span>{t('trial.at')}</span><DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" placeholder={t('trial.atHint')} onChange={(v) => put({ at: v ? `${v.format('YYYY-MM-DDTHH:mm')}:00+08:00` : undefined })} aria-label={t('trial.at')} /></label>
        </section>
        <section className="trial-answer" aria-live="polite">
          {!ready ? <EmptyState title={t('trial.empty')} next={t('trial.emptyNext')} /> : found.isPending ? <Bones rows={5} /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : <Shown of={found.data} />}
        </section>
        <TrialBulk />
      </div>
    </div>
  )
}

function Shown({ of }: { of: Answer }) {
  const { t, lang, say, name } = useWords()
  const units = useUnits()
  const called = (code: string) => { const u = units.data?.items.find((each) => each.code === code); return u ? name(u.zh, u.en) : code === 'territory' ? t('rules.territory') : code === 'owner' ? t('rules.owner') : code }
  return (
    <>
      <Card title={t('trial.to')} side={of.area.name}>
        <p className={`trial-unit ${of.unit ? '' : 'none'}`}>{of.unit ? name(of.unit.zh, of.unit.en) : t('trial.nobody')}{of.backstop && <em>{t('trial.backstop')}</em>}</p>
        {of.because && <BecauseLine said={say(of.because.said)} strong={of.unit ? name(of.unit.zh, of.unit.en) : undefined} />}
      </Card>
      <Card title={t('trial.rows')} side={t('packs.version', { n: of.category.version })}>
        {of.rows.length === 0 ? <p className="hint">{t('trial.noRows')}</p> : (
          <ol className="trial-rows">{of.rows.map((row) => <li key={row.row} className={`${row.fits ? 'fits' : ''} ${row.wins ? 'wins' : ''}`}><span>{t('trial.row', { n: row.row })}</span><span>{called(row.to)}</span><span>{say(row.said)}</span></li>)}</ol>
        )}
      </Card>
      <Card title={t('trial.due')}>
        <ul className="trial-limits">{of.conditions.map((each) => <li key={each.id}><span>{name(each.zh, each.en)}</span><b>{limitOf(each.limit, lang)}</b><small>{momentOf(each.due, nowMs(), lang)}{each.provisional && ` · ${t('case.provisional')}`}</small></li>)}</ul>
      </Card>
    </>
  )
}
