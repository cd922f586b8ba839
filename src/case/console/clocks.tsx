// The clocks of a case: one bar a stage, what was used against what was given, marks where it warned, the whole case below, then why this deadline.
import { useNow } from '#look/Clock.tsx'
import { Card } from '#look/pieces.tsx'
import { stageName, stageOrder } from '#look/status.ts'
import { momentOf, nowMs, spanOf, type Lang } from '#look/time.ts'
import { limitOf, useWords } from '#look/words.ts'
import type { CaseDetail, StageClock } from '../views.ts'

/** Used against given, both in the clock's own time: an hour at night is none of a work hour. */
const share = (clock: Pick<StageClock, 'used_minutes' | 'given_minutes'>): number => Math.min(1, clock.used_minutes / Math.max(1, clock.given_minutes))

/** Open time in hours only: a work day is no twenty-four hours. */
function usedOf(minutes: number, kind: string | undefined, lang: Lang): string {
  if (minutes < 24 * 60 || kind === 'urgent_hour' || kind === 'natural_day') return spanOf(minutes * 60_000, lang)
  const rest = String(minutes % 60).padStart(2, '0')
  return `${Math.floor(minutes / 60)}${lang === 'zh' ? '时' : 'h'}${minutes % 60 ? `${rest}${lang === 'zh' ? '分' : 'm'}` : ''}`
}

function Bar({ used, marks }: { used: number; marks: readonly number[] }) {
  return <span className="bar"><i style={{ width: `${Math.max(2, used * 100)}%` }} />{marks.map((mark) => <em key={mark} style={{ insetInlineStart: `${mark}%` }} />)}</span>
}

export function Clocks({ kase }: { kase: CaseDetail }) {
  const { t, lang, say } = useWords()
  useNow(60)
  const now = nowMs()
  // Of two that run beside each other (signing and handling) the one that ends first.
  const running = kase.clocks.filter((c) => c.end === null).toSorted((a, b) => Date.parse(a.due) - Date.parse(b.due))[0], { total } = kase
  // Open, and no clock runs: it is suspended, and its handling clock stands still.
  const still = kase.open && !running ? kase.clocks.find((c) => c.stage === 'handle') : undefined
  // Handling runs from the dispatch, beside the signing: in the order of the work all the same.
  const order = stageOrder()
  const clocks = kase.clocks.toSorted((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage))
  const provisional = (clock: { provisional: boolean }) => clock.provisional && <abbr className="prov" title={t('case.provisional')}>{t('case.provisionalMark')}</abbr>
  return (
    <Card title={t('case.clocks')} side={t('case.byCalendar')}>
      <ul className="clocks">
        {clocks.map((clock) => {
          const used = share(clock), on = clock === running
          return (
            <li key={clock.stage} className={`${on ? 'on' : ''} ${clock.late ? 'is-late' : on && now >= Date.parse(clock.warn_at ?? '') ? 'is-due' : ''}`}>
              <span>{say(stageName(clock.stage))}</span><Bar used={used} marks={clock.warned} />
              <b>{usedOf(clock.used_minutes, clock.limit?.kind, lang)}</b><small title={momentOf(clock.due, now, lang)}>{[clock.limit && limitOf(clock.limit, lang), ...clock.extended.map((more) => more.amount)].filter(Boolean).join(' + ') || momentOf(clock.due, now, lang)}{provisional(clock)}</small>
            </li>
          )
        })}
        {total && (
          <li className={`total ${total.late ? 'is-late' : ''}`} title={t('case.totalHint', { at: momentOf(total.due, now, lang) })}>
            <span>{t('case.total')}</span><Bar used={share(total)} marks={[]} /><b>{usedOf(total.used_minutes, 'work_hour', lang)}</b><small>{momentOf(total.due, now, lang)}{provisional(total)}</small>
          </li>
        )}
      </ul>
      <p className="clocks-why">
        {running ? t(running.limit ? 'case.deadlineLimit' : 'case.deadline', { stage: say(stageName(running.stage)), at: momentOf(running.due, now, lang), start: momentOf(running.start, now, lang), limit: limitOf(running.limit, lang) }) : still ? t('case.pausedNote', { used: usedOf(still.used_minutes, still.limit?.kind, lang), day: kase.resumes_on ?? '' }) : t('case.closedNote')}
        {running && running.extended.length > 0 && ` ${t('case.extendedBy', { more: running.extended.map((more) => limitOf(more, lang)).join(' + ') })}`}
        {running?.moved_from && ` ${t('case.movedFrom', { at: momentOf(running.moved_from, now, lang) })}`}
        {running?.provisional && ` ${t('case.provisional')}`}
      </p>
    </Card>
  )
}
