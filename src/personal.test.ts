// The register of personal data is complete: every column and every field for words stands in it, once; one without an entry fails here.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { registers, retention, rooms, routes } from './app.ts'
import { bases, faultsOfRegister, spread, wordsOf } from '#kernel/register/register.ts'

const text = readFileSync(join(import.meta.dirname, 'kernel', 'tables.ts'), 'utf8')
const tables = new Map([.../export interface DB \{([\s\S]*?)\n\}/.exec(text)![1]!.matchAll(/(\w+): (\w+);/g)].map((found) => [found[2]!, found[1]!]))
const columns = [...text.matchAll(/export interface (\w+) \{\n([\s\S]*?)\n\}/g)].filter((found) => tables.has(found[1]!)).flatMap((found) => [...found[2]!.matchAll(/^ {2}(\w+)\??:/gm)].map((column) => ({ table: tables.get(found[1]!)!, at: `${tables.get(found[1]!)}.${column[1]}` })))

const has = (room: string, table: string) => [...registers[room]!.personal.flatMap((entry) => entry.at), ...spread(Object.values(registers[room]!.not).flat())].some((at) => at.startsWith(`${table}.`))
/** Where a new column belongs: beside its table's other columns, else to the room it is named after. */
const roomOf = (table: string) => Object.keys(registers).find((room) => has(room, table)) ?? Object.keys(registers).find((room) => table.startsWith(room)) ?? 'kernel'
const roomOfRoute = (name: string) => rooms.find((room) => room.routes.some((route) => route.name === name) || (room.verbs as readonly { stream: { name: string }; name: string }[]).some((verb) => `${verb.stream.name}.${verb.name}` === name))?.name ?? 'kernel'
const fields = [...columns.map(({ at, table }) => ({ at, room: roomOf(table) })), ...routes.flatMap((route) => wordsOf(route).map((at) => ({ at, room: roomOfRoute(route.name) })))]

test('every column and every field for words stands in the register, once, and no entry is left over', () => {
  expect(columns.length).toBeGreaterThan(200)
  expect(faultsOfRegister(registers, fields)).toEqual([])
})
test('a new column, a field put in twice and an entry without a field are told, with the line to write and where', () => {
  expect(faultsOfRegister(registers, [...fields, { at: 'person.birthday', room: 'directory' }])).toEqual([expect.stringMatching(/^person\.birthday stands in no register\. In src\/directory\/personal\.ts add .*'person: birthday'\]$/)])
  expect(faultsOfRegister({ ...registers, again: { personal: [], not: { again: ['person: name'] } } }, fields)).toEqual(['person.name stands in the registers more than once: keep one'])
  expect(faultsOfRegister(registers, fields.filter((field) => field.at !== 'person.phone'))).toEqual(['person.phone is in a register, but there is no such field any more: take the entry out'])
})
test('free text is never “not personal”: whoever writes freely may write about somebody', () => {
  const not = new Set(Object.values(registers).flatMap((room) => spread(Object.values(room.not).flat())))
  const free = routes.flatMap((route) => (route.input ? Object.entries(route.input.shape as Record<string, { meta?: () => { free?: string } | undefined }>).filter(([, schema]) => schema.meta?.()?.free).map(([field]) => `${route.name}.${field}`) : []))
  expect(free.length).toBeGreaterThan(12)
  expect(free.filter((at) => not.has(at))).toEqual([])
})
test('every entry says what, why, on what ground, who sees it and how long, in both languages', () => {
  for (const [room, { personal, not }] of Object.entries(registers)) {
    for (const entry of personal) for (const said of [entry.what, entry.purpose, entry.sees, entry.keep]) expect([room, entry.at[0], said.zh.length > 0, said.en.length > 2, /[\u4e00-\u9fff]/.test(said.en)]).toEqual([room, entry.at[0], true, true, false])
    for (const [why, lines] of Object.entries(not)) expect([why.length > 8, lines.length > 0]).toEqual([true, true])
  }
  expect(retention.map((rule) => rule.name).sort()).toEqual(['ended-cases', 'gone-numbers', 'gone-staff', 'old-codes', 'old-reasons'])
})
test('docs/personal-data.md is the register', async () => {
  const cell = (said: string) => said.replaceAll('|', '\\|')
  const rows = Object.entries(registers).flatMap(([room, { personal }]) => personal.map((entry) => `| ${room} | ${cell(entry.what.en)}<br>${cell(entry.what.zh)} | ${entry.at.map((at) => `\`${at}\``).join(' ')} | ${cell(entry.purpose.en)} | ${cell(bases[entry.basis].en)} | ${cell(entry.sees.en)} | ${cell(entry.keep.en)} |`))
  const page = [
    '# Personal data', '', 'What this system holds about people, why, on what ground, who sees it and how long. Written by `vitest run src/personal.test.ts -u` from',
    '`src/<room>/personal.ts`; the same list is the page 个人信息目录 of the desk and `GET /api/register`. A column or an input without an entry fails the tests.', '',
    '| room | what | where | purpose | ground | who sees it | how long |', '|---|---|---|---|---|---|---|', ...rows, '',
    '## Erasing', '', 'Every hour what is due is erased, each thing with its line in the log (`erasure`), and the chain stays whole: the log holds commitments and ids only.', '`GET /api/retention` counts what would go, without touching it.', '',
    '| rule | days | what goes |', '|---|---|---|', ...retention.map((rule) => `| \`${rule.name}\` | ${rule.days} | ${rule.what.en}<br>${rule.what.zh} |`), '',
  ].join('\n')
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, '..', 'docs', 'personal-data.md'))
})
