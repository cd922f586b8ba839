// The shipped packs and their base: whole, in both languages, plausible, and described on their page.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { dueAt } from '#core/deadline.ts'
import { readCalendar, readHolidays, readUnits } from './base.ts'
import { checkPack } from './check.ts'
import { knownOf, loadPacks, sayFaults } from './load.ts'
import { PackContent } from './words.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const shipped = await loadPacks(join(root, 'packs'))
const packs = shipped.packs.map(({ content }) => content)
const conditions = packs.flatMap((pack) => pack.categories.flatMap((category) => category.conditions.map((condition) => ({ at: `${pack.pack} ${category.code} ${condition.id}`, category, condition }))))

test('the shipped packs have no faults', () => {
  expect(sayFaults(shipped.faults, 'zh')).toBe('')
  expect(shipped.base).toBeDefined()
})

test.each([
  // campaign                  action         lead, then with: as the district's plan names them        kinds of case
  ['fine-cleaning', 'environment', '社会事业局 城管中队 环发公司', 14],
  ['beautiful-compounds', 'environment', '物管办 各社区', 15],
  ['waste-sorting', 'environment', '社会事业局 垃分办', 13],
  ['responsible-dog-keeping', 'environment', '派出所 城管中队 物管办 各社区', 12],
  ['smoke-free', 'environment', '社会事业局 城管中队 环发公司', 11],
  ['traffic-violations', 'traffic', '城管中队 交警中队', 12],
  ['traffic-facilities', 'traffic', '交警中队 城管中队 规划建设局', 15],
  ['orderly-parking', 'traffic', '派出所 城管中队', 14],
  ['traffic-volunteers', 'traffic', '建设办 各党组织 各社区', 10],
  ['one-metre-line', 'order', '派出所 人社局 社会事业局 各社区 有公共服务窗口的部门单位', 12],
  ['civic-etiquette', 'order', '兰博公司 文旅公司 社会事业局 建设办 各学校 各社区', 13],
  ['market-upgrade', 'order', '市场监管x分局 社会事业局 城管中队 文旅公司', 15],
  ['civil-dining', 'order', '建设办 现代服务业发展中心', 13],
] as const)('%s: %s, %s, %i kinds of case', (id, action, units, kinds) => {
  const pack = packs.find((one) => one.pack === id)
  const names = new Map([...(shipped.base?.units ?? []), ...(shipped.base?.groups ?? [])].map((unit) => [unit.code, unit.zh]))
  expect(pack?.action).toBe(action)
  expect([...(pack?.units.lead ?? []), ...(pack?.units.with ?? [])].map((code) => names.get(code)).join(' ')).toBe(units)
  expect(pack?.categories).toHaveLength(kinds)
  expect(kinds).toBeGreaterThanOrEqual(10)
})
test('there are thirteen, and one code means one thing in all of them', () => {
  expect(packs).toHaveLength(13)
  const codes = packs.flatMap((pack) => pack.categories.map((category) => category.code))
  expect(codes.filter((code, n) => codes.indexOf(code) < n)).toEqual([])
})

test('every condition says what is seen and when it is done, each in its own language', () => {
  for (const { at, category, condition } of conditions) {
    for (const title of [category.title, condition.text, condition.close]) {
      expect(title?.zh, at).toMatch(/\p{Script=Han}/u)
      expect(title?.en, at).toMatch(/^[A-Z0-9][^\p{Script=Han}]+[^.]$/u)
    }
    expect([...condition.text.zh].length, at).toBeGreaterThan(10)
  }
})

