// Hotline and message-board letters from a sheet: tried first, imported after; the same outside number is never taken twice.
import { useRef, useState } from 'react'
import { Button } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { newKey, query, send, type Fault } from '#look/api.ts'
import { ChooseSheet, Counts, PlaceList } from '#look/FileDrop.tsx'
import { useTitle } from '#look/page.ts'
import { useWords } from '#look/words.ts'

interface Understood { row: number; number: string; title: string; ours: boolean; zh: string; en: string; score: number; words: string[]; known: boolean }
interface Read { rows: number; added: number; existing: number; faults: Fault[]; notes: Fault[]; not_ours: number; understood: Understood[] }

export function ImportMessages() {
  const { t } = useWords()
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const key = useRef('')
  useTitle(t('load.title'))
  const run = (dry: boolean) => async (chosen: File) => await send<Read>('/api/case/import-messages' + query({ file: chosen.name, 'dry-run': dry }), chosen, dry ? {} : { key: key.current ||= newKey() })
  const trial = useMutation({ mutationFn: run(true) })
  const doing = useMutation({ mutationFn: run(false), onSuccess: () => void client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'pages' || kind === 'points' || kind === 'tally' }) })
  const take = (chosen: File) => { setFile(chosen); key.current = ''; doing.reset(); trial.mutate(chosen) }
  const read = doing.data ?? trial.data
  const problem = doing.error ?? trial.error

  return (
    <div className="page narrow">
      <h1 className="page-line phone-only">{t('load.title')}</h1><p className="lead">{t('load.lead')}</p>
      <ChooseSheet file={file} take={take} problem={problem} reading={trial.isPending} />
      {read && file && (
        <div className="result" aria-live="polite">
          <Counts of={[[read.rows, t('load.rows')], [read.added, t(doing.data ? 'load.addedDone' : 'load.added')], [read.existing, t('load.existing')], [read.not_ours, t('load.notOursN')], [read.faults.length, t('load.faults')]]} />
          {doing.data
            ? <p className="result-next"><b>{t('load.done')}</b> <Link to="/cases" search={{ source: 'hotline' } as never} className="btn primary">{t('load.seeCases')}</Link></p>
            : <p className="result-next"><Button type="primary" size="large" disabled={read.added === 0 || read.faults.length > 0} loading={doing.isPending} onClick={() => doing.mutate(file)}>{read.added === 0 ? t('load.none') : t('load.go', { n: read.added })}</Button><span className="hint">{t('load.dryRun')}{read.faults.length > 0 && t('load.allFaults')}</span></p>}
          <PlaceList title={t('load.faults')} items={read.faults} />
          <PlaceList title={t('load.notes')} items={read.notes} calm />
          {read.understood.length > 0 && <About of={read.understood} />}
        </div>
      )}
    </div>
  )
}

const SHOWN = 50
/** What each message may be about: the officer reads it before the import, and decides when filing. */
function About({ of }: { of: readonly Understood[] }) {
  const { t, name, lang } = useWords()
  const [most, setMost] = useState(SHOWN)
  return (
    <section className="placelist">
      <h2>{t('load.about')}<span>{of.length}</span></h2><p className="hint">{t('load.aboutLead')}</p>
      <table className="understood"><tbody>{of.slice(0, most).map((each) => (
        <tr key={each.row}><td>{each.title}<small>{t('load.rowN', { n: each.row })} · {each.number}{each.known && ` · ${t('load.known')}`}</small></td>
          <td className={each.ours ? '' : 'not'}>{each.ours ? <b>{name(each.zh, each.en)} {each.score}</b> : <>{t(each.zh ? 'load.notOurs' : 'load.unsure')}{each.zh && ` · ${name(each.zh, each.en)}`}</>}{each.words.length > 0 && <small>{t('load.byWords', { words: each.words.slice(0, 4).join(lang === 'zh' ? '、' : ', ') })}</small>}</td></tr>
      ))}</tbody></table>
      {of.length > most && <button type="button" className="link" onClick={() => setMost(most + 200)}>{t('cases.more', { n: of.length - most })}</button>}
    </section>
  )
}
