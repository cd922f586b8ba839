// Beside the handling, on the page of a case: who helps and how far each is, the numbered sheets to print, what is under supervision.
import { Printer } from 'lucide-react'
import { query } from '#look/api.ts'
import { Card } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { flagNames, stateTable } from '../life.ts'
import type { CaseDetail } from '../views.ts'

export function TogetherCard({ kase }: { kase: CaseDetail }) {
  const { t, lang, say } = useWords()
  const { joint, orders, supervision } = kase.together
  if (!joint && orders.length === 0 && supervision.length === 0) return null
  const at = (iso: string) => momentOf(iso, nowMs(), lang), over = !stateTable[kase.state].open
  return (
    <Card title={t('together.title')} className="together">
      {joint && <section>
        <h3>{say(flagNames.joint)}</h3>
        <ul>
          {joint.subtasks.map((one) => (
            <li key={one.unit}>
              <p><b>{say(one.name)}</b><FactChip>{one.silent && one.standing === 'agreed' ? t('together.silent') : t(`together.standing.${one.standing}`)}</FactChip>{one.advice && <FactChip>{t('together.advice')}</FactChip>}
                {one.late && <small className="late">{t('together.late')}</small>}{!over && one.standing === 'asked' && <small>{t('together.answerBy', { at: at(one.answer_by) })}</small>}{!over && one.standing === 'agreed' && <small>{t('together.due', { at: at(one.due) })}</small>}</p>
              <p className="quiet">{one.text}</p>{one.outcome && <p><q>{one.outcome}</q></p>}
            </li>
          ))}
        </ul>
        {joint.note && <p><b>{t('together.note')}</b> {joint.note.units.map((one) => say(one.name)).join(lang === 'zh' ? '、' : ', ')}<br /><q>{joint.note.text}</q></p>}
      </section>}
      {orders.length > 0 && <section>
        <h3>{say(flagNames.ordered)}</h3>
        <ul>{orders.map((one) => (
          <li key={one.n}>
            <p><b>{one.number}</b> {say(one.name)}<small>{one.acknowledged_at ? t('together.signed', { at: at(one.acknowledged_at) }) : t('together.unsigned')}</small>
              <a className="link" href={`/api/case/${kase.id}/order/${one.n}.docx${query({ lang })}`} download><Printer size={14} aria-hidden="true" />{t('together.print')}</a></p>
            <p className="quiet">{one.text}</p><p><small>{t('together.due', { at: at(one.due) })}</small></p>
          </li>
        ))}</ul>
      </section>}
      {supervision.length > 0 && <section>
        <h3>{say(flagNames.supervised)}</h3>
        <ul>{supervision.map((one) => (
          <li key={`${one.level} ${one.at}`}>
            <p><b>{t('together.level', { n: one.level })}</b>{one.cause !== 'person' && t(`together.cause.${one.cause}`)}<small>{at(one.at)}</small>
              {one.late && <small className="late">{t('together.late')}</small>}{one.open && <FactChip>{one.reply_by ? t('together.replyBy', { at: at(one.reply_by) }) : t('together.unknown')}</FactChip>}
              {one.replied_at ? <small>{t('together.replied', { at: at(one.replied_at) })}</small> : one.acknowledged_at && <small>{t('together.known', { at: at(one.acknowledged_at) })}</small>}</p>
            {one.text && <p className="quiet">{one.text}</p>}{one.answer && <p><q>{one.answer}</q></p>}
          </li>
        ))}</ul>
      </section>}
    </Card>
  )
}
