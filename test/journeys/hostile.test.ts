// Whatever is thrown at the door: always a refusal with a sentence that the description of the route knows, never a fault.
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#kernel/clock.ts'
import { problemsOf } from '#kernel/openapi.ts'
import type { Route } from '#kernel/route.ts'
import { newBearer } from '#kernel/session.ts'
import { routes } from '../../src/app.ts'
import { addAccount } from '../../src/directory/store.ts'
import { DRAFT } from '../../src/public/words.ts'
import type { Reply } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { EAST, litter, raw } from './steps.ts'

let world: World
let auth: Record<string, string>
let id: string
beforeAll(async () => {
  world = await smallDistrict()
  const { db, clock } = world.house
  const roles = (await db.selectFrom('role').select('code').execute()).map((row) => row.code)
  await db.transaction().execute((tx) => addAccount(tx, world.district, { id: newId(), person: newId(), login: 'everybody', zh: '全权', en: 'Everybody', unit: world.units.get('huanfa')!, area: world.areas.get('y')!, roles, passwordHash: '-' }, clock.now()))
  auth = { authorization: `Bearer ${await newBearer(db, world.district, 'everybody', clock.now())}`, 'content-type': 'application/json', 'if-match': '"1"', [DRAFT]: newId() }
  id = (await raw(world.url, 'POST', '/api/case', { headers: auth, body: JSON.stringify(bodies['case.report']) })).body.id
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

/** A right body for each route that takes one; passwords stay weak, so that no try costs a hash. */
const bodies: Record<string, object> = {
  'case.report': { source: 'hotline', text: '一件事', title: '标题', point: EAST, placeText: '街口', category: { pack: litter.pack, category: litter.category }, photos: [], contactName: '王', contactPhone: '1', external: { system: 'x', number: '1', class: 'c' }, occurredAt: '2026-11-20T00:00:00Z' },
  'case.locate': { point: EAST, placeText: '街口' }, 'case.file': { condition: litter, point: EAST, note: 'n' }, 'case.reject': { reason: 'referred', to: '教育局', text: '好' },
  'case.dispatch': { unit: newId(), reason: 'r' }, 'upload.begin': { id: newId(), bytes: 10, media: 'image/jpeg', sha256: 'f'.repeat(64), device_time: '2026-11-20T00:00:00Z', capture: 'live' }, 'case.sign-for': { note: 'n', photos: [] }, 'case.handle': { text: 't', photos: ['f'.repeat(64)] }, 'case.check': { passed: true, text: 't', photos: [] },
  'case.fix': { source: 'patrol', text: 't', point: EAST, photos: ['f'.repeat(64)], condition: litter, result: 'r', after: ['e'.repeat(64)] }, 'case.ask-verify': { text: 't' }, 'case.verify': { found: 'exists', text: 't', photos: [] },
  'case.order': { unit: newId(), text: 't', within: { amount: 1, kind: 'work_day' } }, 'case.acknowledge-order': { note: 'n' }, 'case.supervise': { level: '3', text: 't', reply: { amount: 4, kind: 'work_hour' } }, 'case.acknowledge-supervision': { text: 't' }, 'case.reply-supervision': { text: 't', photos: ['f'.repeat(64)] },
  'case.ask-extension': { amount: 1, text: 't' }, 'case.endorse-extension': { text: 't' }, 'case.grant-extension': { text: 't' }, 'case.refuse-extension': { text: 't' }, 'case.suspend': { text: 't' }, 'case.refuse-suspension': { text: 't' }, 'case.resume': { text: 't' },
  'case.ask-suspension': { reason: 'season', until: '2027-03-01', measure: 'm', text: 't', photos: [] }, 'case.ask-appeal': { about: 'late', reason: 'weather', text: 't', photos: [] }, 'case.endorse-appeal': { text: 't' }, 'case.grant-appeal': { text: 't' }, 'case.refuse-appeal': { text: 't' },
  'case.reopen': { cause: 'office', faked: true, text: 't' }, 'case.void': { reason: 'mistake', text: 't', orderReason: 'r' },
  'case.ask-return': { reason: 'not-mine', to: newId(), text: 't' }, 'case.uphold-return': { text: 't' }, 'case.refuse-return': { text: 't' }, 'case.invite': { units: [newId()], text: 't', limit: { amount: 4, kind: 'work_hour' }, advice: true }, 'case.answer-joint': { answer: 'object', text: 't' }, 'case.finish-joint': { text: 't', photos: ['f'.repeat(64)] }, 'case.excuse-joint': { unit: newId(), text: 't' }, 'case.note-joint': { units: [newId()], text: 't' },
  'case.clip': { text: 't', title: 't', point: EAST, placeText: 'p', category: { pack: litter.pack, category: litter.category }, photos: [], outlet: 'o', on: '2026-11-20', link: 'l', replyBy: '2026-11-25T10:00:00Z' },
  'case.answer': { text: 't' }, 'case.refuse-dispute': { text: 't' }, 'case.take-up': { text: 't' }, 'case.call-back': { reached: true, solved: true, satisfied: true, text: 't' },
  'public.report': { draft: newId(), district: 'y', text: '一件事', point: EAST, placeText: '街口', photos: ['f'.repeat(64)], phone: '13800000000', proof: { token: 't', nonce: 'n' } }, 'public.rate': { code: 'XXXX-XXXX', district: 'y', score: 5, text: 't' }, 'public.dispute': { code: 'XXXX-XXXX', district: 'y', text: 't' }, 'public.upload-begin': { id: newId(), bytes: 10, media: 'image/jpeg' },
  'case.recategorise': { condition: litter, text: 't' }, 'case.redispatch': { unit: newId(), reason: 'r' }, 'case.merge': { into: newId(), version: 1, reason: 'r' }, 'case.unmerge': { text: 't' },
  'case.join': { source: 'hotline', text: '一件事', photos: [], contactName: '王', contactPhone: '1', external: { system: 'x', number: '2', class: 'c' }, occurredAt: '2026-11-20T00:00:00Z' },
  'case.similar': { point: EAST, area: newId(), placeText: '街口', owner: newId(), category: { pack: litter.pack, category: litter.category }, text: '一件事' }, 'settings.set-similar': { metres: 50, citizenMetres: 150, days: 7, ownerDays: 30, why: '试试' },
  'case.take': {}, 'case.pass': { text: 't' }, 'crew.here': { lon: 120.71, lat: 31.3 }, 'stopwatch.place': { point: EAST, photo: 'f'.repeat(64) }, 'stopwatch.end': { photo: 'f'.repeat(64) },
  'crew.make': { unit: newId(), zh: 'z', en: 'e', roster: 'r', channel: newId(), place_on: false, active: true, members: [newId()], beats: [newId()] }, 'crew.change': { zh: 'z', en: 'e', roster: 'r', channel: newId(), place_on: false, active: true, members: [newId()], beats: [newId()] },
  'beat.make': { unit: newId(), zh: 'z', en: 'e', geometry: { type: 'LineString', coordinates: [[120.7, 31.28], [120.71, 31.28]] }, buffer_m: 20, active: true }, 'beat.change': { zh: 'z', en: 'e', geometry: { type: 'LineString', coordinates: [[120.7, 31.28], [120.71, 31.28]] }, buffer_m: 20, active: true },
  'case.close': { conditionMet: true, text: 't' }, 'case.rework': { text: 't' }, 'case.reveal': { reason: 'r' }, 'inbox.read': { ids: [newId()] }, 'pack.map-unit': { name: 'n', unit: newId() },
  'unit.make': { code: 'abc', zh: 'z', en: 'e', kind: 'company', parent: newId(), area: newId(), valid_from: '2026-01-01', valid_to: '2026-12-31' }, 'unit.change': { zh: 'z', en: 'e', kind: 'company', parent: newId(), area: newId(), valid_from: '2026-01-01', valid_to: '2026-12-31' },
  'unit.alias': { name: 'n' }, 'unit.drop-alias': { name: 'n' }, 'group.save': { code: 'abc', zh: 'z', en: 'e', auto: 'school', members: [newId()] },
  'post.make': { code: 'abc', unit: newId(), zh: 'z', en: 'e', duty: 'liaison', area: newId(), valid_from: '2026-01-01', valid_to: '2026-12-31' }, 'post.change': { unit: newId(), zh: 'z', en: 'e', duty: 'liaison', area: newId(), valid_from: '2026-01-01', valid_to: '2026-12-31' },
  'post.appoint': { person: newId(), from: '2026-01-01', to: '2026-12-31' }, 'post.dismiss': { holder: newId(), to: '2026-12-31' },
  'person.make': { code: 'abc', name: 'n', phone: '13800000000', unit: newId(), valid_from: '2026-01-01' }, 'person.change': { name: 'n', phone: '13800000000', unit: newId(), valid_from: '2026-01-01', valid_to: '2026-12-31' }, 'person.reveal': { reason: 'r' },
  'account.change': { roles: ['clerk'], title: 't', area: newId() }, 'account.invite': { accounts: [newId()] }, 'invitation.look': { code: 'c' }, 'invitation.accept': { code: 'c', password: 'weak' }, 'workbook.export': { reason: 'r', clear: false }, 'workbook.order-clear': { reason: 'r' },
  'notice.add-channel': { kind: 'webhook', name: 'n', fields: { url: 'https://example.invalid/x', key: 'k'.repeat(16) } }, 'notice.change-channel': { name: 'n', active: true, fields: {} }, 'notice.set-rules': { rules: [] }, 'notice.test-channel': { address: 'a' },
  'notice.write-template': { kind: 'case.lapsed', lang: 'zh', subject: '{title}', body: '{number}' }, 'notice.preview-template': { kind: 'case.lapsed', lang: 'zh', subject: '{title}', body: '{number}' }, 'delivery.retry': { id: newId() }, 'delivery.set-aside': { id: newId(), reason: 'r' },
  'reaction.retry': { what: 'timer', ref: `case/${newId()}/lapse/2026-11-23T00:00:00.000000Z` }, 'reaction.set-aside': { what: 'reaction', ref: `r/case/${newId()}/1`, reason: 'r' },
  'proposal.propose-project': { cluster: newId(), kind: 'project', days: 30, text: 't' },
  'category.suggest': { text: '垃圾桶满了' }, 'pack.trial': { pack: litter.pack, category: litter.category, condition: litter.condition, point: EAST, at: '2026-11-23T02:00:00Z' },
  'pack.set-answer': { pack: litter.pack, category: litter.category, outcome: 'solved', words: { zh: '好了', en: 'Done' }, why: '试试' },
  'pack.change': { seen: 1, overlay: { categories: [] }, why: '试试', dry_run: true }, 'pack.restore': { seen: 1, version: 1, why: '试试' },
  'account.create': { login: 'abc', password: 'weak', title: { zh: 'z', en: 'e' }, roles: ['clerk'], unit: newId(), area: newId() }, 'account.lock': { active: true },
  'calendar.change': { change: { kind: 'hours', from: '2027-01-04', hours: [[540, 720]], week: [1], shifts: [[360, 1320]], holidays: true } }, 'calendar.preview': { change: { kind: 'roster-day', unit: newId(), crew: 'c', day: '2027-01-04', windows: [[0, 60]] } },
  'case.recheck': { found: 'still-fine', text: 't', photos: [] }, 'case.keep-closed': { text: 't' }, 'case.judge-photo': { sha256: 'f'.repeat(64), flag: 'reused', verdict: 'fine', text: 't' },
  'file.redact': { regions: [{ shape: 'ellipse', x: 0.1, y: 0.1, w: 0.2, h: 0.2 }] }, 'settings.set-evidence': { metres: 100, beforeHours: 24, clockMinutes: 5, recheckPercent: 5, recheckDays: 3 },
  'settings.set-stages': Object.fromEntries(['accept', 'dispatch', 'sign', 'check', 'close'].map((stage) => [stage, { amount: 2, kind: 'work_hour' }])),
  'session.begin-factor': { password: 'x' }, 'session.confirm-factor': { code: '123456' }, 'session.prove-factor': { code: '123456' }, 'session.new-recovery': { code: '123456' }, 'session.remove-factor': { code: '123456' }, 'session.end': { id: newId() },
  'account.end-sessions': { id: newId() }, 'account.unlock': {}, 'account.roles': { roles: ['clerk'], reason: 'r' }, 'account.reset-factor': { reason: 'r' }, 'account.give-password': { password: 'weak', reason: 'r' }, 'account.sso-link': { subject: 's' }, 'account.sso-unlink': {}, 'account.password-switch': { off: true },
  'security.set': { factorFor: ['admin-audit'], idleMinutes: 720, adminIdleMinutes: 30, absoluteHours: 168 }, 'retention.erase': {}, 'approval.approve': {}, 'approval.refuse': { reason: 'r' }, 'approval.withdraw': {},
  'area.amend': { code: 'z', name: 'n', kind: 'grid', parent: newId(), from: '2026-01-01', edition: 0 }, 'area.retire': { to: '2026-12-01' }, 'map.set-sources': { sources: [] },
  'session.change-password': { old: 'x', new: 'weak' }, 'session.sign-in': { login: 'nobody', password: 'x', district: 'y' }, 'setup.first-administrators': { code: 'c', district: { code: 'n', zh: 'z', en: 'e' }, accounts: [1, 2, 3].map((n) => ({ login: `abc${n}`, password: 'weak', post: 'admin-system' })) },
}
const marks = 'a\u0301\u0323'.repeat(130_000)
const evil: unknown[] = [
  null, true, 0, -1, 1.5, 1e308, '', ' ', '\u0000', 'a\u0000b', '\ud800', 'x\udfffy', '\u202e\u2066反转', '\u200b', '\ufeff', marks, 'x'.repeat(100_000), [], [null], [[]], {}, { a: 1 }, { $gt: '' }, { toString: 1 },
  "'; drop table log; --", '%27 or 1=1', '../../../etc/passwd', '..\\..\\x', '${7*7}', '{{constructor}}', '<img src=x onerror=alert(1)>', '=cmd|calc', '__proto__', 'constructor', '00000000-0000-0000-0000-000000000000', Array.from({ length: 300 }, () => 'x'),
]
const fill = (path: string, value = '') => path.replace(/\{(\w+)\}/g, (_, name: string) => value || ({ id, name: 'areas', year: '2027', pack: 'fine-cleaning', sha256: 'f'.repeat(64) } as Record<string, string>)[name]!)
const kinds = new Map(routes.map((route) => [route.name, new Set(problemsOf(route).map((kind) => kind.kind))]))

/** The promise: below 500; a refusal is a described problem in both languages that gives nothing of the inside away. */
function holds(route: Route, reply: Reply, what: unknown): void {
  const told = `${route.name} ← ${JSON.stringify(what)?.slice(0, 80)} → ${reply.status} ${JSON.stringify(reply.body)?.slice(0, 200)}`
  if (reply.status < 400) return
  expect(reply.status, told).toBeLessThan(500)
  expect(reply.headers.get('content-type'), told).toContain('application/problem+json')
  expect(kinds.get(route.name)!.has(reply.body.kind) || reply.body.kind === 'no-route', told).toBe(true)
  expect(reply.body.said.zh && reply.body.said.en && reply.body.type && reply.body.title, told).toBeTruthy()
  expect(JSON.stringify(reply.body), told).not.toMatch(/select |insert into|node_modules|at async|syntax error/i)
}
/** Sheets are read one at a time; who is told that another is being read comes again, as a person would. */
async function patient(ask: () => Promise<Reply>): Promise<Reply> {
  for (let tries = 0; ; tries++) {
    const reply = await ask()
    if (reply.body?.kind !== 'sheet.busy' || tries === 100) return reply
    await new Promise((again) => setTimeout(again, 200))
  }
}
const send = (route: Route, body: unknown) => raw(world.url, route.method, fill(route.path), { headers: auth, body: typeof body === 'string' ? body : JSON.stringify(body) })

describe('every field of every body', () => {
  test.each(routes.filter((route) => route.input).map((route) => [route.name, route] as const))('%s', async (name, route) => {
    const right = bodies[name]! as Record<string, unknown>
    expect(right, `no right body for ${name}`).toBeDefined()
    const fields: [string, (value: unknown) => object][] = Object.entries(right).flatMap(([field, value]) => [
      [field, (bad) => ({ ...right, [field]: bad })],
      ...(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value).map((inner): [string, (bad: unknown) => object] => [`${field}.${inner}`, (bad) => ({ ...right, [field]: { ...value, [inner]: bad } })]) : []),
    ])
    for (const [field, put] of fields) {
      await Promise.all(evil.map(async (value) => {
        const reply = await send(route, put(value))
        holds(route, reply, { [field]: value })
        // A number, a list or an object is never words; only lists take lists.
        if ((typeof value === 'number' || (typeof value === 'object' && value !== null && !Array.isArray(value))) && !['accounts', 'point.lon', 'point.lat', 'edition', 'amount', 'buffer_m'].includes(field) && !(field === 'bytes' && value === 0) && !(field === 'fields' && Object.keys(value as object).length === 0)) expect([field, value, reply.status]).toEqual([field, value, 422])
      }))
    }
    for (const body of [null, 1, 'text', [], [right], { ...right, zzz: 1 }, { ...right, constructor: 1 }]) { const reply = await send(route, JSON.stringify(body)); holds(route, reply, body); expect([name, body, reply.status]).toEqual([name, body, 422]) }
    holds(route, await send(route, `{"__proto__":{"may":"all"},${JSON.stringify(right).slice(1)}`), '__proto__')
  })
})

describe('every route', () => {
  test('bodies that are no JSON, too deep, too large, of another kind', async () => {
    const broken: [number, string | Uint8Array][] = [[400, '{'], [400, '{"a":}'], [400, '{"text":"x"} trailing'], [400, new Uint8Array([0x22, 0xff, 0xfe, 0x22])], [400, `${'['.repeat(100_000)}${']'.repeat(100_000)}`], [400, `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`], [413, JSON.stringify({ text: 'x'.repeat(1_100_000) })], [400, 'a=1&b=2'], [400, '<xml/>']]
    for (const route of routes.filter((each) => each.method === 'POST' && !each.upload)) {
      for (const [status, body] of broken) { const reply = await raw(world.url, 'POST', fill(route.path), { headers: auth, body: body as BodyInit }); holds(route, reply, String(body).slice(0, 40)); expect([route.name, String(body).slice(0, 20), reply.status]).toEqual([route.name, String(body).slice(0, 20), status]) }
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/json; charset=gb18030']) holds(route, await raw(world.url, 'POST', fill(route.path), { headers: { ...auth, 'content-type': type }, body: 'a=1' }), type)
    }
  })
  // Some seventy routes with dozens of addresses each: minutes where the machine is shared.
  test('queries and paths with whatever fits into an address', { timeout: 180_000 }, async () => {
    const bad = ['%00', 'a%00b', '%ff%fe', '%E0%A4%A', '..%2f..%2f..%2fetc%2fpasswd', "'%20or%201=1--", '%25', '%', '%u202e', '9'.repeat(30), '-1', '1e9', 'NaN', '2147483648', 'null', '[object Object]', 'x'.repeat(8000), '%F0%9F%98%80'.repeat(200), newId(), '-'.repeat(36), `${'9'.repeat(20)}/case/${newId()}/1`, `1/case/${'-'.repeat(36)}/1`, '0,0,0,0', '1.2.3,..,-,9e', ...[['2026', newId()], ['2026-11-20T00:00:00.000Z', '-'.repeat(36)], [1, 2], ['infinity', newId()], ['99999-01-01T00:00:00.000Z', newId()], null, {}].map((cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url'))]
    for (const route of routes.filter((each) => each.name !== 'session.sign-out' && each.name !== 'log.verify')) {
      const send = { headers: auth, body: route.method === 'POST' ? (route.upload ? 'x' : '{}') : undefined }
      const addresses = [
        ...Object.keys(route.query?.shape ?? {}).flatMap((name) => bad.flatMap((value) => [`${fill(route.path)}?${name}=${value}`, ...(name === 'after' ? [`${fill(route.path)}?sort=due&${name}=${value}`] : [])])),
        ...(route.path.includes('{') ? bad.map((value) => fill(route.path, value)) : []),
      ]
      // Sheets are read one at a time, in a thread of their own, and written whole: fewer tries, in steps that come by every kind of address and every field.
      const reads = route.name.includes('import'), sheets = reads || route.name.includes('sheet') || route.name.includes('export')
      const tries = sheets ? addresses.filter((_, n) => n % 17 === 0) : addresses, atOnce = reads ? 1 : 16
      for (let n = 0; n < tries.length; n += atOnce) await Promise.all(tries.slice(n, n + atOnce).map(async (address) => holds(route, await patient(() => raw(world.url, route.method, address, send)), address)))
    }
  })
  test('files that are no sheets, by every import', { timeout: 120_000 }, async () => {
    const files: [string, Uint8Array][] = [['a.xlsx', new TextEncoder().encode('%PDF-1.7')], ['a.xlsx', new Uint8Array()], ['a.csv', new Uint8Array([0xff, 0xfe, 0, 0])], ['a.xlsx', new Uint8Array([0x50, 0x4b, 3, 4, ...Array.from({ length: 60 }, () => 0)])], ['a.xls', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])], ['a.csv', new TextEncoder().encode('"'.repeat(5000))], ['../../a.csv', new TextEncoder().encode('a,b\n=1+1,2')]]
    for (const route of routes.filter((each) => each.name.includes('import'))) for (const [name, bytes] of files) {
      const reply = await patient(() => raw(world.url, 'POST', `${route.path}?file=${encodeURIComponent(name)}`, { headers: auth, body: bytes as BodyInit }))
      holds(route, reply, name)
      expect([route.name, name, reply.status >= 400]).toEqual([route.name, name, true])
    }
  })
  test('an address longer than any query, and bytes that are no HTTP', async () => {
    const long = await raw(world.url, 'GET', `/api/case?q=${'x'.repeat(60_000)}`, { headers: auth })
    expect([long.status, long.body.kind]).toEqual([431, 'head.too-large'])
    const status = await new Promise<number>((done, failed) => { const sent = request(`${world.url}/api/case`, { method: 'POST', headers: { ...auth, 'content-length': '5', 'transfer-encoding': 'chunked' } }, (reply) => { reply.resume(); done(reply.statusCode!) }); sent.on('error', failed); sent.end('zz') })
    expect(status).toBeGreaterThanOrEqual(200)
    expect(status).toBeLessThan(500)
  })
})

describe('a write by cookie', () => {
  test('from another site is not carried out, from our own pages it is', async () => {
    const cookie = `dianfan_session=${auth.authorization!.slice(7)}`, body = JSON.stringify({ source: 'hotline', text: '一件事' })
    const from = (headers: Record<string, string>) => raw(world.url, 'POST', '/api/case', { headers: { cookie, 'content-type': 'application/json', ...headers }, body })
    for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site', origin: world.url }, { 'sec-fetch-site': 'same-site', origin: world.url }, { origin: `${world.url}.evil.example` }, { origin: world.url.replace('http', 'ftp') }] as Record<string, string>[]) expect([headers, (await from(headers)).body.kind]).toEqual([headers, 'cross-site'])
    for (const headers of [{ origin: world.url }, { 'sec-fetch-site': 'same-origin' }] as Record<string, string>[]) expect((await from(headers)).status).toBe(201)
    expect((await raw(world.url, 'POST', '/api/session', { headers: { 'content-type': 'application/json', origin: 'https://evil.example' }, body: JSON.stringify({ login: 'clerk', password: 'x' }) })).body.kind).toBe('cross-site')
  })
  test('every answer carries the headers that keep browsers in bounds', async () => {
    for (const path of ['/api/case', '/api/nothing', '/api/health/live']) {
      const { headers } = await raw(world.url, 'GET', path)
      expect([headers.get('x-content-type-options'), headers.get('x-frame-options'), headers.get('cache-control')]).toEqual(['nosniff', 'DENY', 'no-store'])
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self'.*script-src 'self'.*object-src 'none'/)
      expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/)
    }
  })
})
test('hidden signs are taken out of words before they are kept, and a thousand accents on one letter are cut', async () => {
  const made = await raw(world.url, 'POST', '/api/case', { headers: auth, body: JSON.stringify({ source: 'hotline', text: `a\u202eb\u200bc ${'e' + '\u0301'.repeat(1000)}` }) })
  const { body } = await raw(world.url, 'GET', `/api/case/${made.body.id}`, { headers: auth })
  expect(body.text.length).toBeLessThan(30)
  expect(body.text).toMatch(/^abc /)
})
