// Photos of a form: chosen or dropped, sent one by one with progress, refused with a sentence, sent again with the same key.
import { useEffect, useRef, useState } from 'react'
import { ImagePlus, RotateCw, X } from 'lucide-react'
import { asProblem, newKey, photoUrl, upload, type Problem } from '../api.ts'
import { useWords } from '../words.ts'
import type { WidgetProps } from './schema.ts'

interface Sending { key: string; file: File; preview: string; share: number; problem?: Problem | undefined }

export function Photos({ id, value = [], onChange, property, about }: WidgetProps<string[]>) {
  const { t, say } = useWords()
  const most = property.maxItems ?? 9, least = Math.max(property.minItems ?? 0, about.photosNeeded ?? 0)
  const [sending, setSending] = useState<Sending[]>([])
  const [previews] = useState(() => new Map<string, string>())
  const kept = useRef(value)
  kept.current = value
  useEffect(() => () => { for (const url of previews.values()) URL.revokeObjectURL(url) }, [previews])

  const change = (key: string, part: Partial<Sending>) => setSending((all) => all.map((each) => (each.key === key ? { ...each, ...part } : each)))
  const go = async (one: Sending) => {
    change(one.key, { problem: undefined, share: 0 })
    try {
      const { sha256 } = await upload(one.file, one.key, (share) => change(one.key, { share }))
      previews.set(sha256, one.preview)
      if (!kept.current.includes(sha256)) onChange?.(kept.current = [...kept.current, sha256])
      setSending((all) => all.filter((each) => each.key !== one.key))
    } catch (error) { change(one.key, { problem: asProblem(error) }) }
  }
  const take = (files: FileList | null) => {
    const fresh = [...(files ?? [])].filter((f) => f.type.startsWith('image/')).slice(0, most - value.length - sending.length).map((file) => ({ key: newKey(), file, preview: URL.createObjectURL(file), share: 0 }))
    setSending((all) => [...all, ...fresh])
    for (const one of fresh) void go(one)
  }
  return (
    <div className="photofield" onDragOver={(e) => e.preventDefault()} onDrop={(e) => { e.preventDefault(); take(e.dataTransfer.files) }}>
      <div className="photofield-row">
        {value.map((sha256, i) => (
          <span key={sha256} className="photofield-one">
            <img src={previews.get(sha256) ?? photoUrl(sha256)} alt={t('case.photo', { n: i + 1 })} />
            <button type="button" onClick={() => onChange?.(value.filter((each) => each !== sha256))} aria-label={t('form.remove')}><X size={14} /></button>
          </span>
        ))}
        {sending.map((one) => (
          <span key={one.key} className={`photofield-one ${one.problem ? 'wrong' : 'sending'}`}>
            <img src={one.preview} alt="" />
            {one.problem ? <button type="button" className="again" onClick={() => void go(one)} aria-label={t('form.retry')}><RotateCw size={16} /></button> : <progress value={one.share} aria-label={t('form.uploading')} />}
            <button type="button" onClick={() => setSending((all) => all.filter((each) => each.key !== one.key))} aria-label={t('form.remove')}><X size={14} /></button>
          </span>
        ))}
        {value.length + sending.length < most && (
          <label className="photofield-add"><ImagePlus size={20} aria-hidden="true" /><span>{t('form.photosAdd')}</span>
            <input {...(id ? { id } : {})} type="file" accept="image/jpeg,image/png,image/webp" multiple onChange={(e) => { take(e.target.files); e.target.value = '' }} />
          </label>
        )}
      </div>
      {sending.map((one) => one.problem && <p key={one.key} className="saidwrong" role="alert">{say(one.problem.said)}</p>)}
      <p className="hint">{least > 0 ? t('form.photosNeed', { n: least }) : t('form.photosHint', { n: most })}</p>
    </div>
  )
}
