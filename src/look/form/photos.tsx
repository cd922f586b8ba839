// Photos of a form: chosen, taken, dropped or pasted; sent in parts, two at a time; each refusal a sentence beside its name.
import { useEffect, useRef, useState } from 'react'
import { Camera, CloudOff, ImagePlus, RotateCw, X } from 'lucide-react'
import { asProblem, newKey, photoUrl, type Problem } from '../api.ts'
import { sendPhoto, type Step } from '../upload.ts'
import { useWords } from '../words.ts'
import type { WidgetProps } from './schema.ts'

type Capture = 'live' | 'gallery'
interface Sending { capture?: Capture | undefined; id: string; file: File; preview: string; share: number; step: Step; stop: AbortController; problem?: Problem | undefined }

/** Naming these three, and not HEIC, is what makes an iPhone hand over a JPEG. */
const ACCEPT = 'image/jpeg,image/png,image/webp'

export function Photos({ id, value = [], onChange, property, about, underway }: WidgetProps<string[]>) {
  const { t, say } = useWords()
  const most = property.maxItems ?? 9, least = Math.max(property.minItems ?? 0, about.photosNeeded ?? 0)
  const [sending, setSending] = useState<Sending[]>([])
  const [over, setOver] = useState(0)
  const [dropping, setDropping] = useState(false)
  const [previews] = useState(() => new Map<string, string>())
  const kept = useRef(value), now = useRef(sending), add = useRef<(files: Iterable<File>) => void>(() => {})
  kept.current = value
  now.current = sending
  useEffect(() => () => {
    for (const one of now.current) { one.stop.abort(); URL.revokeObjectURL(one.preview) }
    for (const url of previews.values()) URL.revokeObjectURL(url)
  }, [previews])
  // The form must not be handed in while a photo is still on its way, or failed without being seen.
  useEffect(() => { underway?.(sending.length) }, [sending.length])

  const change = (of: string, part: Partial<Sending>) => setSending((all) => all.map((each) => (each.id === of ? { ...each, ...part } : each)))
  const drop = (of: string) => setSending((all) => all.filter((each) => each.id !== of))
  const go = async (one: Sending) => {
    change(one.id, { problem: undefined })
    try {
      const { sha256 } = await sendPhoto(one.file, one.id, (step, share) => change(one.id, { step, share }), one.stop.signal, undefined, one.capture)
      previews.set(sha256, one.preview)
      if (!kept.current.includes(sha256)) onChange?.(kept.current = [...kept.current, sha256])
      drop(one.id)
    } catch (error) { if (!one.stop.signal.aborted) change(one.id, { problem: asProblem(error) }) }
  }
  const take = (files: Iterable<File>, capture?: Capture) => {
    const all = [...files], free = Math.max(0, most - kept.current.length - now.current.length)
    setOver(Math.max(0, all.length - free))
    const fresh = all.slice(0, free).map((file): Sending => ({ id: newKey(), file, capture, preview: URL.createObjectURL(file), share: 0, step: 'waiting', stop: new AbortController() }))
    setSending((before) => now.current = [...before, ...fresh])
    for (const one of fresh) void go(one)
  }
  add.current = take
  useEffect(() => {
    const paste = (e: ClipboardEvent) => { const files = [...(e.clipboardData?.files ?? [])]; if (files.length > 0) { e.preventDefault(); add.current(files) } }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [])
  const remove = (one: Sending) => { one.stop.abort(); URL.revokeObjectURL(one.preview); drop(one.id) }
  // Where there is a camera in the hand, choosing from the gallery is a choice; at a desk it says nothing.
  const inHand = matchMedia('(pointer: coarse)').matches
  const input = (more: React.InputHTMLAttributes<HTMLInputElement>) => <input type="file" accept={ACCEPT} {...more} onChange={(e) => { take(e.target.files ?? [], more.capture ? 'live' : inHand ? 'gallery' : undefined); e.target.value = '' }} />
  // A file that is no photo will be none the next time.
  const again = ({ status }: Problem) => status < 400 || status === 429 || status >= 500
  const step = { waiting: 'up-waiting', sending: 'up-sending', offline: 'up-offline' }
  const stepWord = { waiting: t('photo.waiting'), sending: t('form.uploading'), offline: t('photo.offline') }

  return (
    <div className={`photofield ${dropping ? 'dropping' : ''}`} onDragOver={(e) => { e.preventDefault(); setDropping(true) }} onDragLeave={() => setDropping(false)}
      onDrop={(e) => { e.preventDefault(); setDropping(false); take(e.dataTransfer.files) }}>
      <div className="photofield-row">
        {value.map((sha256, i) => (
          <span key={sha256} className="photofield-one">
            <img src={previews.get(sha256) ?? photoUrl(sha256)} alt={t('case.photo', { n: i + 1 })} />
            <button type="button" onClick={() => onChange?.(value.filter((each) => each !== sha256))} aria-label={t('form.remove')}><X size={14} /></button>
          </span>
        ))}
        {sending.map((one) => (
          <span key={one.id} className={`photofield-one ${one.problem ? 'wrong' : step[one.step]}`}>
            <img src={one.preview} alt="" onError={(e) => { e.currentTarget.style.visibility = 'hidden' }} />
            {one.problem ? again(one.problem) && <button type="button" className="again" onClick={() => void go(one)} aria-label={t('form.retry')}><RotateCw size={16} /></button> : <>
              {one.step === 'offline' && <CloudOff className="away" size={20} aria-hidden="true" />}
              <progress value={one.share} aria-label={stepWord[one.step]} />
            </>}
            <button type="button" onClick={() => remove(one)} aria-label={t('form.remove')}><X size={14} /></button>
          </span>
        ))}
        {value.length + sending.length < most && <>
          <label className="photofield-add"><ImagePlus size={20} aria-hidden="true" /><span>{t('form.photosAdd')}</span>{input({ ...(id ? { id } : {}), multiple: true })}</label>
          <label className="photofield-add camera"><Camera size={20} aria-hidden="true" /><span>{t('photo.take')}</span>{input({ capture: 'environment', 'aria-label': t('photo.take') })}</label>
        </>}
      </div>
      {sending.some((one) => one.step === 'offline' && !one.problem) && <p className="hint" role="status">{t('photo.offline')}</p>}
      {sending.map((one) => one.problem && <p key={one.id} className="saidwrong" role="alert"><b>{one.file.name.slice(0, 60)}</b> {say(one.problem.said)}</p>)}
      {over > 0 && <p className="saidwrong" role="alert">{t('photo.over', { n: most, over })}</p>}
      <p className="hint">{least > 0 ? t('form.photosNeed', { n: least }) : t('form.photosHint', { n: most })}</p>
    </div>
  )
}
