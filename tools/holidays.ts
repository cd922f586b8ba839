// Writes packs/base/holidays.yaml from the installed chinese-days package: `node tools/holidays.ts`.
import { writeFileSync } from 'node:fs'
import { knownBy, knownYear } from '../src/directory/calendar/known.ts'

// Older years never matter: no open case is that old.
const firstYear = 2024, years: number[] = []
while (knownYear(firstYear + years.length)) years.push(firstYear + years.length)
if (years.length === 0) throw new Error(`${knownBy()} knows no year from ${firstYear} on`)
const lines = years.map((year) => {
  const { off, work } = knownYear(year)!
  return `${year}:\n  off: [${off.join(', ')}]\n  work: [${work.join(', ')}]\n`
})

const head = `# Public holidays (off) and make-up workdays (work, 调休) by the yearly notices of the State Council (国务院办公厅关于部分节假日安排的通知).
# Made by tools/holidays.ts from the package ${knownBy()} (MIT). Only years with a published notice stand here:
# a deadline that runs into another year is marked provisional, so that a person sees it may still move.
`
writeFileSync(new URL('../packs/base/holidays.yaml', import.meta.url), head + lines.join(''))
console.log(`holidays.yaml: ${years.join(', ')}`)
