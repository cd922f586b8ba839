// What a run found, as Markdown and JSON.
import type { Measured } from './load.ts'

export interface Row { name: string; title: string; pg: string; concurrency: number; gated: boolean; gate: number; stretch: number; slow: number; reached: boolean | undefined; twin: number | undefined; times: number | undefined; peer: number | undefined; measured: Measured; rss: number }
export interface Found { at: string; machine: string; node: string; size: number; calibration: Record<string, Record<string, number | undefined>>; rows: Row[]; more: Record<string, unknown> }

const ms = (n: number | undefined) => (n === undefined ? '–' : n < 10 ? n.toFixed(3) : n.toFixed(1))

export function sayMarkdown(found: Found): string {
  const lines = [
    `${found.size.toLocaleString('en')} cases · ${found.machine} · Node ${found.node} · ${found.at}`, '',
    '| workload | database | c | requests/s | p50 / p99 ms | CPU ms: server + database = all | ÷ slowness now | gate (stretch) | | bare database, × of it (gate) | best peer ÷ ours | statements | errors | other load |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...found.rows.map((row) => {
      const { measured: m } = row
      return `| ${row.name} ${row.title} | ${row.pg} | ${row.concurrency} | ${(m.requests / m.seconds).toFixed(0)} | ${ms(m.p50)} / ${ms(m.p99)} | ${ms(m.server)} + ${ms(m.database)} = ${ms(m.ms)} | ÷ ${row.slow.toFixed(2)} = **${ms(m.ms / row.slow)}** | ${row.gated ? `${row.gate} (${row.stretch})` : ''} | ${row.reached === undefined ? '' : row.reached ? 'reached' : '**not reached**'} | ${row.twin === undefined ? '' : `${ms(row.twin)}, ×${(m.ms / row.twin).toFixed(1)}${row.gated ? ` (${row.times})` : ''}`} | ${row.peer && row.gated ? `${((row.peer * row.slow) / m.ms).toFixed(0)}×` : ''} | ${m.statements?.toFixed(2) ?? ''} | ${m.errors} | ${m.other.toFixed(0)} %${m.other > 10 ? ' (noisy)' : ''} |`
    }), '',
    ...Object.entries(found.calibration).map(([pg, all]) => `Calibration, ${pg}: ${Object.entries(all).map(([name, value]) => `${name} ${ms(value)} ms`).join(' · ')}`), '',
    `Server memory after the run: ${[...new Map(found.rows.map((row) => [row.pg, row.rss]))].map(([pg, rss]) => `${pg} ${rss.toFixed(0)} MB`).join(' · ')}`,
    ...found.rows.filter((row) => row.measured.first).map((row) => `First error of ${row.name}: ${row.measured.first}`),
  ]
  for (const [name, value] of Object.entries(found.more)) lines.push('', `## ${name}`, '', typeof value === 'string' ? value : `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``)
  return `${lines.join('\n')}\n`
}
