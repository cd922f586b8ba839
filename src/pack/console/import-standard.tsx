// A city's own filing and closing standard from its sheet: tried, its unclear words settled, installed as a version, its unit names matched.
import { useRef, useState } from 'react'
import { Button, Input, Radio } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { asProblem, newKey, query, send, type Fault } from '#look/api.ts'
import { ChooseSheet, Counts, PlaceList } from '#look/FileDrop.tsx'
import { useTitle } from '#look/page.ts'
import { useWords } from '#look/words.ts'
import { MapUnits } from './map-unit.tsx'

interface Read {
  dry_run: boolean; pack: string; version: number | null; counts: { majors: number; minors: number; conditions: number }
  ambiguous: { word: string; rows: number; reading: string; isDefault: boolean; param: string; choices: Meaning[] }[]; unknownUnits: { name: string; rows: number }[]; notes: Fault[]; faults: Fault[]
}
type Meaning = 'work_day' | 'natural_day' | 'work_hour' | 'urgent_hour' | 'urgent_day'

export function ImportStandard() {
  const { t } = useWords()
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const [pack, setPack] = useState('local')
  const [chosen, setChosen] = useState<Record<string, string>>({})
  const key = useRef('')
  useTitle(t('standard.title'))
  const run = (dry: boolean) => async (given: { file: File; chosen: Record<string, string> }) =>
    await send<Read>('/api/pack/import-standard' + query({ file: given.file.name, pack, 'dry-run': dry, ...given.chosen }), given.file, dry ? {} : { key: key.current ||= newKey() })
  const trial = useMutation({ mutationFn: run(true) })
  const doing = useMutation({ mutationFn: run(false), onSuccess: () => void client.invalidateQueries({ queryKey: ['pack'] }), onError: (error) => { if (asProblem(error).status > 0) key.current = '' } })
  const take = (fresh: File) => { setFile(fresh); key.current = ''; doing.reset(); trial.mutate({ file: fresh, chosen }) }
  const settle = (param: string, reading: string) => { const next = { ...chosen, [param]: reading }; setChosen(next); key.current = ''; if (file) trial.mutate({ file, chosen: next }) }
  const read = doing.data ?? trial.data
  const problem = doing.error ?? trial.error

  return (
    <div className="page narrow">
      <h1 className="page-line phone-only">{t('standard.title')}</h1><p className="lead">{t('standard.lead')}</p>
      <label className="field"><span>{t('standard.pack')}</span><Input value={pack} onChange={(e) => setPack(e.target.value.toLowerCase())} maxLength={40} disabled={doing.isSuccess} /><small className="hint">{t('standard.packHint')}</small></label>
      <ChooseSheet file={file} take={take} problem={problem} reading={trial.isPending} />
      {read && file && (
        <div className="result" aria-live="polite">
          <Counts of={[[read.counts.majors, t('standard.majors')], [read.counts.minors, t('standard.minors')], [read.counts.conditions, t('standard.conditions')]]} />
          {!doing.data && read.ambiguous.length > 0 && (
            <section className="settle"><h2>{t('standard.ambiguous')}</h2>
              {read.ambiguous.map((each) => (
                <div key={each.word}><p>{t('standard.ambiguousLead', { word: each.word, n: each.rows })}</p>
                  <Radio.Group value={each.reading} onChange={(e) => settle(each.param, e.target.value)} options={each.choices.map((value) => ({ value, label: t(`standard.${value}`) }))} />
                </div>
              ))}
            </section>
          )}
          {doing.data
            ? <p className="result-next"><b>{t('standard.done', { n: doing.data.version ?? 1 })}</b> <Link to={`/packs/${doing.data.pack}`} className="btn primary">{t('standard.open')}</Link></p>
            : <p className="result-next"><Button type="primary" size="large" disabled={read.faults.length > 0 || !pack} loading={doing.isPending} onClick={() => doing.mutate({ file, chosen })}>{t('standard.go')}</Button><span className="hint">{t('load.dryRun')}</span></p>}
          {read.unknownUnits.length > 0 && <section className="settle"><h2>{t('standard.units')}<span>{read.unknownUnits.length}</span></h2><p className="hint">{t('standard.unitsLead')}</p><MapUnits names={read.unknownUnits} /></section>}
          <PlaceList title={t('load.faults')} items={read.faults} />
          <PlaceList title={t('load.notes')} items={read.notes} calm />
        </div>
      )}
    </div>
  )
}
