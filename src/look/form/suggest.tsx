// What a message may be about, as chips: one tap takes it, and the words that led there stand below. Nothing is chosen by itself.
import { useEffect, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { post } from '../api.ts'
import { useWords } from '../words.ts'

export interface Suggestion { pack: string; category: string; condition: string; zh: string; en: string; score: number; words: string[] }
interface Understood { ours: boolean; items: Suggestion[]; elsewhere: { department: string; zh: string; en: string; score: number; words: string[] } | null }
/** Asked when the writer pauses, not at every key. */
const PAUSE_MS = 500
const LEAST = 4

export function SuggestChips({ text, take, taken }: { text: string | null | undefined; take: (one: Suggestion) => void; taken?: { pack: string; category: string } | undefined }) {
  const { t, name, lang } = useWords()
  const [asked, setAsked] = useState((text ?? '').trim())
  useEffect(() => { const timer = setTimeout(() => setAsked((text ?? '').trim()), PAUSE_MS); return () => clearTimeout(timer) }, [text])
  const found = useQuery({ queryKey: ['suggest', asked], queryFn: () => post<Understood>('/api/category/suggest', { text: asked.slice(0, 5000) }), enabled: [...asked].length >= LEAST, staleTime: 60_000, retry: false })
  // A help that fails is no fault of the form: the search beside it works without.
  if (!found.data || [...asked].length < LEAST) return null
  const { ours, items, elsewhere } = found.data
  const join = (words: readonly string[]) => words.join(lang === 'zh' ? '、' : ', ')
  const shown = items.slice(0, ours ? 3 : 2)
  return (
    <div className="suggest" aria-live="polite">
      {!ours && <p className="suggest-not"><b>{t(elsewhere ? 'suggest.notOurs' : 'suggest.unsure')}</b>{elsewhere ? <> {t('suggest.elsewhere', { department: name(elsewhere.zh, elsewhere.en) })}<span>{t('suggest.words', { words: join(elsewhere.words) })}</span></> : <span>{t(shown.length > 0 ? 'suggest.guesses' : 'suggest.unknown')}</span>}</p>}
      {shown.length > 0 && <ul>{shown.map((one) => (
        <li key={`${one.pack}/${one.category}`}>
          <button type="button" className={`suggest-chip ${taken?.pack === one.pack && taken.category === one.category ? 'on' : ''} ${ours ? '' : 'weak'}`} aria-pressed={taken?.pack === one.pack && taken.category === one.category} onClick={() => take(one)}>
            <b>{name(one.zh, one.en)}</b><i title={t('suggest.score')}>{one.score}</i>
            {one.words.length > 0 && <small>{t('suggest.words', { words: join(one.words.slice(0, 3)) })}</small>}
          </button>
        </li>
      ))}</ul>}
    </div>
  )
}
