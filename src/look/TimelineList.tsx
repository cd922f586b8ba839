// What happened, as sentences: time, a dot in the hand's colour, who, what; newest first at the desk.
import { PhotoStrip } from './Photos.tsx'
import { clockOf, dayOf, nowMs, sameDay } from './time.ts'
import { useWords } from './words.ts'

export interface Entry {
  version: number; type: string; at: string; by: { zh: string; en: string }; hand: string
  said: { zh: string; en: string }; text: string | null; photos: string[]; because: { said: { zh: string; en: string } } | null
}
export function TimelineList({ entries }: { entries: readonly Entry[] }) {
  const { lang, say } = useWords()
  const newest = entries.toReversed()
  let day = nowMs()
  return (
    <ol className="timeline">
      {newest.map((entry) => {
        const at = Date.parse(entry.at), turned = !sameDay(at, day)
        day = at
        return (
          <li key={entry.version} className={`hand-${entry.hand}`}>
            {turned && <p className="timeline-day">{dayOf(entry.at, lang)}</p>}
            <time dateTime={entry.at}>{clockOf(entry.at)}</time><span className="dot" />
            <div>
              <p>{entry.type !== 'lapsed' && <b>{say(entry.by)} </b>}{say(entry.said)}{entry.text && <q>{entry.text}</q>}</p>
              {entry.because && <p className="timeline-because">{say(entry.because.said)}</p>}
              {entry.photos.length > 0 && <PhotoStrip photos={entry.photos} />}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
