// Photos as evidence: the strip, the full view, and before beside after with a divider that keys move by 5 %.
import { useEffect, useRef, useState } from 'react'
import { ChevronLeft, ChevronRight, Code, X } from 'lucide-react'
import { photoUrl } from './api.ts'
import { Square } from './Mark.tsx'
import { useWords } from './words.ts'

export function Photo({ sha256, size = 'small', alt }: { sha256: string | null | undefined; size?: 'small' | 'full'; alt: string }) {
  const [lost, setLost] = useState<string>()
  const { t } = useWords()
  if (!sha256 || lost === sha256) return <span className="photo none" role="img" aria-label={t('case.noPhoto')}><Square size={22} /></span>
  return <img className="photo" src={photoUrl(sha256, size)} alt={alt} loading="lazy" onError={() => setLost(sha256)} />
}

export function PhotoStrip({ photos, chosen, choose }: { photos: readonly string[]; chosen?: string | undefined; choose?: (sha256: string) => void }) {
  const { t } = useWords()
  const [full, setFull] = useState<number>()
  return (
    <span className="strip">
      {photos.map((sha256, i) => (
        <button key={sha256 + i} type="button" className={sha256 === chosen ? 'on' : ''} aria-pressed={choose ? sha256 === chosen : undefined} onClick={() => (choose ? choose(sha256) : setFull(i))} aria-label={t('case.photo', { n: i + 1 })}>
          <Photo sha256={sha256} alt="" />
        </button>
      ))}
      {full !== undefined && <FullView photos={photos} at={full} close={() => setFull(undefined)} />}
    </span>
  )
}

export function FullView({ photos, at, close }: { photos: readonly string[]; at: number; close: () => void }) {
  const { t } = useWords()
  const [i, setI] = useState(at)
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => { box.current?.showModal() }, [])
  const step = (by: number) => setI((was) => (was + by + photos.length) % photos.length)
  return (
    <dialog ref={box} className="fullview" aria-label={t('case.full')} onClose={close} onClick={(e) => { if (e.target === box.current) close() }}
      onKeyDown={(e) => { e.stopPropagation(); if (e.key === 'ArrowRight') step(1); if (e.key === 'ArrowLeft') step(-1) }}>
      <Photo sha256={photos[i]} size="full" alt={t('case.photo', { n: i + 1 })} />
      <button type="button" className="close" onClick={close} aria-label={t('common.close')}><X /></button>
      {photos.length > 1 && <><button type="button" className="prev" onClick={() => step(-1)} aria-label={t('case.prev')}><ChevronLeft /></button><button type="button" className="next" onClick={() => step(1)} aria-label={t('keys.next')}><ChevronRight /></button></>}
    </dialog>
  )
}

/** Same frame for both; 前 left, 后 right. */
export function PhotoCompare({ before, after, beforeTag, afterTag }: { before: string; after: string; beforeTag: string; afterTag: string }) {
  const { t } = useWords()
  const [at, setAt] = useState(52)
  const frame = useRef<HTMLDivElement>(null)
  const move = (x: number) => {
    const box = frame.current?.getBoundingClientRect()
    if (box) setAt(Math.min(100, Math.max(0, ((x - box.left) / box.width) * 100)))
  }
  return (
    <div ref={frame} className="compare" onPointerDown={(e) => { e.currentTarget.setPointerCapture(e.pointerId); move(e.clientX) }} onPointerMove={(e) => { if (e.buttons) move(e.clientX) }}>
      <Photo sha256={after} size="full" alt={afterTag} />
      <div className="compare-before" style={{ clipPath: `inset(0 ${100 - at}% 0 0)` }}><Photo sha256={before} size="full" alt={beforeTag} /></div>
      <span className="tag left">{beforeTag}</span><span className="tag right">{afterTag}</span>
      <span className="compare-line" style={{ left: `${at}%` }} />
      <button type="button" className="compare-handle" style={{ left: `${at}%` }} role="slider" aria-label={t('case.compare')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(at)}
        onKeyDown={(e) => { const by = e.key === 'ArrowLeft' ? -5 : e.key === 'ArrowRight' ? 5 : 0; if (by) { e.preventDefault(); setAt((was) => Math.min(100, Math.max(0, was + by))) } }}>
        <Code size={18} aria-hidden="true" />
      </button>
    </div>
  )
}
