// Doubts about a photo as chips with their reason, the photo beside its twin, and what a person says of it.
import { useRef, useState } from 'react'
import { App, Button, Input } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { asProblem, newKey, post } from '#look/api.ts'
import { Problems } from '#look/pieces.tsx'
import { FullView, Photo } from '#look/Photos.tsx'
import { useWords } from '#look/words.ts'
import { verdictNames, verdicts, type Verdict } from '../judging/words.ts'
import type { CaseDetail, PhotoDoubt, PhotoEvidence } from '../views.ts'

export function Doubts({ kase, photo, nameOf }: { kase: CaseDetail; photo: PhotoEvidence; nameOf: string }) {
  const { t } = useWords()
  const [full, setFull] = useState<number>()
  const twins = photo.flags.flatMap(({ twin }) => twin ?? []).filter((twin, n, all) => all.findIndex((other) => other.sha256 === twin.sha256 && other.case === twin.case) === n)
  // The photo itself is no picture to compare with.
  const sides = [photo.sha256, ...twins.map((twin) => twin.sha256)]
  return (
    <li className="doubt">
      <div className="doubt-sides">
        {sides.map((sha256, n) => {
          const twin = twins[n - 1]
          return (
            <figure key={sha256 + (twin?.case ?? n)}>
              <button type="button" onClick={() => setFull(n)} aria-label={`${t('case.full')} · ${n === 0 ? nameOf : t('doubt.twin')}`}><Photo sha256={sha256} alt={n === 0 ? nameOf : t('doubt.twin')} /></button>
              <figcaption>{!twin ? nameOf : twin.case ? <Link to={`/cases/${twin.case}`}>{twin.number}</Link> : t('doubt.ofBefore')}</figcaption>
            </figure>
          )
        })}
      </div>
      {photo.flags.map((doubt) => <OneDoubt key={doubt.flag} kase={kase} sha256={photo.sha256} doubt={doubt} />)}
      {full !== undefined && <FullView photos={sides} at={full} close={() => setFull(undefined)} />}
    </li>
  )
}

function OneDoubt({ kase, sha256, doubt }: { kase: CaseDetail; sha256: string; doubt: PhotoDoubt }) {
  const { t, say } = useWords()
  const [judging, setJudging] = useState(false)
  const verb = kase.can.find((one) => one.verb === 'judge-photo'), may = verb && !verb.blocked
  return (
    <div className="doubt-one">
      <p><span className={`doubt-chip ${doubt.verdict ?? 'open'}`}>{say(doubt.name)}{doubt.verdict && <> · {say(verdictNames[doubt.verdict])}</>}</span> {say(doubt.said)}</p>
      {!judging && may && <Button size="small" onClick={() => setJudging(true)} aria-label={`${t(doubt.verdict ? 'doubt.again' : 'doubt.judge')} · ${say(doubt.name)}`}>{t(doubt.verdict ? 'doubt.again' : 'doubt.judge')}</Button>}
      {judging && <Judge kase={kase} sha256={sha256} doubt={doubt} close={() => setJudging(false)} />}
    </div>
  )
}

function Judge({ kase, sha256, doubt, close }: { kase: CaseDetail; sha256: string; doubt: PhotoDoubt; close: () => void }) {
  const { t, say } = useWords()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const [wanting, setWanting] = useState(false)
  const key = useRef(newKey())
  const act = useMutation({
    mutationFn: (verdict: Verdict) => post(`/api/case/${kase.id}/judge-photo`, { sha256, flag: doubt.flag, verdict, text }, { key: key.current, version: kase.version }),
    onSuccess: () => { void message.success(t('doubt.done')); void client.invalidateQueries({ queryKey: ['case', kase.id] }); void client.invalidateQueries({ queryKey: ['pages'] }); close() },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey() },
  })
  const go = (verdict: Verdict) => { if (text.trim() === '') setWanting(true); else act.mutate(verdict) }
  return (
    <div className="doubt-judge">
      <Input.TextArea autoFocus rows={2} maxLength={500} value={text} status={wanting && text.trim() === '' ? 'error' : ''} onChange={(e) => setText(e.target.value)} placeholder={t('doubt.why')} aria-label={t('doubt.why')} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); close() } }} />
      {wanting && text.trim() === '' && <p className="saidwrong" role="alert">{t('doubt.whyNeeded')}</p>}
      <Problems error={act.error} />
      <div className="doubt-verdicts">
        {verdicts.map((verdict) => <Button key={verdict} size="small" danger={verdict === 'faked'} disabled={act.isPending} onClick={() => go(verdict)}>{say(verdictNames[verdict])}</Button>)}
        <Button size="small" type="text" onClick={close}>{t('verb.cancel')}</Button>
      </div>
    </div>
  )
}
