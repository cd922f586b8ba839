// Why this unit: the place, the matter, the rule that named it; and what cannot be done yet.
import { Link } from '@tanstack/react-router'
import { BecauseLine, Card } from '#look/pieces.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useMay } from '#look/live.ts'
import { limitOf, useWords } from '#look/words.ts'
import { usePackName } from './facts.tsx'
import type { CaseDetail } from '../views.ts'

export function Why({ kase }: { kase: CaseDetail }) {
  const { t, lang, say, name } = useWords()
  const may = useMay()
  const packName = usePackName()
  const because = kase.because ?? kase.proposal?.because
  const unit = kase.unit ? name(kase.unit_zh, kase.unit_en) : kase.proposal ? name(kase.proposal.unit_zh, kase.proposal.unit_en) : ''
  const fact = (label: string, value: React.ReactNode) => value ? <><dt>{label}</dt><dd>{value}</dd></> : null
  if (!because && !kase.under) return null
  return (
    <Card title={t(kase.unit || !kase.proposal ? 'case.why' : 'case.willGo')} side={because?.rule && may('pack.list') ? <Link to={`/packs/${because.rule.pack}`} search={{ q: name(kase.category_zh, kase.category_en) } as never}>{t('case.rule')}</Link> : undefined}>
      {because && <BecauseLine said={say(because.said)} strong={unit} />}
      <dl className="why">
        {fact(t('case.where'), because?.place.name ?? kase.area_name)}
        {fact(t('case.what'), name(kase.category_zh, kase.category_en))}
        {fact(t('case.answers'), unit)}
        {fact(t('case.condition'), kase.under && say(kase.under.condition))}
        {fact(t('case.closing'), kase.under && say(kase.under.close))}
        {fact(t('case.limit'), limitOf(kase.handling_limit, lang))}
        {fact(t('case.evidence'), kase.under && kase.under.evidence.report + kase.under.evidence.handle > 0 && t('case.needs', kase.under.evidence))}
        {fact(t('case.dueIfSent'), !kase.unit && kase.proposal && momentOf(kase.proposal.due, nowMs(), lang))}
        {fact(t('case.override'), because?.override?.reason)}
      </dl>
      {kase.unit && kase.proposal && kase.proposal.unit !== kase.unit && <p className="hint rerouted"><b>{t('one.rerouted', { unit: name(kase.proposal.unit_zh, kase.proposal.unit_en) })}</b> {say(kase.proposal.because.said)}</p>}
      {because?.backstop && <p className="hint">{t('case.backstop')}</p>}
      {because?.unmapped?.length ? <p className="hint">{t('case.unmapped', { names: because.unmapped.join(lang === 'zh' ? '、' : ', ') })}</p> : null}
      {because?.rule && <p className="hint">{t('case.ruleRow', { pack: packName(because.rule.pack), version: because.rule.version, row: because.rule.row })}</p>}
    </Card>
  )
}
/** What cannot be done yet, and what is missing for it; what can be done stands in the bar below. */
export function Who({ kase }: { kase: CaseDetail }) {
  const { t, say } = useWords()
  const lacking = kase.can.flatMap((each) => (each.blocked ? [{ ...each, blocked: each.blocked }] : []))
  if (lacking.length === 0) return null
  return (
    <Card title={t('case.who')}>
      <ul className="who">{lacking.map((each) => <li key={each.verb}><b>{say(each.title)}</b><span>{say(each.blocked)}</span></li>)}</ul>
    </Card>
  )
}
