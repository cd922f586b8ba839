// Which layers of the map are shown, remembered on this device: our own, and at most one source of tiles below them.
import { useEffect, useMemo, useRef, useState } from 'react'
import { Layers as Icon } from 'lucide-react'
import { useWords } from '../words.ts'
import type { Source } from './tiles.ts'

const key = 'dianfan.map'
interface Kept { ground: boolean; names: boolean; borders: boolean; grids: boolean; source: string }
const first: Kept = { ground: true, names: true, borders: true, grids: false, source: '' }
const read = (): Kept => { try { return { ...first, ...JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept> } } catch { return first } }

export interface Shown { kept: Kept; shown: Omit<Kept, 'source'> & { source: Source | undefined }; set(change: Partial<Kept>): void }
export function useLayers(sources: readonly Source[]): Shown {
  const [kept, setKept] = useState(read)
  const source = sources.find((each) => each.id === kept.source)
  const shown = useMemo(() => ({ ground: kept.ground, names: kept.names, borders: kept.borders, grids: kept.grids, source }), [kept, source])
  return { kept, shown, set: (change) => setKept((was) => { const next = { ...was, ...change }; localStorage.setItem(key, JSON.stringify(next)); return next }) }
}

export function Layers({ layers, sources, fixedGrids }: { layers: Shown; sources: readonly Source[]; fixedGrids: boolean }) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  const panel = useRef<HTMLDivElement>(null), button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!open) return
    panel.current?.querySelector('input')?.focus()
    const away = (e: PointerEvent) => { if (!panel.current?.contains(e.target as Node) && !button.current?.contains(e.target as Node)) setOpen(false) }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [open])
  const own = ['ground', 'names', 'borders', 'grids'] as const
  return (
    <>
      <button ref={button} type="button" onClick={() => setOpen(!open)} aria-expanded={open} aria-label={t('map.layers')}><Icon size={18} /></button>
      {open && (
        <div ref={panel} className="maplayers" role="dialog" aria-label={t('map.layers')} onKeyDown={(e) => { if (e.key === 'Escape') { setOpen(false); button.current?.focus() } }}>
          <fieldset><legend>{t('map.own')}</legend>
            {own.filter((name) => !(fixedGrids && name === 'grids')).map((name) => <label key={name}><input type="checkbox" checked={layers.kept[name]} onChange={(e) => layers.set({ [name]: e.target.checked })} />{t(`map.layer.${name}`)}</label>)}
          </fieldset>
          {sources.length > 0 && (
            <fieldset><legend>{t('map.tiles')}</legend>
              {/* Somebody else's map and our own ground on top of each other are one too many. */}
              <label><input type="radio" name="tiles" checked={layers.shown.source === undefined} onChange={() => layers.set({ source: '', ground: true })} />{t('map.noTiles')}</label>
              {sources.map((source) => <label key={source.id}><input type="radio" name="tiles" checked={layers.shown.source?.id === source.id} onChange={() => layers.set({ source: source.id, ground: false })} />{source.name}</label>)}
            </fieldset>
          )}
        </div>
      )}
    </>
  )
}
