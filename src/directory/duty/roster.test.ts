// The chain of duty and the list of vacancies over days, as tables: who answers on which day, and what is missing.
import { describe, expect, test } from 'vitest'
import { chainOf, membersOf, vacanciesOf, type Roster, type RosterPost } from './roster.ts'

const always = { from: null, to: null }
const area = (id: string, parent: string | null, kind: string) => ({ id, parent, kind, code: id, name: id })
const unit = (id: string, own: string | null = null, span: { from: string | null; to: string | null } = always) => ({ id, code: id, zh: id, en: id, kind: own ? 'community' : 'office', area: own, parent: null, ...span })
const post = (id: string, of: string, duty: RosterPost['duty'], where: string | null = null, span: { from: string | null; to: string | null } = always): RosterPost => ({ id, code: id, unit: of, zh: id, en: id, duty, area: where, ...span })
const person = (id: string, to: string | null = null) => ({ id, code: id, name: id, phone: null, unit: null, from: null, to, erased: false })
const holder = (where: string, who: string, from: string, to: string | null = null) => ({ id: `${where}/${who}/${from}`, post: where, person: who, from, to })
/** District x with the office, community east with two grids and its own unit; west has neither unit nor posts. */
const roster: Roster = {
  areas: [area('x', null, 'district'), area('east', 'x', 'community'), area('east-1', 'east', 'grid'), area('east-2', 'east', 'grid'), area('west', 'x', 'community'), area('west-1', 'west', 'grid')],
  units: [unit('office', 'x'), unit('c-east', 'east'), unit('huanfa'), unit('old', null, { from: null, to: '2026-06-30' })],
  groups: [{ code: 'all', zh: '各社区', en: 'all', auto: 'community', members: [] }, { code: 'none', zh: '各学校', en: 'none', auto: 'school', members: [] }, { code: 'some', zh: '几个', en: 'some', auto: null, members: ['huanfa', 'old', 'office'] }],
  posts: [
    post('office-head', 'office', 'duty-holder'), post('office-liaison', 'office', 'liaison'), post('east-head', 'c-east', 'duty-holder'), post('east-deputy', 'c-east', 'deputy'), post('east-liaison', 'c-east', 'liaison'),
    post('east-2-head', 'c-east', 'duty-holder', 'east-2'), post('worker-1', 'c-east', 'grid-worker', 'east-1'), post('huanfa-head', 'huanfa', 'duty-holder', null, { from: '2026-05-01', to: null }),
  ],
  people: [person('a'), person('b'), person('c', '2026-08-31'), person('d'), person('e')],
  holders: [
    holder('office-head', 'a', '2026-01-01'), holder('office-liaison', 'b', '2026-01-01'), holder('east-head', 'c', '2026-01-01'), holder('east-deputy', 'd', '2026-01-01', '2026-09-10'),
    holder('east-liaison', 'd', '2026-09-11'), holder('worker-1', 'e', '2026-03-01', '2026-03-31'), holder('worker-1', 'b', '2026-04-01'), holder('east-2-head', 'e', '2026-05-01'), holder('huanfa-head', 'e', '2026-05-01', '2026-12-01'),
  ],
  accounts: [{ id: 'acc', person: 'c', login: 'c', zh: 'c', en: 'c', unit: 'c-east', area: null, active: true, roles: ['liaison'] }],
}

const told = (at: Parameters<typeof chainOf>[1], day: string) => chainOf(roster, at, day).map((step) => `${step.duty}: ${step.holders.map((one) => one.person).join('+') || '空缺'}${step.post ? ` (${step.post.id})` : ''}`)
describe('who answers on which day', () => {
  test.each<[string, Parameters<typeof chainOf>[1], string, string[]]>([
    ['a unit, complete but for a deputy nobody named', { unit: 'office' }, '2026-11-23', ['duty-holder: a (office-head)', 'deputy: 空缺', 'liaison: b (office-liaison)']],
    ['before anybody was appointed', { unit: 'office' }, '2025-12-31', ['duty-holder: 空缺 (office-head)', 'deputy: 空缺', 'liaison: 空缺 (office-liaison)']],
    ['a grid: its worker, then its community', { area: 'east-1' }, '2026-08-31', ['grid-worker: b (worker-1)', 'duty-holder: c (east-head)', 'deputy: d (east-deputy)', 'liaison: 空缺 (east-liaison)']],
    ['the day after the head left', { area: 'east-1' }, '2026-09-01', ['grid-worker: b (worker-1)', 'duty-holder: 空缺 (east-head)', 'deputy: d (east-deputy)', 'liaison: 空缺 (east-liaison)']],
    ['the last day of an appointment still counts', { area: 'east-1' }, '2026-09-10', ['grid-worker: b (worker-1)', 'duty-holder: 空缺 (east-head)', 'deputy: d (east-deputy)', 'liaison: 空缺 (east-liaison)']],
    ['and the next day belongs to the next', { area: 'east-1' }, '2026-09-11', ['grid-worker: b (worker-1)', 'duty-holder: 空缺 (east-head)', 'deputy: 空缺 (east-deputy)', 'liaison: d (east-liaison)']],
    ['the worker of that month', { area: 'east-1' }, '2026-03-31', ['grid-worker: e (worker-1)', 'duty-holder: c (east-head)', 'deputy: d (east-deputy)', 'liaison: 空缺 (east-liaison)']],
    ['a post that names the grid comes before the one of the unit', { area: 'east-2' }, '2026-11-23', ['grid-worker: 空缺', 'duty-holder: e (east-2-head)', 'deputy: 空缺 (east-deputy)', 'liaison: d (east-liaison)']],
    ['a place without a unit of its own: the office', { area: 'west-1' }, '2026-11-23', ['grid-worker: 空缺', 'duty-holder: a (office-head)', 'deputy: 空缺', 'liaison: b (office-liaison)']],
    ['a post not yet begun', { unit: 'huanfa' }, '2026-04-30', ['duty-holder: 空缺', 'deputy: 空缺', 'liaison: 空缺']],
  ])('%s', (_, at, day, chain) => expect(told(at, day)).toEqual(chain))
})

test('what is vacant, ran out or soon will, on one day', () => {
  const all = vacanciesOf(roster, '2026-11-23').map(({ kind, unit, area, post, person, group, day }) => [kind, unit ?? area ?? group, post, person, day].filter((one) => one !== null).join(' '))
  expect(all.sort()).toEqual([
    'ends-soon huanfa huanfa-head e 2026-12-01', 'group-empty none', 'lapsed c-east east-deputy d 2026-09-10', 'lapsed c-east east-head c 2026-08-31', 'left-with-account c-east c 2026-08-31',
    'no-duty-holder c-east east-head', 'no-grid-worker east-2', 'no-grid-worker west-1', 'no-liaison huanfa', 'post-vacant c-east east-deputy',
  ].sort())
  // Long ago is no news any more: the vacant post alone is told.
  expect(vacanciesOf(roster, '2027-02-01').filter((one) => one.kind === 'lapsed').map((one) => one.post)).toEqual(['huanfa-head'])
})

test('groups: every unit of a kind, or those listed in their order; ended units are no members, none at all is a fault', () => {
  const of = (code: string, day: string) => membersOf(roster.groups.find((group) => group.code === code)!, roster.units, day).map((one) => one.id)
  expect([of('all', '2026-11-23'), of('none', '2026-11-23'), of('some', '2026-06-30'), of('some', '2026-07-01')]).toEqual([['office', 'c-east'], [], ['huanfa', 'old', 'office'], ['huanfa', 'office']])
})
