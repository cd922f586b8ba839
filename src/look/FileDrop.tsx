// Choosing one sheet file, by click or by dropping it; and the lists of what was wrong in it, place by place.
import { useState } from 'react'
import { FileSpreadsheet } from 'lucide-react'
import { asProblem, type Fault } from './api.ts'
import { Problems } from './ErrorState.tsx'
import { useWords } from './words.ts'

export function FileDrop({ file, take, accept = '.xlsx,.csv' }: { file: File | undefined; take: (file: File) => void; accept?: string }) {
  const { t } = useWords()
  const [over, setOver] = useState(false)
  return (
    <label className={`filedrop ${over ? 'over' : ''}`} onDragOver={(e) => { e.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)}
      onDrop={(e) => { e.preventDefault(); setOver(false); const dropped = e.dataTransfer.files[0]; if (dropped) take(dropped) }}>
      <FileSpreadsheet size={24} strokeWidth={1.75} aria-hidden="true" />
      <span>{file ? <><b>{file.name}</b><small>{Math.ceil(file.size / 1024).toLocaleString('en')} KB</small></> : <><b>{t('load.choose')}</b><small>{t('load.drop')}</small></>}</span>
      <input type="file" accept={accept} onChange={(e) => { const chosen = e.target.files?.[0]; if (chosen) take(chosen); e.target.value = '' }} aria-label={t('load.choose')} />
    </label>
  )
}
const SHOWN = 50
export function PlaceList({ title, items, calm = false }: { title: string; items: readonly Fault[]; calm?: boolean }) {
  const { t, say } = useWords()
  const [all, setAll] = useState(false)
  if (items.length === 0) return null
  return (
    <section className="placelist">
      <h2 className={calm ? '' : 't-late'}>{title}<span>{items.length}</span></h2>
      <ul>{items.slice(0, all ? undefined : SHOWN).map((each, i) => <li key={`${each.path}${i}`}><code>{each.path}</code><span>{say(each.said)}</span></li>)}</ul>
      {!all && items.length > SHOWN && <button type="button" className="link" onClick={() => setAll(true)}>{t('cases.more', { n: items.length - SHOWN })}</button>}
    </section>
  )
}
/** Counts as one quiet line, the figure first. */
export const Counts = ({ of }: { of: [number | string, string][] }) => <p className="counts">{of.map(([n, word]) => <span key={word}><b>{n}</b>{word}</span>)}</p>
/** The first half of every import page: the file, what refused it, that it is being read. */
export function ChooseSheet({ file, take, problem, reading, accept }: { file: File | undefined; take: (file: File) => void; problem: unknown; reading: boolean; accept?: string }) {
  const { t } = useWords()
  return (
    <>
      <FileDrop file={file} take={take} {...(accept ? { accept } : {})} />
      <Problems error={problem} />
      {problem ? <PlaceList title={t('load.faults')} items={asProblem(problem).faults} /> : null}
      {reading && <p className="hint" aria-live="polite">{t('common.loading')}</p>}
    </>
  )
}
