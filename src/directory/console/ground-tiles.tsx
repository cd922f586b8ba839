// Background maps of others: added, judged, switched on by whoever keeps the settings; off until then.
import { useEffect, useRef, useState } from 'react'
import { App, Button, Input, Select, Switch } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { ask, asProblem, newKey, post } from '#look/api.ts'
import { Bones, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { systemNames, tileKinds, type TileKind, type TileSource } from '../ground/words.ts'

const fresh = (kind: TileKind, n: number): TileSource => ({
  id: `${kind}-${n}`, name: kind === 'tianditu' ? '天地图' : '', kind, url: '', ...(kind === 'tianditu' ? { key: '', style: 'vec' as const } : {}), system: kind === 'tianditu' ? 'cgcs2000' : 'wgs84', number: '', attribution: kind === 'tianditu' ? '国家地理信息公共服务平台（天地图）' : '', minZoom: 3, maxZoom: 18, on: false,
})

export function MapSources() {
  const { t, say } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const saved = useQuery({ queryKey: ['map', 'source', 'all'], queryFn: () => ask<{ all: TileSource[] | null }>('/api/map/source') })
  const [list, setList] = useState<TileSource[]>()
  const key = useRef('')
  useEffect(() => { if (saved.data && list === undefined) setList(saved.data.all ?? []) }, [saved.data, list])
  const save = useMutation({
    mutationFn: async (sources: TileSource[]) => await post('/api/map/source', { sources }, { key: key.current ||= newKey() }),
    onSuccess: () => { key.current = ''; void client.invalidateQueries({ queryKey: ['map'] }); void message.success(t('ground.tilesSaved')) },
    onError: (error) => { if (asProblem(error).status > 0) key.current = '' },
  })
  if (saved.error) return <ErrorState error={saved.error} retry={() => void saved.refetch()} />
  if (!list) return <Bones rows={5} />
  const put = (n: number, change: Partial<TileSource>) => { key.current = ''; setList(list.map((each, i) => (i === n ? { ...each, ...change } : each))) }
  const wrong = (n: number, field: string) => asProblem(save.error ?? undefined).faults.find((fault) => fault.path === `sources.${n}.${field}`)?.said
  const field = (n: number, name: keyof TileSource, label: string, hint?: string) => {
    const said = save.error ? wrong(n, name) : undefined
    return <label><span>{label}</span><Input value={String(list[n]![name] ?? '')} onChange={(e) => put(n, { [name]: e.target.value })} status={said ? 'error' : ''} maxLength={name === 'url' ? 500 : 120} />{said ? <small className="saidwrong" role="alert">{say(said)}</small> : hint && <small className="hint">{hint}</small>}</label>
  }
  return (
    <div className="ground-scroll ground-import">
      <p className="lead">{t('ground.tilesLead')}</p>
      {list.length === 0 && <EmptyState title={t('ground.tilesNone')} next={t('ground.tilesNoneNext')} />}
      {list.map((source, n) => (
        <section key={n} className="settle ground-source">
          <header><Select value={source.kind} onChange={(kind) => put(n, { ...fresh(kind, n + 1), id: source.id, name: source.name || fresh(kind, 1).name })} options={tileKinds.map((kind) => ({ value: kind, label: t(`ground.tileKind.${kind}`) }))} aria-label={t('ground.tiles')} />
            <label className="ground-on"><Switch checked={source.on} onChange={(on) => put(n, { on })} /> {t('ground.on')}</label>
            <Button type="text" icon={<Trash2 size={15} />} onClick={() => { key.current = ''; setList(list.filter((_, i) => i !== n)) }}>{t('ground.remove')}</Button></header>
          <div className="ground-wish">
            {field(n, 'name', t('ground.tileName'))}
            {field(n, 'id', t('ground.tileId'))}
            {source.kind === 'tianditu' ? (
              <>{field(n, 'key', t('ground.key'))}<label><span>{t('ground.style')}</span><Select value={source.style ?? 'vec'} onChange={(style) => put(n, { style })} options={(['vec', 'img', 'ter'] as const).map((style) => ({ value: style, label: t(`ground.styles.${style}`) }))} aria-label={t('ground.style')} /></label></>
            ) : (
              <>{field(n, 'url', t('ground.url'), t('ground.urlHint'))}{source.url.includes('{key}') && field(n, 'key', t('ground.key'))}
                <label><span>{t('ground.systemQ')}</span><Select value={source.system} onChange={(system) => put(n, { system })} options={(['wgs84', 'cgcs2000', 'gcj02'] as const).map((system) => ({ value: system, label: say(systemNames[system]) }))} aria-label={t('ground.systemQ')} /></label></>
            )}
            {field(n, 'number', t('ground.number'))}
            {field(n, 'attribution', t('ground.attribution'))}
          </div>
        </section>
      ))}
      <p className="ground-acts"><Button icon={<Plus size={15} />} onClick={() => setList([...list, fresh('tianditu', list.length + 1)])} disabled={list.length >= 12}>{t('ground.tilesAdd')}</Button>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate(list)}>{t('ground.save')}</Button></p>
      <Problems error={save.error} />
    </div>
  )
}