test('limits are of a size the trade knows, and within a category they differ by what is seen', () => {
  const most = { minute_on_shift: 60, urgent_hour: 48, work_hour: 8, work_day: 15, natural_day: 30 }
  for (const { at, condition } of conditions) expect(condition.limit.amount, at).toBeLessThanOrEqual(most[condition.limit.kind])
  // 会议要求：流动性垃圾在10分钟内得到清理
  expect(conditions.find(({ at }) => at === 'fine-cleaning litter.roaming seen')?.condition.limit).toEqual({ amount: 10, kind: 'minute_on_shift' })
  for (const { at, category } of conditions) {
    const limits = category.conditions.map(({ limit }) => `${limit.amount} ${limit.kind}`)
    expect(new Set(limits).size, `${at}: ${limits.join(', ')}`).toBe(limits.length)
  }
  expect(conditions.length).toBeGreaterThan(250)
})

test('every category has somebody to answer: a unit of the table, or the unit of the place', () => {
  const units = new Set(shipped.base?.units.map((unit) => unit.code))
  for (const pack of packs) for (const category of pack.categories) {
    expect(category.rules.length, category.code).toBeGreaterThan(0)
    for (const rule of category.rules) expect(rule.to === 'territory' || units.has(rule.to), `${category.code} ${rule.to}`).toBe(true)
  }
})

test('the calendar knows make-up workdays and the lunch break', () => {
  const calendar = shipped.base!.calendar
  expect(Object.keys(calendar.years)).toEqual(['2024', '2025', '2026'])
  const local = (text: string) => new Date(`${text}:00+08:00`)
  const due = (start: string, amount: number, kind: 'work_hour' | 'work_day' | 'minute_on_shift') => dueAt(local(start), { amount, kind }, calendar)
  // The Saturday before the Spring Festival of 2026 works; the nine days after it do not.
  expect(due('2026-02-14T11:30', 1, 'work_hour').at).toEqual(local('2026-02-14T14:00'))
  expect(due('2026-02-14T16:00', 1, 'work_day').at).toEqual(local('2026-02-24T17:30'))
  expect(due('2026-02-17T22:30', 10, 'minute_on_shift').at).toEqual(local('2026-02-18T06:10'))
  expect(due('2026-12-31T16:00', 1, 'work_day').provisional).toBe(true)
})

