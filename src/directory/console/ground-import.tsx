// Bringing in areas or a layer of the map: read first, its columns settled, its faults shown on the map; written only then.
import { useRef, useState } from 'react'
import { Button, Select } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { asProblem, newKey, query, send } from '#look/api.ts'
import { ChooseSheet, Counts } from '#look/FileDrop.tsx'
import { renewGround } from '#look/map/data.ts'
import { nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { areaKinds, kindName, kindNames, layerKinds, layerNames, systemNames, systems, type AreaKind, type GroundFault, type LayerKind, type System } from '../ground/words.ts'
import { FaultRows } from './ground-faults.tsx'

type Change = 'new' | 'name' | 'kind' | 'parent' | 'shape' | 'middle' | 'days' | 'back'
interface Read {
  dry_run: boolean; what: string; encoding: string | null; format: string; projected: boolean; headings: string[]; columns: Record<string, string>
  counts: { read: number; fresh: number; changed: number; unchanged: number; gone: number; must: number; should: number; note: number }
  items: { code: string; name: string; kind: string; changes: Change[] }[]; gone: { code: string; name: string }[]; faults: GroundFault[]
}
const fields = ['code', 'name', 'kind', 'parent'] as const
const layerFields = ['name', 'kind'] as const
interface Wish { what: 'area' | LayerKind; system: System; missing: 'keep' | 'retire'; kind: AreaKind | undefined; columns: Record<string, string> }

export function ImportGround({ tell, chosen, choose, seeFaults }: { tell: (faults: GroundFault[]) => void; chosen: number | undefined; choose: (n: number) => void; seeFaults: () => void }) {
  const { t, say } = useWords()
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const [wish, setWish] = useState<Wish>({ what: 'area', system: 'wgs84', missing: 'keep', kind: undefined, columns: {} })
  const key = useRef('')
  const run = (dry: boolean) => async (given: { file: File; wish: Wish }) => await send<Read>('/api/ground/import' + query({
    file: given.file.name, what: given.wish.what, system: given.wish.system, missing: given.wish.missing, kind: given.wish.kind, 'dry-run': dry, ...Object.fromEntries(Object.entries(given.wish.columns).map(([field, heading]) => [`col-${field}`, heading])),
  }), given.file, dry ? {} : { key: key.current ||= newKey() })
  const trial = useMutation({ mutationFn: run(true), onSuccess: (read) => tell(read.faults), onError: () => tell([]) })
  const doing = useMutation({ mutationFn: run(false), onSuccess: (read) => { tell(read.faults); renewGround(client, nowMs()) }, onError: (error) => { if (asProblem(error).status > 0) key.current = '' } })
  const again = (next: Wish, which = file) => { setWish(next); key.current = ''; doing.reset(); if (which) trial.mutate({ file: which, wish: next }) }
  const take = (fresh: File) => { setFile(fresh); again({ ...wish, columns: {} }, fresh) }
  const read = doing.data ?? trial.data
  const nothing = read && read.counts.fresh + read.counts.changed + (wish.missing === 'retire' ? read.counts.gone : 0) === 0
  const area = wish.what === 'area'
  const option = <V extends string>(value: V, name: { zh: string; en: string }) => ({ value, label: say(name) })

  return (
    <div className="ground-scroll ground-import">
      <p className="lead">{t('ground.lead')}</p>
      <div className="ground-wish">
        <label><span>{t('ground.what')}</span><Select value={wish.what} onChange={(what) => again({ ...wish, what, columns: {} })} options={[{ value: 'area' as const, label: t('ground.area') }, ...layerKinds.map((kind) => option(kind, layerNames[kind]))]} aria-label={t('ground.what')} /></label>
        <label><span>{t('ground.systemQ')}</span><Select value={wish.system} onChange={(system) => again({ ...wish, system })} options={systems.map((system) => option(system, systemNames[system]))} aria-label={t('ground.systemQ')} /></label>
        {area && <label><span>{t('ground.kindQ')}</span><Select value={wish.kind ?? ''} onChange={(kind: AreaKind | '') => again({ ...wish, kind: kind || undefined })} options={[{ value: '', label: t('ground.kindNone') }, ...areaKinds.map((kind) => option(kind, kindNames[kind]))]} aria-label={t('ground.kindQ')} /></label>}
        <label><span>{t('ground.missing')}</span><Select value={wish.missing} onChange={(missing) => again({ ...wish, missing })} options={[{ value: 'keep' as const, label: t('ground.keep') }, { value: 'retire' as const, label: t(area ? 'ground.retireMissing' : 'ground.replace') }]} aria-label={t('ground.missing')} /></label>
        <p className="hint">{t('ground.systemHint')}</p>
      </div>
      <ChooseSheet file={file} take={take} accept=".geojson,.json,.zip,.xlsx,.csv" problem={doing.error ?? trial.error} reading={trial.isPending} />
      {!file && <p className="hint">{t('ground.sample')}</p>}
      {read && file && !trial.isPending && (
        <div className="result" aria-live="polite">
          <Counts of={[[read.counts.read, t('ground.read')], [read.counts.fresh, t('ground.fresh')], ...(area ? [[read.counts.changed, t('ground.changed')] as [number, string]] : []), [read.counts.unchanged, t('ground.unchanged')],
            ...(read.counts.gone > 0 ? [[read.counts.gone, t(!area ? 'ground.goneLayer' : wish.missing === 'retire' ? 'ground.gone' : 'ground.goneKeep')] as [number, string]] : []), ...(read.counts.must > 0 ? [[read.counts.must, t('ground.must')] as [number, string]] : []), ...(read.counts.should > 0 ? [[read.counts.should, t('ground.should')] as [number, string]] : [])]} />
          {doing.data
            ? <p className="result-next"><b>{t('ground.done')}</b> <Button onClick={seeFaults}>{t('ground.see')}</Button></p>
            : <p className="result-next"><Button type="primary" size="large" disabled={nothing || read.counts.must > 0} loading={doing.isPending} onClick={() => doing.mutate({ file, wish })}>{nothing ? t('ground.nothing') : t('ground.go')}</Button><span className="hint">{read.counts.must > 0 ? t('ground.fixFirst') : t('load.dryRun')}{read.counts.must === 0 && read.counts.should > 0 && t('ground.withFaults')}</span></p>}
          {(read.projected || (read.encoding && read.encoding !== 'utf-8')) && <p className="hint">{read.encoding && t('ground.encoding', { encoding: read.encoding.toUpperCase() })} {read.projected && t('ground.projected')}</p>}
          {!doing.data && (
            <details className="settle" open={read.columns.code === undefined && area}><summary>{t('ground.columns')}</summary><p className="hint">{t('ground.columnsHint')}</p>
              <div className="ground-wish">{(area ? fields : layerFields).map((field) => (
                <label key={field}><span>{t(`ground.field.${field}`)}</span><Select value={read.columns[field] ?? null} placeholder={t('ground.notFound')} onChange={(heading) => again({ ...wish, columns: { ...wish.columns, [field]: heading } })} options={read.headings.map((heading) => ({ value: heading, label: heading }))} showSearch aria-label={t(`ground.field.${field}`)} /></label>
              ))}</div></details>
          )}
          {read.faults.length > 0 && <section className="ground-found"><FaultRows items={read.faults} chosen={chosen} choose={choose} /></section>}
          {read.items.length > 0 && (
            <details className="settle" open={read.items.length <= 12}><summary>{t('ground.diff')} <span>{read.counts.fresh + read.counts.changed}</span></summary>
              <ul className="ground-diff">{read.items.slice(0, 200).map((item) => <li key={item.code}><b>{item.name}</b><small>{say(kindName(item.kind))} <code>{item.code}</code></small><span>{item.changes.map((each) => <i key={each} className={`chip is-outline ${each === 'new' ? 'new' : ''}`}>{t(`ground.changes.${each}`)}</i>)}</span></li>)}</ul></details>
          )}
          {read.gone.length > 0 && <details className="settle"><summary>{t('ground.goneTitle')} <span>{read.counts.gone}</span></summary><ul className="ground-diff">{read.gone.slice(0, 200).map((item) => <li key={item.code}><b>{item.name}</b><small><code>{item.code}</code></small></li>)}</ul></details>}
        </div>
      )}
    </div>
  )
}
