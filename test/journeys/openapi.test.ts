// The description of the API tells the truth: every route, both languages, who may, what can come back, examples that fit.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { routes } from '../../src/app.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, put, raw } from './steps.ts'

let world: World
let docs: Record<'zh' | 'en', any>
beforeAll(async () => {
  world = await smallDistrict()
  const read = async (lang: string) => (await raw(world.url, 'GET', `/api/openapi.json?lang=${lang}`)).body
  docs = { zh: await read('zh'), en: await read('en') }
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const operations = (doc: any) => Object.entries(doc.paths as Record<string, Record<string, any>>).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
const chinese = /[\u4e00-\u9fff]/

/** What OpenAPI 3.1 asks of a document, as far as we use it: the needed members and nothing misspelt. */
const Schema = z.record(z.string(), z.unknown())
const Media = z.strictObject({ schema: Schema, example: z.unknown().optional(), examples: z.record(z.string(), z.strictObject({ value: z.unknown() })).optional() })
const Operation = z.strictObject({
  operationId: z.string().regex(/^[a-z]+\.[a-z-]+$/), tags: z.array(z.string()).length(1), summary: z.string().min(2), description: z.string().optional(), 'x-permission': z.string().nullable(), 'x-access': z.enum(['anyone', 'signed-in', 'permitted']),
  parameters: z.array(z.strictObject({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean(), schema: Schema, description: z.string().optional() })),
  requestBody: z.strictObject({ required: z.boolean(), content: z.record(z.string(), Media) }).optional(), security: z.array(z.unknown()).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), z.strictObject({ description: z.string().min(1), content: z.record(z.string(), Media).optional() })),
})
const Doc = z.strictObject({
  openapi: z.literal('3.1.0'), info: z.strictObject({ title: z.string().min(1), version: z.string(), description: z.string() }), servers: z.array(z.strictObject({ url: z.url() })).min(1), security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(z.string().startsWith('/api/'), z.partialRecord(z.enum(['get', 'post', 'patch', 'delete']), Operation)),
  components: z.strictObject({ securitySchemes: Schema, schemas: Schema }),
})