const folder = join(await mkdtemp(join(tmpdir(), 'packs-test-')), 'packs')
afterAll(() => rm(join(folder, '..'), { recursive: true }))
/** The shipped packs with one file changed, read as a whole. */
async function withFile(path: string, change: (text: string) => string | Uint8Array): Promise<string> {
  await cp(join(root, 'packs'), folder, { recursive: true, force: true })
  await writeFile(join(folder, path), change(await readFile(join(folder, path), 'utf8')))
  const { base, packs: held, faults } = await loadPacks(folder)
  expect([base, held]).toEqual([undefined, []])
  return sayFaults(faults, 'zh')
}
test.each([
  ['smoke-free/pack.yaml', 'pack: smoke-free', 'pack: smoke-fee', 'packs/smoke-free/pack.yaml:{line} pack: 文件夹叫 smoke-free，这里写的是 smoke-fee，要一致'],
  ['fine-cleaning/pack.yaml', 'to: huanfa', 'to: 环保公司', 'packs/fine-cleaning/pack.yaml:{line} litter.roaming 派给 环保公司，但单位表里没有它；是不是 huanfa（环发公司）？'],
  ['base/units.yaml', 'code: lanbo', 'code: huanfa', 'packs/base/units.yaml:{line} units [11] code: huanfa 已经用过'],
  ['base/units.yaml', 'kind: centre', 'kind: center', 'packs/base/units.yaml:{line} units [14] kind: “center” 不在 office、department、police、company、centre、community、school、party、other 之中；是不是 centre？'],
  ['base/calendar.yaml', '"09:00-12:00"', '"12:00-09:00"', 'packs/base/calendar.yaml:{line} hours [1]: 应写作 "09:00-12:00"，先开始后结束'],
  ['base/calendar.yaml', '"13:30-17:30"', '"11:30-17:30"', 'packs/base/calendar.yaml:{line} hours [2]: 要按先后写，互不重叠'],
  ['base/holidays.yaml', '2026-10-01', '2026-09-31', 'packs/base/holidays.yaml:{line} 2026 off [27]: 应是一个存在的日子，写作 2026-10-01'],
  ['base/holidays.yaml', '2026-10-10', '2026-10-01', 'packs/base/holidays.yaml:{line} 2026 work [6]: 2026-10-01 不能既放假又上班'],
  ['base/roles.yaml', 'case.sign-for: unit', 'case.signfor: unit', 'packs/base/roles.yaml:{line} liaison may case.signfor: 没有这个键；是不是 case.sign-for？'],
])('%s with %s → %s', async (path, piece, by, said) => {
  let line = 0
  const faults = await withFile(path, (text) => {
    expect(text).toContain(piece)
    // The shipped files grow; the line a person would see in an editor is counted, not remembered.
    line = text.slice(0, text.indexOf(piece)).split('\n').length
    return text.replace(piece, () => by)
  })
  expect(faults.split('\n')).toEqual([said.replace('{line}', String(line))])
})
test('a file in another encoding, or too large, is named and not read', async () => {
  expect(await withFile('smoke-free/pack.yaml', () => Uint8Array.of(0x70, 0xb0, 0xa1))).toBe('packs/smoke-free/pack.yaml:1 文件不是 UTF-8 编码，请另存为 UTF-8')
  expect(await withFile('smoke-free/pack.yaml', () => new Uint8Array(1_000_001).fill(0x20))).toMatch(/^packs\/smoke-free\/pack\.yaml:1 文件超过1 MB/)
  await rm(join(folder, 'smoke-free/pack.yaml'))
  expect(sayFaults((await loadPacks(folder)).faults, 'en')).toBe('packs/smoke-free/pack.yaml:1 there is no such file')
})
test('the readers of the base answer data for right files', () => {
  expect(readUnits('units: [{ code: a, zh: 甲, en: A, kind: office }]\ngroups: []', 'u').data?.units).toHaveLength(1)
  expect(readCalendar('hours: ["09:00-12:00"]\nweek: [1]\nshifts: ["22:00-06:00"]', 'c').data?.shifts).toEqual([[1320, 360]])
  expect(readHolidays('2026: { off: [2026-01-01], work: [2026-01-04] }', 'h').data).toEqual({ 2026: { off: ['2026-01-01'], work: ['2026-01-04'] } })
})

const page = await readFile(join(root, 'docs/pack.md'), 'utf8')
test('every key of a pack has its heading on the page', () => {
  const keys = new Set<string>()
  const collect = (schema: unknown): void => {
    if (schema instanceof z.ZodOptional) collect(schema.unwrap())
    else if (schema instanceof z.ZodArray) collect(schema.element)
    // Words inside a title, limit or evidence are explained under the key that holds them.
    else if (schema instanceof z.ZodObject) for (const [key, part] of Object.entries(schema.shape)) { keys.add(key); if (!['title', 'text', 'close', 'units', 'evidence', 'limit'].includes(key)) collect(part) }
  }
  collect(PackContent)
  expect([...keys].filter((key) => !page.includes(`\n### ${key}\n`))).toEqual([])
  expect(keys.size).toBeGreaterThan(15)
})
test('the fourteenth campaign on the page is a right pack, and the wrong one fails as the page shows', () => {
  const [example] = /(?<=```yaml\n)pack: [\s\S]*?(?=```)/.exec(page) ?? []
  const known = knownOf(shipped.base!)
  expect(checkPack(example!, 'packs/quiet-nights/pack.yaml', known).faults).toEqual([])
  const wrong = example!.replace('to: police-station', 'to: police-staton').replace('2 urgent_hour', '2 hours')
  const shown = /(?<=```text\n)packs[\s\S]*?(?=\n```)/.exec(page)?.[0]
  expect(sayFaults(checkPack(wrong, 'packs/quiet-nights/pack.yaml', known).faults, 'en')).toBe(shown)
})
