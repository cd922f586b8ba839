// Everything of the directory as one sheet file: a template, an export with its reason, an import tried first.
import { useRef, useState } from 'react'
import { App, Button, Checkbox, Input } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { download, newKey, query, send, type Fault } from '#look/api.ts'
import { ChooseSheet, PlaceList } from '#look/FileDrop.tsx'
import { useMay } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { Card, Problems } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { Tabs } from './shared.tsx'

type SheetName = 'units' | 'groups' | 'posts' | 'people' | 'duties' | 'grids'
interface Read { dry_run: boolean; sheets: { sheet: SheetName; new: number; changed: number; unchanged: number; ended: number }[]; changes: number; accounts: number; faults: Fault[]; notes: Fault[] }
const kinds = ['new', 'changed', 'ended', 'unchanged'] as const

export function Workbook() {
  const { t } = useWords()
  const may = useMay()
  useTitle(t('people.book.title'))
  return (
    <div className="withtabs"><Tabs /><div className="page">
      <p className="lead">{t('people.book.lead')}</p>
      <div className="twobooks">
        <div>{may('directory.edit') && <Take />}</div>
        <div className="result"><Template />{may('person.export') && <Give />}</div>
      </div>
    </div></div>
  )
}
function Template() {
  const { t } = useWords()
  const get = useMutation({ mutationFn: () => download('/api/workbook/template') })
  return <Card><Button icon={<Download size={15} />} loading={get.isPending} onClick={() => get.mutate()}>{t('people.book.template')}</Button><Problems error={get.error} /></Card>
}
function Give() {
  const { t } = useWords()
  const may = useMay()
  const { message } = App.useApp()
  const [reason, setReason] = useState('')
  const [clear, setClear] = useState(false)
  const give = useMutation({ mutationFn: () => download('/api/workbook/export', { reason: reason.trim(), clear }), onSuccess: () => void message.success(t('people.book.exported')) })
  return (
    <Card title={t('people.book.exportTitle')}>
      <form onSubmit={(e) => { e.preventDefault(); if (reason.trim()) give.mutate() }}>
        <p className="hint">{t('people.book.exportLead')}</p>
        <label className="field"><span>{t('people.book.reason')}</span><Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} /></label>
        {may('person.reveal') && <p className="field"><Checkbox checked={clear} onChange={(e) => setClear(e.target.checked)}>{t('people.book.clear')}</Checkbox><small className="hint">{t('people.book.clearHint')}</small></p>}
        <Button htmlType="submit" icon={<Download size={15} />} loading={give.isPending} disabled={!reason.trim()}>{t('people.book.export')}</Button>
        <Problems error={give.error} />
      </form>
    </Card>
  )
}
function Take() {
  const { t } = useWords()
  const may = useMay()
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const key = useRef('')
  const run = (dry: boolean) => async (chosen: File) => await send<Read>('/api/workbook/import' + query({ file: chosen.name, 'dry-run': dry }), chosen, dry ? {} : { key: key.current ||= newKey() })
  const trial = useMutation({ mutationFn: run(true) })
  const doing = useMutation({ mutationFn: run(false), onSuccess: () => void client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['pages', 'unit', 'group', 'chain', 'one-unit', 'history', 'account'].includes(String(kind)) }) })
  const take = (chosen: File) => { setFile(chosen); key.current = ''; doing.reset(); trial.mutate(chosen) }
  const read = doing.data ?? trial.data
  return (
    <>
      <ChooseSheet file={file} take={take} problem={doing.error ?? trial.error} reading={trial.isPending} />
      {read && file && (
        <div className="result" aria-live="polite">
          {read.sheets.length > 0 && <div className="tablewrap"><table className="table counttable">
            <thead><tr><th scope="col">{t('people.book.sheet')}</th>{kinds.map((kind) => <th key={kind} scope="col">{t(`people.book.${kind}`)}</th>)}</tr></thead>
            <tbody>{read.sheets.map((one) => <tr key={one.sheet}><th scope="row">{t(`people.book.sheets.${one.sheet}`)}</th>{kinds.map((kind) => <td key={kind} className={kind !== 'unchanged' && one[kind] > 0 ? 'some' : ''}>{one[kind]}</td>)}</tr>)}</tbody>
          </table></div>}
          {read.accounts > 0 && <p>{t('people.book.accounts', { n: read.accounts })}{doing.data && may('account.create') && <> <Link to="/accounts" search={{ state: 'uninvited' } as never}>{t('people.book.toAccounts')}</Link></>}</p>}
          {doing.data
            ? <p className="result-next"><b>{t('people.book.done', { n: doing.data.changes })}</b> <Link to="/units/vacancies" className="btn primary">{t('people.book.see')}</Link></p>
            : <p className="result-next"><Button type="primary" size="large" disabled={read.changes === 0 || read.faults.length > 0} loading={doing.isPending} onClick={() => doing.mutate(file)}>{read.changes === 0 && read.faults.length === 0 ? t('people.book.nothing') : t('people.book.go', { n: read.changes })}</Button><span className="hint">{t('people.book.dryRun')}{read.faults.length > 0 && t('people.book.allFaults')}</span></p>}
          <PlaceList title={t('people.book.faults')} items={read.faults} />
          <PlaceList title={t('people.book.notes')} items={read.notes} calm />
        </div>
      )}
    </>
  )
}
