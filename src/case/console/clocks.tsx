// The clocks of a case: one bar a stage, what was used against what was given, then one sentence why this deadline.
import { useNow } from '#look/Clock.tsx'
import { Card } from '#look/pieces.tsx'
import { stageNames } from '#look/status.ts'
import { momentOf, nowMs, spanOf } from '#look/time.ts'
import { limitOf, useWords } from '#look/words.ts'
import type { CaseDetail, StageClock } from '../views.ts'

const span = (clock: StageClock): number => Math.max(1, (Date.parse(clock.due) - Date.parse(clock.start)) / 60_000)
/** Minutes the limit allows where the kind says it plainly; else the wall time to the deadline. */
const given = (clock: StageClock): number => {
  const { limit } = clock
  if (limit?.kind === 'minute_on_shift') return limit.amount
  if (limit?.kind === 'urgent_hour' || limit?.kind === 'work_hour') return limit.amount * 60
  if (limit?.kind === 'work_day') return limit.amount * 8 * 60
  return limit?.kind === 'natural_day' ? limit.amount * 1440 : span(clock)
}

export function Clocks({ kase }: { kase: CaseDetail }) {
  const { t, lang, say } = useWords()
  useNow(60)
  const running = kase.clocks.findLast((c) => c.end === null)
  return (
    <Card title={t('case.clocks')} side={t('case.byCalendar')}>
      <ul className="clocks">
        {kase.clocks.map((clock) => {
          const used = Math.min(1, clock.used_minutes / given(clock)), on = clock === running
          return (
            <li key={clock.stage} className={`${on ? 'on' : ''} ${clock.late ? 'is-late' : on && used >= 0.8 ? 'is-due' : ''}`}>
              <span>{say(stageNames[clock.stage])}</span><span className="bar"><i style={{ width: `${Math.max(2, used * 100)}%` }} /></span>
              <b>{spanOf(clock.used_minutes * 60_000, lang)}</b><small>{limitOf(clock.limit, lang) || momentOf(clock.due, nowMs(), lang)}</small>
            </li>
          )
        })}
      </ul>
      <p className="clocks-why">
        {running ? t(running.limit ? 'case.deadlineLimit' : 'case.deadline', { stage: say(stageNames[running.stage]), at: momentOf(running.due, nowMs(), lang), start: momentOf(running.start, nowMs(), lang), limit: limitOf(running.limit, lang) }) : t('case.closedNote')}
        {running?.provisional && ` ${t('case.provisional')}`}
      </p>
    </Card>
  )
}
