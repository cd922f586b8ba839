// One case whole: photos and facts, what happened, the clocks and why this unit; below, what can be done.
import { useState } from 'react'
import { App, Button } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Link2 } from 'lucide-react'
import { ask, asProblem } from '#look/api.ts'
import { BigCountdown } from '#look/Clock.tsx'
import { useKeys } from '#look/keys.ts'
import { usePages } from '#look/live.ts'
import { Bones, Card, ErrorState, Key } from '#look/pieces.tsx'
import { FactChip, StateChip } from '#look/StateChip.tsx'
import { TimelineList } from '#look/TimelineList.tsx'
import { useTitle } from '#look/page.ts'
import { VerbBar, type Verb } from '#look/VerbBar.tsx'
import { useWords } from '#look/words.ts'
import type { CaseDetail, CaseRow } from '../views.ts'
import { Also, Into } from './also.tsx'
import { caseQuery } from './chosen.tsx'
import { Clocks } from './clocks.tsx'
import { Facts, Pictures, usePackName } from './facts.tsx'
import { ActSheet, Flags, isBare, useAct, useSheet, type Done } from './shared.tsx'
import { TogetherCard } from './together.tsx'
import { SimilarTo } from './similar.tsx'
import { Who, Why } from './why.tsx'

export function OneCase() {
  const { id } = useParams({ strict: false }) as { id: string }
  const found = useQuery(caseQuery(id))
  const { t } = useWords()
  useTitle(found.data ? t('case.title', { number: found.data.number }) : t('nav.cases'))
  if (found.isPending) return <div className="page"><Bones rows={10} /></div>
  if (found.isError) return <div className="page"><ErrorState error={found.error} retry={() => void found.refetch()} /></div>
  return <Whole key={id} kase={found.data} />
}

function Whole({ kase }: { kase: CaseDetail }) {
  const { t, name, say } = useWords()
  const { message } = App.useApp()
  const go = useNavigate()
  const client = useQueryClient()
  const sheet = useSheet()
  const packName = usePackName()
  const [texts, setTexts] = useState<Record<string, string | null>>()
  const mine = usePages<CaseRow>('/api/case', { mine: true, sort: 'due', limit: 30 })
  const at = mine.items.findIndex((row) => row.id === kase.id)
  const next = mine.items[at + 1] ?? (at > 0 ? mine.items[0] : undefined)
  const toNext = next && next.id !== kase.id ? () => void go({ to: `/cases/${next.id}` }) : undefined
  const reveal = kase.can.find((each) => each.verb === 'reveal')
  useKeys({ j: toNext, Escape: () => void go({ to: '/' }), v: reveal && !reveal.blocked && !texts ? () => sheet.open(reveal) : undefined })
  const after = (done: Done, verb: Verb) => {
    // The reason is on record now; the words themselves come once and are not kept.
    if (verb.verb === 'reveal') void ask<Record<string, string | null>>(`/api/case/${done.id}/clear`).then(setTexts, (error) => void message.error(say(asProblem(error).said)))
    void client.invalidateQueries({ queryKey: ['case', kase.id] })
  }
  const act = useAct(kase, after)
  const press = (verb: Verb) => { if (isBare(verb)) act.mutate({ verb, values: {} }, { onError: (error) => void message.error(say(error.said)) }); else sheet.open(verb) }
  const merge = kase.can.find((each) => each.verb === 'merge' && !each.blocked)
  const copy = () => void navigator.clipboard.writeText(location.href).then(() => message.success(t('case.copied')))
  const where = [kase.area_name, kase.place].filter(Boolean).join(' · ')

  return (
    <article className="case">
      <header className="case-head">
        <div>
          <h1>{name(kase.category_zh, kase.category_en) || kase.title || kase.summary || kase.number}<StateChip state={kase.state} /><Flags of={kase.also.length > 0 ? kase.flags.filter((flag) => flag !== 'several') : kase.flags} />{kase.also.length > 0 && <FactChip>{t('one.several', { n: kase.also.length + 1 })}</FactChip>}{kase.reworks > 0 && <FactChip>{t('case.reworks', { n: kase.reworks })}</FactChip>}</h1>
          <p>{where && <>{where} · </>}<b>{t('case.number', { number: kase.number })}</b>{kase.under ? <> · {say(kase.under.title)}</> : kase.pack && <> · {packName(kase.pack)}</>}</p>
          <Into kase={kase} />
        </div>
        <BigCountdown of={kase} mark {...(kase.resumes_on ? { below: t('case.resumesOn', { day: kase.resumes_on }) } : {})} />
      </header>
      <div className="case-columns">
        <div className="case-column"><Pictures kase={kase} /><Facts kase={kase} texts={texts} reveal={reveal && !reveal.blocked ? () => sheet.open(reveal) : undefined} /><Also kase={kase} /></div>
        <Card className="steps" title={t('case.steps')} side={t('case.stepsCount', { n: kase.timeline.length })}><TimelineList entries={kase.timeline} /></Card>
        <div className="case-column">{merge && <SimilarTo kase={kase} merge={(one) => sheet.open(merge, { into: one.id })} />}<Clocks kase={kase} /><TogetherCard kase={kase} /><Why kase={kase} /><Who kase={kase} /></div>
      </div>
      <VerbBar can={kase.can} act={press} empty={t('case.nothing')}>
        <Button type="text" icon={<Link2 size={16} />} onClick={copy}>{t('case.link')}</Button>
        {toNext && <Button type="text" onClick={toNext}>{t('case.next')}<Key>J</Key></Button>}
      </VerbBar>
      <ActSheet kase={kase} verb={sheet.verb} values={sheet.values} close={sheet.close} after={after} />
    </article>
  )
}
