// The table of figures as a workbook: one sheet of values with their numerators and denominators, one that says how each is made.
import type { Said } from '#core/problem.ts'
import { writeSheets } from '#kernel/sheet/write.ts'
import { groupingNames, variantNames, type Figures } from './words.ts'

export async function figureSheet(table: Figures, lang: 'zh' | 'en'): Promise<Uint8Array<ArrayBuffer>> {
  const say = (said: Said) => said[lang]
  const unit = (kind: string) => (kind === 'share' ? '%' : kind === 'minutes' ? (lang === 'zh' ? '分钟' : 'min') : '')
  const head = [say(groupingNames[table.by]), ...table.indicators.flatMap(({ title, kind }) => (kind === 'count' ? [say(title)] : [`${say(title)} ${unit(kind)}`, lang === 'zh' ? '分子' : 'of these', lang === 'zh' ? '分母' : 'out of']))]
  const rows = [table.total, ...(table.own ? [table.own] : []), ...table.items].map((row) => [row[lang], ...table.indicators.flatMap(({ key, kind }) => {
    const figure = row.figures[key]
    return kind === 'count' ? [figure.n] : [figure.value, figure.n, figure.of]
  })])
  return await writeSheets([
    { name: lang === 'zh' ? '指标' : 'Figures', head, rows, widths: [24, ...head.slice(1).map(() => 13)], sticky: 1 },
    { name: lang === 'zh' ? '口径' : 'How', sentences: [`${table.from} – ${table.to} · ${say(variantNames[table.variant])}`, ...table.indicators.map(({ title, because }) => `${say(title)}：${say(because)}`)] },
  ])
}
