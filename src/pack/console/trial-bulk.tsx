// Trials in bulk: the matrix of a pack, with backstops and gaps marked, as a table and as xlsx; and a sheet of one's own.
import { useState } from 'react'
import { Checkbox, Select } from 'antd'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { ask, query, send, type Fault } from '#look/api.ts'
import { ChooseSheet, Counts, PlaceList } from '#look/FileDrop.tsx'
import { useUnits } from '#look/live.ts'
import { Bones, Card, ErrorState } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'

interface Cell { unit: string | null; kind: 'rule' | 'backstop' | 'nobody'; row: number | null; unmapped: boolean }
interface Matrix { areas: { code: string; name: string }[]; rows: { pack: string; category: string; zh: string; en: string; cells: Cell[] }[]; counts: Record<'rule' | 'backstop' | 'nobody' | 'unmapped', number> }
interface Sheet { rows: { row: number; category: string; area: string; unit: string | null; kind: Cell['kind']; said: { zh: string; en: string } }[]; counts: Record<Cell['kind'], number>; faults: Fault[] }
const SHOWN = 60

export function TrialBulk() {
  const { t, name, say } = useWords()
  const packs = useQuery({ queryKey: ['pack'], queryFn: () => ask<{ items: { pack: string; zh: string; en: string }[] }>('/api/pack') })
  const [pack, setPack] = useState<string>()
  const [odd, setOdd] = useState(false)
  const [most, setMost] = useState(SHOWN), [mostRows, setMostRows] = useState(SHOWN)
  const [file, setFile] = useState<File>()
  const chosen = pack ?? packs.data?.items[0]?.pack
  const found = useQuery({ queryKey: ['pack', 'matrix', chosen], queryFn: () => ask<Matrix>('/api/pack/matrix' + query({ pack: chosen === '*' ? undefined : chosen })), enabled: chosen !== undefined })
  const sheet = useMutation({ mutationFn: (given: File) => send<Sheet>('/api/pack/trial-sheet' + query({ file: given.name }), given) })
  const units = useUnits()
  const called = (code: string | null) => { const u = units.data?.items.find((each) => each.code === code); return u ? name(u.zh, u.en) : code ?? t('trial.none') }
  const rows = (found.data?.rows ?? []).filter((row) => !odd || row.cells.some((cell) => cell.kind !== 'rule' || cell.unmapped))
  return (
    <section className="trial-bulk">
      <Card title={t('trial.bulk')}>
        <p className="hint">{t('trial.bulkLead')}</p>
        <div className="trial-tools">
          <Select value={chosen ?? null} onChange={(v) => { setPack(v ?? undefined); setMost(SHOWN) }} aria-label={t('trial.bulk')} loading={packs.isPending} options={[{ value: '*', label: t('trial.all') }, ...(packs.data?.items ?? []).map((p) => ({ value: p.pack, label: name(p.zh, p.en) }))]} />
          <Checkbox checked={odd} onChange={(e) => setOdd(e.target.checked)}>{t('trial.onlyOdd')}</Checkbox>
          <a className="btn" href={'/api/pack/matrix' + query({ pack: chosen === '*' ? undefined : chosen, as: 'xlsx' })} download><Download size={16} aria-hidden="true" />{t('trial.download')}</a>
        </div>
        {found.data && <Counts of={[[found.data.counts.rule, t('trial.rule')], [found.data.counts.backstop, t('trial.back')], [found.data.counts.nobody, t('trial.none')], [found.data.counts.unmapped, t('trial.unmapped')]]} />}
        {found.isPending ? <Bones rows={4} /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : rows.length === 0 ? <p className="hint">{t('trial.allFine')}</p> : (
          // What scrolls must be reached by the keyboard, too.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <div className="matrix" role="region" tabIndex={0} aria-label={t('trial.bulk')}><table>
            <thead><tr><th scope="col">{t('trial.category')}</th>{found.data.areas.map((area) => <th scope="col" key={area.code}>{area.name}</th>)}</tr></thead>
            <tbody>{rows.slice(0, most).map((row) => <tr key={`${row.pack}/${row.category}`}><th scope="row">{name(row.zh, row.en)}</th>{row.cells.map((cell, n) => <td key={found.data.areas[n]!.code} className={cell.kind}>{called(cell.unit)}{cell.kind === 'backstop' && ` · ${t('trial.backstop')}`}</td>)}</tr>)}</tbody>
          </table></div>
        )}
        {rows.length > most && <button type="button" className="link" onClick={() => setMost(most + 100)}>{t('rules.more', { n: rows.length - most })}</button>}
      </Card>
      <Card title={t('trial.sheet')}>
        <p className="hint">{t('trial.sheetLead')}</p>
        <ChooseSheet file={file} take={(given) => { setFile(given); setMostRows(SHOWN); sheet.mutate(given) }} problem={sheet.error} reading={sheet.isPending} />
        {sheet.data && <>
          <p><b>{t('trial.sheetDone', { n: sheet.data.rows.length })}</b></p>
          <Counts of={[[sheet.data.counts.rule, t('trial.rule')], [sheet.data.counts.backstop, t('trial.back')], [sheet.data.counts.nobody, t('trial.none')]]} />
          <PlaceList title={t('load.faults')} items={sheet.data.faults} />
          <ol className="trial-rows">{sheet.data.rows.slice(0, mostRows).map((row) => <li key={row.row} className="fits"><span>{t('load.rowN', { n: row.row })}</span><span>{row.category} · {row.area}</span><span>{say(row.said)}</span></li>)}</ol>
          {sheet.data.rows.length > mostRows && <button type="button" className="link" onClick={() => setMostRows(mostRows + 200)}>{t('ground.more', { n: sheet.data.rows.length - mostRows })}</button>}
        </>}
      </Card>
    </section>
  )
}