describe.each(['zh', 'en'] as const)('in %s', (lang) => {
  test('it has the structure of OpenAPI 3.1, and every reference leads somewhere', () => {
    expect(Doc.safeParse(docs[lang]).error?.issues ?? []).toEqual([])
    for (const [, ref] of JSON.stringify(docs[lang]).matchAll(/"\$ref":"#\/([^"]+)"/g)) expect(ref!.split('/').reduce((at, key) => at?.[key], docs[lang])).toBeDefined()
    for (const { path, operation } of operations(docs[lang])) expect(operation.parameters.filter((p: any) => p.in === 'path').map((p: any) => `{${p.name}}`)).toEqual([...path.matchAll(/\{\w+\}/g)].map(([found]) => found))
  })
  test('every declared route stands in it once, under its own title', () => {
    const all = operations(docs[lang])
    expect(all.map(({ operation }) => operation.operationId).sort()).toEqual(routes.map((route) => route.name).sort())
    for (const { operation } of all) expect([operation.operationId, chinese.test(operation.summary)]).toEqual([operation.operationId, lang === 'zh'])
    expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length)
  })
  test('every route names at least one problem with its sentence in both languages', () => {
    for (const { operation } of operations(docs[lang])) {
      const examples = Object.values(operation.responses as Record<string, any>).flatMap((response) => Object.values(response.content?.['application/problem+json']?.examples ?? {})) as { value: any }[]
      expect([operation.operationId, examples.length > 0]).toEqual([operation.operationId, true])
      for (const { value } of examples) {
        expect([value.kind, chinese.test(value.said.zh), chinese.test(value.said.en), value.said.en.length > 8]).toEqual([value.kind, true, false, true])
        expect(operation.responses[String(value.status)]).toBeDefined()
      }
    }
  })
})
test('every permitted route names its permission and its refusals; every open one says that it is open', () => {
  for (const { operation } of operations(docs.en)) {
    const route = routes.find((each) => each.name === operation.operationId)!
    expect(operation['x-permission']).toBe(route.permission ?? null)
    const kinds = (status: string) => Object.keys(operation.responses[status]?.content['application/problem+json'].examples ?? {})
    expect([route.name, kinds('403').includes('not-allowed')]).toEqual([route.name, route.access === 'permitted'])
    expect([route.name, kinds('401').includes('not-signed-in')]).toEqual([route.name, route.access !== 'anyone'])
    expect([route.name, operation.security]).toEqual([route.name, route.access === 'anyone' ? [] : undefined])
    if (route.versioned) expect([kinds('428'), kinds('409').includes('version-stale'), operation.parameters.some((p: any) => p.name === 'If-Match' && p.required)]).toEqual([['version-needed'], true, true])
    if (route.keyed) expect(operation.parameters.map((p: any) => p.name)).toContain('Idempotency-Key')
  }
})
test('every example fits its schema, every route that takes a body has a schema, a verb also an example', () => {
  for (const route of routes) {
    const { requestBody } = docs.en.paths[route.path][route.method.toLowerCase()]
    expect([route.name, requestBody !== undefined]).toEqual([route.name, route.input !== undefined || route.upload !== undefined])
    if (route.input && route.example !== undefined) expect([route.name, route.input.safeParse(route.example).error?.issues ?? []]).toEqual([route.name, []])
    if (route.versioned && route.input) expect([route.name, requestBody.content['application/json'].example]).toEqual([route.name, route.example])
    if (requestBody?.content['application/json']) expect(requestBody.content['application/json'].schema).toMatchObject({ type: 'object', additionalProperties: false })
  }
})
test('what comes back is what was described: status, media type and shape of every answer asked for here', async () => {
  const [clerk, liaison, inspector, admin, audit] = await Promise.all(['clerk', 'liaison', 'inspector', 'admin-system', 'admin-audit'].map((login) => world.as(login))) as any[]
  const id = await caseAt('closed', { clerk, unit: liaison, checker: inspector }, { photos: [await put(clerk)] })
  const asked = new Map<string, any>()
  for (const route of routes.filter((each) => each.method === 'GET' && !['case.clear', 'case.order-sheet', 'public.follow', 'public.photo', 'file.get', 'session.sso', 'session.sso-back', 'account.sessions', 'approval.get', 'upload.get'].includes(each.name))) {
    const who = route.permission?.startsWith('log') ? audit : /^(account|settings|reaction)/.test(route.permission ?? '') ? admin : route.permission === 'case.recheck' ? inspector : clerk
    asked.set(route.name, await who.get(route.path.replace('{id}', route.name.startsWith('unit.') || route.name === 'crew.choices' ? world.units.get('huanfa')! : route.name === 'area.get' ? world.areas.get('east')! : id).replace('{year}', '2026').replace('{name}', 'areas').replace('{pack}', 'fine-cleaning') + (route.name === 'case.filed-under' ? '?pack=fine-cleaning' : '') + (['case.voice', 'case.export-answers', 'case.ten-minutes', 'case.ten-minutes-cases', 'stopwatch.list'].includes(route.name) ? '?from=2026-11-01&to=2026-11-23' : '')))
  }
  const ordered = await caseAt('handling', { clerk, unit: liaison, checker: inspector })
  await clerk.act(ordered, 'order', { text: '请办' })
  asked.set('case.order-sheet', await clerk.get(`/api/case/${ordered}/order/1.docx`))
  asked.set('case.report', await clerk.post('/api/case', { source: 'hotline', text: '一件事' }))
  asked.set('session.sign-in', await clerk.post('/api/session', { login: 'clerk', password: 'correct-horse-7' }))
  asked.set('file.put', await clerk.send('/api/file', (await (await import('../files.ts')).photo())))
  const sent = '01936f2e-8a4b-7c31-9d55-2f6e8b1a7c04'
  asked.set('upload.begin', await clerk.post('/api/upload', { id: sent, bytes: 10, media: 'image/jpeg' }))
  asked.set('upload.get', await clerk.get(`/api/upload/${sent}`))
  asked.set('account.create', await admin.post('/api/account', { login: 'described', password: 'a-good-long-phrase', title: { zh: '坐席', en: 'Clerk' }, roles: ['clerk'] }))
  const security = await world.as('admin-security'), made = asked.get('account.create').body
  asked.set('account.sessions', await security.get(`/api/account/${made.id}/session`))
  asked.set('approval.get', await security.get(`/api/approval/${made.pending}`))
  asked.set('approval.approve', await security.post(`/api/approval/${made.pending}/approve`))
  asked.set('log.verify', await audit.post('/api/log/verify'))
  for (const [name, reply] of asked) {
    const route = routes.find((each) => each.name === name)!
    const described = docs.en.paths[route.path][route.method.toLowerCase()].responses
    expect([name, String(reply.status), described[String(reply.status)] !== undefined && reply.status < 300]).toEqual([name, String(reply.status), true])
    if (route.answer) expect([name, route.answer.safeParse(reply.body).error?.issues ?? []]).toEqual([name, []])
  }
})
