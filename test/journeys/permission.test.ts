// The whole policy, walked: every route by every role and by nobody, against packs/base/roles.yaml read on its own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { newBearer } from '#kernel/session.ts'
import { rooms, routes } from '../../src/app.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { raw } from './steps.ts'

const roles = parse(readFileSync(join(import.meta.dirname, '..', '..', 'packs', 'base', 'roles.yaml'), 'utf8')) as Record<string, { may: Record<string, string> }>
const held = new Set(Object.values(roles).flatMap((role) => Object.keys(role.may)))

/** Written by hand: what needs no account, what needs only one, and what is asked under another permission's name. */
const anyone = ['session.welcome', 'session.sign-in', 'session.sso', 'session.sso-back', 'setup.first-administrators', 'health.live', 'health.ready', 'openapi.get', 'problems.list', 'invitation.look', 'invitation.accept',
  'public.report', 'public.follow', 'public.photo', 'public.rate', 'public.dispute', 'public.upload-begin', 'public.upload-append']
const signedIn = ['session.me', 'session.sign-out', 'session.change-password', 'session.security', 'session.begin-factor', 'session.confirm-factor', 'session.prove-factor', 'session.new-recovery', 'session.remove-factor', 'session.end',
  'security.rules', 'register.list', 'approval.list', 'approval.get', 'approval.approve', 'approval.refuse', 'approval.withdraw', 'inbox.list', 'inbox.read', 'case.names', 'file.get', 'changes.list', 'events.follow']
const under: Record<string, string> = {
  'area.list': 'directory.list', 'unit.list': 'directory.list', 'layer.get': 'directory.list', 'pack.get': 'pack.list', 'category.list': 'pack.list', 'pack.import-standard': 'pack.import',
  'case.get': 'case.list', 'case.map': 'case.list', 'case.tally': 'case.list', 'case.evidence': 'case.list', 'case.clear': 'case.reveal', 'case.import-messages': 'case.import',
  'upload.begin': 'file.put', 'upload.append': 'file.put', 'upload.get': 'file.put', 'unit.search': 'directory.list', 'unit.get': 'directory.list', 'unit.make': 'directory.edit',
  'unit.change': 'directory.edit', 'unit.alias': 'directory.edit', 'unit.drop-alias': 'directory.edit', 'group.list': 'directory.list', 'group.save': 'directory.edit', 'post.list': 'directory.list',
  'post.history': 'directory.list', 'post.make': 'directory.edit', 'post.change': 'directory.edit', 'post.appoint': 'directory.edit', 'post.dismiss': 'directory.edit', 'duty.chain': 'directory.list',
  'vacancy.list': 'directory.list', 'person.make': 'directory.edit', 'person.change': 'directory.edit', 'account.change': 'account.create', 'account.invite': 'account.create', 'workbook.template': 'directory.list',
  'workbook.export': 'person.export', 'workbook.order-clear': 'person.reveal', 'workbook.import': 'directory.edit', 'calendar.get': 'directory.list', 'calendar.known': 'directory.list', 'unit.on-shift': 'directory.list', 'calendar.change': 'calendar.edit',
  'calendar.preview': 'calendar.edit', 'calendar.alarm': 'calendar.edit', 'roster.import': 'calendar.edit', 'settings.stages': 'settings', 'settings.set-stages': 'settings', 'reaction.set-aside': 'reaction.retry',
  'category.suggest': 'pack.list', 'pack.effective': 'pack.list', 'pack.schema': 'pack.list', 'pack.groups': 'pack.list', 'pack.trial': 'pack.list', 'pack.trial-sheet': 'pack.list',
  'pack.matrix': 'pack.list', 'pack.restore': 'pack.change', 'case.filed-under': 'case.list', 'area.get': 'directory.list', 'ground.faults': 'directory.list', 'ground.export': 'directory.list',
  'place.find': 'directory.list', 'map.sources': 'directory.list', 'ground.import': 'ground.edit', 'area.amend': 'ground.edit', 'area.retire': 'ground.edit', 'map.set-sources': 'settings',
  'case.clusters': 'case.list', 'case.flagged': 'case.judge-photo', 'case.recheck-mine': 'case.recheck', 'case.recheck-draws': 'log.verify', 'case.false-closing-cases': 'case.false-closing', 'settings.evidence': 'settings', 'settings.set-evidence': 'settings', 'figure.sheet': 'figure.list', 'figure.cases': 'figure.list', 'figure.hot-spots': 'figure.list', 'figure.proposals': 'proposal.propose-project', 'case.similar': 'case.report', 'case.similar-one': 'case.list', 'settings.similar': 'settings', 'settings.set-similar': 'settings', 'case.order-sheet': 'case.list',
  'crew.make': 'crew.edit', 'crew.change': 'crew.edit', 'crew.choices': 'crew.edit', 'notice.crew-channels': 'crew.edit', 'beat.list': 'crew.list', 'beat.make': 'crew.edit', 'beat.change': 'crew.edit', 'beat.import': 'crew.edit',
  'case.ten-minutes': 'case.list', 'case.ten-minutes-cases': 'case.list', 'stopwatch.end': 'stopwatch.place',
  'pack.answers': 'pack.list', 'pack.set-answer': 'pack.change', 'settings.preview-similar': 'settings',
  'case.voice': 'case.list', 'case.to-call': 'case.call-back',
}
Object.assign(under, {
  'delivery.list': 'reaction.list', 'delivery.retry': 'reaction.retry', 'delivery.set-aside': 'reaction.retry',
  ...Object.fromEntries(['list-channels', 'add-channel', 'change-channel', 'remove-channel', 'set-rules', 'test-channel', 'list-templates', 'write-template', 'preview-template'].map((name) => [`notice.${name}`, 'settings'])),
  'account.sessions': 'account.lock', 'account.end-sessions': 'account.lock', 'account.unlock': 'account.lock', 'account.roles': 'account.grant', 'account.reset-factor': 'account.list', 'account.give-password': 'account.list',
  'account.sso-link': 'account.grant', 'account.sso-unlink': 'account.grant', 'account.password-switch': 'account.grant', 'register.reveals': 'log.list', 'retention.foresee': 'settings', 'retention.erase': 'settings',
})
const needs = (name: string): string => under[name] ?? name
const fill: Record<string, string> = { id: '00000000-0000-7000-8000-000000000001', name: 'areas', year: '2027', pack: 'fine-cleaning', sha256: 'f'.repeat(64), sheet: '1.docx' }
const knock = (world: World, route: { method: string; path: string }, token: string | undefined) => raw(world.url, route.method, route.path.replace(/\{(\w+)\}/g, (_, name: string) => fill[name]!), {
  headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(route.method === 'POST' ? { 'content-type': 'application/json', 'if-match': '"1"' } : {}) }, body: route.method === 'POST' ? '{}' : undefined,
})

