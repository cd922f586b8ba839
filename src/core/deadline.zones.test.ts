// The same case has the same deadline on every host: the zone of the machine must not matter.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Every kind of limit from starts around midnight, weekends, holidays, the years of summer time and both ends of the day in UTC and New York. */
const sums = `
import { dueAt, ranBetween, resumeAt } from ${JSON.stringify(join(import.meta.dirname, 'deadline.ts'))}
const calendar = { hours: [[540, 720], [810, 1050]], week: [1, 2, 3, 4, 5], shifts: [[360, 1320], [1380, 120]],
  years: { 2026: { off: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'], work: ['2026-10-10'] } } }
const out = []
for (const day of ['1988-04-17', '2026-03-08', '2026-09-30', '2026-10-10', '2026-11-01', '2026-11-20', '2026-12-31', '2027-03-28'])
  for (const time of ['00:00:00', '02:30:00', '07:59:59', '08:00:00', '11:59:59', '12:30:00', '16:30:00', '17:29:59', '23:59:59']) {
    const start = new Date(day + 'T' + time + '+08:00')
    for (const kind of ['urgent_hour', 'natural_day', 'minute_on_shift', 'work_hour', 'work_day'])
      for (const amount of [1, 3, 40]) {
        const due = dueAt(start, { amount, kind }, calendar)
        const later = new Date(due.at.getTime() + 5 * 3600000)
        out.push([day, time, kind, amount, due.at.toISOString(), due.provisional, ranBetween(start, later, kind, calendar), resumeAt(later, new Date(start.getTime() + 1800000), due.at, kind, calendar).at.toISOString()].join(' '))
      }
  }
console.log(new Date(2026, 0, 1).toISOString())
console.log(out.join('\\n'))
`
const run = (zone: string): { midnight: string; lines: string } => {
  const [midnight, ...lines] = execFileSync(process.execPath, ['--input-type=module', '-e', sums], { env: { PATH: '/usr/bin:/bin', TZ: zone }, encoding: 'utf8' }).split('\n')
  return { midnight: midnight!, lines: lines.join('\n') }
}

test('三个时区的机器算出同样的时限', () => {
  const [utc, newYork, shanghai, kathmandu] = ['UTC', 'America/New_York', 'Asia/Shanghai', 'Asia/Kathmandu'].map(run) as [ReturnType<typeof run>, ReturnType<typeof run>, ReturnType<typeof run>, ReturnType<typeof run>]
  // The machines really differ, or the test would prove nothing.
  expect(new Set([utc, newYork, shanghai, kathmandu].map((each) => each.midnight)).size).toBe(4)
  expect(shanghai.lines.split('\n').length).toBeGreaterThan(1000)
  for (const other of [utc, newYork, kathmandu]) expect(other.lines).toBe(shanghai.lines)
})
