// Everything of the directory as one sheet file: a template, an export with its reason, an import tried first.
import { useRef, useState } from 'react'
import { App, Button, Checkbox, Input } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { ask, asProblem, download, newKey, post, query, send, type Fault } from '#look/api.ts'
import { ChooseSheet, PlaceList } from '#look/FileDrop.tsx'
import { useMay } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { Card, Problems } from '#look/pieces.tsx'
import { nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { Tabs } from './shared.tsx'

type SheetName = 'units' | 'groups' | 'posts' | 'people' | 'duties' | 'grids'
interface Read { dry_run: boolean; sheets: { sheet: SheetName; new: number; changed: number; unchanged: number; ended: number }[]; changes: number; accounts: number; faults: Fault[]; notes: Fault[]; roles: number; waiting: number; waits: Fault[]; pending?: string }
interface Order { id: string; kind: string; state: string; expiresAt: string; decidedAt: string | null; can: string[]; outcome: { takenAt?: string } | null }
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
  const client = useQueryClient()
  const inClear = may('person.reveal')
  const orders = useQuery({ queryKey: ['approval', 'export-clear'], enabled: inClear, queryFn: () => ask<{ items: Order[] }>('/api/approval?limit=20') })
  const again = () => void client.invalidateQueries({ queryKey: ['approval'] })
  const give = useMutation({ mutationFn: (order?: string) => download('/api/workbook/export', { reason: reason.trim() || t('people.book.agreedReason'), clear: clear || order !== undefined, ...(order ? { order } : {}) }), onSuccess: () => void message.success(t('people.book.exported')), onSettled: again })
  const order = useMutation({ mutationFn: () => post('/api/workbook/order-clear', { reason: reason.trim() }, { key: newKey() }), onSuccess: () => { give.reset(); again(); void message.success(t('people.book.ordered')) } })
  // Mine that wait, or were agreed to within a day and not taken yet.
  const mine = (orders.data?.items ?? []).filter((one) => one.kind === 'workbook.export-clear' && (one.can.includes('withdraw') || (one.state === 'approved' && !one.outcome?.takenAt && nowMs() - Date.parse(one.decidedAt!) < 86_400_000)))
  const needsTwo = give.error !== null && asProblem(give.error).kind === 'workbook.needs-two'
  return (
    <Card title={t('people.book.exportTitle')}>
      <form onSubmit={(e) => { e.preventDefault(); if (reason.trim()) give.mutate(undefined) }}>
        <p className="hint">{t('people.book.exportLead')}</p>
        <label className="field"><span>{t('people.book.reason')}</span><Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} /></label>
        {inClear && <p className="field"><Checkbox checked={clear} onChange={(e) => setClear(e.target.checked)}>{t('people.book.clear')}</Checkbox><small className="hint">{t('people.book.clearHint')}</small></p>}
        <Button htmlType="submit" icon={<Download size={15} />} loading={give.isPending} disabled={!reason.trim()}>{t('people.book.export')}</Button>
        <Problems error={give.error ?? order.error} />
        {needsTwo && <p className="result-next"><Button type="primary" loading={order.isPending} disabled={!reason.trim()} onClick={() => order.mutate()}>{t('people.book.order')}</Button></p>}
        {mine.map((one) => (
          <p key={one.id} className="result-next" aria-live="polite">{one.state === 'approved'
            ? <><b>{t('people.book.agreed')}</b> <Button icon={<Download size={15} />} loading={give.isPending} onClick={() => give.mutate(one.id)}>{t('people.book.takeOnce')}</Button></>
            : <><span>{t('people.book.waitsSecond')}</span> <Link to="/approvals" search={{ id: one.id } as never}>{t('people.book.seeOrder')}</Link></>}</p>
        ))}
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
          {read.waiting > 0 && <p>{t(doing.data ? 'people.book.waiting' : 'people.book.wouldWait', { n: read.waiting })}{doing.data?.pending && <> <Link to="/approvals" search={{ id: doing.data.pending } as never}>{t('people.book.seeOrder')}</Link></>}</p>}
          {doing.data
            ? <p className="result-next"><b>{t('people.book.done', { n: doing.data.changes || doing.data.roles })}</b> <Link to="/units/vacancies" className="btn primary">{t('people.book.see')}</Link></p>
            : <p className="result-next"><Button type="primary" size="large" disabled={read.changes + read.roles === 0 || read.faults.length > 0} loading={doing.isPending} onClick={() => doing.mutate(file)}>{read.changes + read.roles === 0 && read.faults.length === 0 ? t('people.book.nothing') : t('people.book.go', { n: read.changes || read.roles })}</Button><span className="hint">{t('people.book.dryRun')}{read.faults.length > 0 && t('people.book.allFaults')}</span></p>}
          <PlaceList title={t('people.book.faults')} items={read.faults} />
          <PlaceList title={t('people.book.waits')} items={read.waits} calm />
          <PlaceList title={t('people.book.notes')} items={read.notes} calm />
        </div>
      )}
    </>
  )
}
