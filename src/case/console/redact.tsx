// Marking faces and plates: regions drawn on the photo, each movable and removable by keys as well; what is marked is burnt into the public copy.
import { useEffect, useRef, useState } from 'react'
import { App, Button, Checkbox, Segmented } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { asProblem, newKey, photoUrl, post } from '#look/api.ts'
import { Problems } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import type { PhotoEvidence, Region } from '../views.ts'

const SMALLEST = 0.01, STEP = 0.01
const within = (n: number, least = 0, most = 1) => Math.min(most, Math.max(least, n))
const round = (n: number) => Math.round(n * 10_000) / 10_000

export function Redact({ id, photo, nameOf, close }: { id: string; photo: PhotoEvidence; nameOf: string; close: () => void }) {
  const { t } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const box = useRef<HTMLDialogElement>(null), frame = useRef<HTMLDivElement>(null), key = useRef(newKey())
  const [shape, setShape] = useState<Region['shape']>('ellipse')
  const [regions, setRegions] = useState<Region[]>(photo.public?.regions ?? [])
  const [drawing, setDrawing] = useState<{ x: number; y: number; region: Region }>()
  const [nothing, setNothing] = useState(photo.public?.regions.length === 0)
  useEffect(() => { box.current?.showModal() }, [])
  const make = useMutation({
    mutationFn: () => post(`/api/file/${photo.sha256}/redaction`, { regions, ...(regions.length === 0 ? { nothing: true } : {}) }, { key: key.current }),
    onSuccess: () => { void message.success(t('redact.done')); void client.invalidateQueries({ queryKey: ['case', id] }); close() },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey() },
  })
  const at = (e: React.PointerEvent) => { const rect = frame.current!.getBoundingClientRect(); return { x: within((e.clientX - rect.left) / rect.width), y: within((e.clientY - rect.top) / rect.height) } }
  const between = (a: { x: number; y: number }, b: { x: number; y: number }): Region => ({ shape, x: round(Math.min(a.x, b.x)), y: round(Math.min(a.y, b.y)), w: round(Math.abs(a.x - b.x)), h: round(Math.abs(a.y - b.y)) })
  const finish = () => {
    if (drawing && drawing.region.w >= SMALLEST && drawing.region.h >= SMALLEST) { setRegions((all) => [...all, drawing.region]); setNothing(false) }
    setDrawing(undefined)
  }
  const change = (n: number, part: Partial<Region>) => setRegions((all) => all.map((one, k) => (k === n ? { ...one, ...part } : one)))
  const remove = (n: number) => setRegions((all) => all.filter((_, k) => k !== n))
  // On its cross: arrows move it, with shift they stretch; delete takes it away.
  const keys = (n: number, region: Region) => (e: React.KeyboardEvent) => {
    const [dx, dy] = ({ ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] } as Record<string, [number, number]>)[e.key] ?? [0, 0]
    if (e.key === 'Delete' || e.key === 'Backspace') remove(n)
    else if (dx === 0 && dy === 0) return
    else if (e.shiftKey) change(n, { w: round(within(region.w + dx, SMALLEST, 1 - region.x)), h: round(within(region.h + dy, SMALLEST, 1 - region.y)) })
    else change(n, { x: round(within(region.x + dx, 0, 1 - region.w)), y: round(within(region.y + dy, 0, 1 - region.h)) })
    e.preventDefault()
    e.stopPropagation()
  }
  const style = (region: Region): React.CSSProperties => ({ left: `${region.x * 100}%`, top: `${region.y * 100}%`, width: `${region.w * 100}%`, height: `${region.h * 100}%`, borderRadius: region.shape === 'ellipse' ? '50%' : 2 })
  return (
    <dialog ref={box} className="redact" aria-labelledby="redact-title" onClose={close} onKeyDown={(e) => e.stopPropagation()}>
      <header><h2 id="redact-title">{t('redact.title', { photo: nameOf })}</h2><button type="button" className="redact-close" onClick={close} aria-label={t('common.close')}><X size={18} /></button></header>
      <p>{t('redact.lead')}</p>
      <div className="redact-tools">
        <Segmented<Region['shape']> value={shape} onChange={setShape} options={[{ value: 'ellipse', label: t('redact.ellipse') }, { value: 'rectangle', label: t('redact.rectangle') }]} />
        {/* For whoever has no pointer: one in the middle, to be moved by keys. */}
        <Button onClick={() => { setRegions((all) => [...all, { shape, x: 0.42, y: 0.42, w: 0.16, h: 0.16 }]); setNothing(false) }}>{t('redact.add')}</Button>
        <span className="quiet">{t('redact.count', { n: regions.length })}</span>
      </div>
      <div className="redact-scroll">
        <div ref={frame} className="redact-frame" onPointerDown={(e) => { if (e.button !== 0) return; e.currentTarget.setPointerCapture(e.pointerId); const from = at(e); setDrawing({ ...from, region: between(from, from) }) }}
          onPointerMove={(e) => { if (drawing) setDrawing({ ...drawing, region: between(drawing, at(e)) }) }} onPointerUp={finish} onPointerCancel={() => setDrawing(undefined)}>
          <img src={photoUrl(photo.sha256, 'full')} alt={nameOf} draggable={false} />
          {regions.map((region, n) => (
            <div key={n} className="redact-region" style={style(region)} onPointerDown={(e) => e.stopPropagation()}>
              <button type="button" onClick={() => remove(n)} onKeyDown={keys(n, region)} aria-label={t('redact.region', { n: n + 1 })} title={t('redact.remove', { n: n + 1 })}><X size={14} /></button>
            </div>
          ))}
          {drawing && <div className="redact-region drawing" style={style(drawing.region)} />}
        </div>
      </div>
      <Problems error={make.error} />
      <footer>
        {regions.length === 0 && <Checkbox checked={nothing} onChange={(e) => setNothing(e.target.checked)}>{t('redact.nothing')}</Checkbox>}
        <Button type="primary" loading={make.isPending} disabled={regions.length === 0 && !nothing} onClick={() => make.mutate()}>{t('redact.go')}</Button>
      </footer>
    </dialog>
  )
}