let world: World
beforeAll(async () => { world = await smallDistrict() })
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

describe('the declarations', () => {
  test('every permission that a route asks for is held by some role', () => {
    expect(routes.filter((route) => route.permission && !held.has(route.permission)).map((route) => route.name)).toEqual([])
  })
  test('every verb a person may do is held by some role; the verbs of the clock by none', () => {
    const verbs = rooms.flatMap((room) => room.verbs as readonly { permission: string; system: boolean }[])
    expect(verbs.length).toBeGreaterThan(10)
    for (const verb of verbs) expect([verb.permission, held.has(verb.permission)]).toEqual([verb.permission, !verb.system])
  })
  test('nothing is permitted that no route asks for', () => {
    // `approval.second` and the second signature of a verb are asked for inside the routes of approvals (test/journeys/two-person.test.ts).
    const seconds = new Set(['approval.second', ...rooms.flatMap((room) => room.verbs as readonly { permission: string; twoPersons?: boolean }[]).filter((verb) => verb.twoPersons).map((verb) => `${verb.permission}-second`)])
    expect([...held].filter((permission) => !seconds.has(permission) && !routes.some((route) => route.permission === permission))).toEqual([])
  })
  test('every route asks for exactly the permission written here, none is open by oversight', () => {
    const expected = (name: string) => anyone.includes(name) ? ['anyone', undefined] : signedIn.includes(name) ? ['signed-in', undefined] : ['permitted', needs(name)]
    for (const route of routes) expect([route.name, route.access, route.permission]).toEqual([route.name, ...expected(route.name)])
    expect(new Set(routes.map((route) => `${route.method} ${route.path}`)).size).toBe(routes.length)
  })
  test('a path that nobody declared is not there, whatever the method', async () => {
    for (const [method, path] of [['GET', '/api/people'], ['POST', '/api/case/map'], ['DELETE', '/api/case'], ['PUT', '/api/account'], ['POST', `/api/case/${fill.id}/lapse`], ['GET', '/api/nothing']] as const) {
      const reply = await raw(world.url, method, path, { headers: { authorization: `Bearer ${await newBearer(world.house.db, world.district, 'clerk', world.house.clock.now())}` } })
      expect([method, path, reply.status, reply.body.kind]).toEqual([method, path, 404, 'no-route'])
    }
  })
})

describe('every route, knocked at', () => {
  test('by nobody: 401 wherever an account is needed', async () => {
    for (const route of routes) {
      const { status } = await knock(world, route, undefined)
      expect([route.name, status === 401]).toEqual([route.name, !anyone.includes(route.name)])
    }
  })
  test.each(Object.keys(roles))('by %s: 403 exactly where the role holds no such permission', async (role) => {
    const { house, district } = world
    const token = (await newBearer(house.db, district, role, house.clock.now()))!
    for (const route of routes) {
      // Signing out ends the token, so that knock has one of its own.
      const { status, body } = await knock(world, route, route.name === 'session.sign-out' ? (await newBearer(house.db, district, role, house.clock.now()))! : token)
      const free = anyone.includes(route.name) || signedIn.includes(route.name)
      const refused = status === 403 && body.kind === 'not-allowed'
      expect([route.name, refused, status === 401]).toEqual([route.name, !free && roles[role]!.may[needs(route.name)] === undefined, false])
      expect(status).toBeLessThan(500)
    }
  })
})
