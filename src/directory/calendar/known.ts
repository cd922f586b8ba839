// Holidays as the package chinese-days knows them: read as a table, for the package answers "workday" for years it does not know.
import { readFileSync } from 'node:fs'

interface KnownYear { off: string[]; work: string[] }
const folder = new URL('../../../node_modules/chinese-days/', import.meta.url)
const read = <T>(name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T
const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()

let table: { version: string; holidays: Record<string, string>; workdays: Record<string, string> } | undefined
function tableOf() {
  return (table ??= { version: read<{ version: string }>('package.json').version, ...read<{ holidays: Record<string, string>; workdays: Record<string, string> }>('dist/chinese-days.json') })
}
export const knownBy = (): string => `chinese-days ${tableOf().version}`

/**
 * A year's days, or undefined where the table has nothing or only a part: a notice always has the fixed days, and every make-up workday is a Saturday
 * or Sunday.
 */
export function knownYear(year: number): KnownYear | undefined {
  const { holidays, workdays } = tableOf()
  const of = (days: Record<string, string>) => Object.keys(days).filter((day) => day.startsWith(`${year}-`)).sort()
  const off = of(holidays), work = of(workdays)
  const fixed = ['01-01', '05-01', '10-01', '10-02', '10-03'].every((day) => off.includes(`${year}-${day}`))
  const whole = fixed && off.length >= 20 && work.length > 0 && work.every((day) => weekday(day) % 6 === 0 && !off.includes(day))
  return whole ? { off, work } : undefined
}
