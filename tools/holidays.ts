// Writes packs/base/holidays.yaml from the installed chinese-days package: `node tools/holidays.ts`.
import { readFileSync, writeFileSync } from 'node:fs'

// The package answers “workday” for years it does not know, so its table is read and not its functions.
const folder = new URL('../node_modules/chinese-days/', import.meta.url)
const read = <T>(name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T
const { version } = read<{ version: string }>('package.json')
const table = read<{ holidays: Record<string, string>; workdays: Record<string, string> }>('dist/chinese-days.json')

// Older years never matter: no open case is that old.
const firstYear = 2024
const known = [...new Set([...Object.keys(table.holidays), ...Object.keys(table.workdays)].map((day) => Number(day.slice(0, 4))))]
const years = known.filter((year) => year >= firstYear).sort((a, b) => a - b)

const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()
const lines = years.map((year) => {
  const of = (days: Record<string, string>) => Object.keys(days).filter((day) => day.startsWith(`${year}-`)).sort()
  const off = of(table.holidays)
  const work = of(table.workdays)
  // A notice always has the fixed days, and every make-up workday is a Saturday or Sunday; a year that fails this is only half known.
  const fixed = ['01-01', '05-01', '10-01', '10-02', '10-03'].every((day) => off.includes(`${year}-${day}`))
  if (!fixed || off.length < 20 || work.length === 0 || work.some((day) => weekday(day) % 6 !== 0 || off.includes(day))) throw new Error(`chinese-days ${version} knows ${year} only in part`)
  return `${year}:\n  off: [${off.join(', ')}]\n  work: [${work.join(', ')}]\n`
})

const head = `# Public holidays (off) and make-up workdays (work, 调休) by the yearly notices of the State Council (国务院办公厅关于部分节假日安排的通知).
# Made by tools/holidays.ts from the package chinese-days ${version} (MIT). Only years with a published notice stand here:
# a deadline that runs into another year is marked provisional, so that a person sees it may still move.
`
writeFileSync(new URL('../packs/base/holidays.yaml', import.meta.url), head + lines.join(''))
console.log(`holidays.yaml: ${years.join(', ')}`)
