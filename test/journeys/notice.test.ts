// Notices out of the house: to servers that answer, hang, fail and answer too late; each message in its order, none lost, repeats told by their key.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claim } from '../../src/notice/list.ts'
import { deliverDue } from '../../src/notice/deliver.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, raw, type Hands } from './steps.ts'

let world: World, admin: Client, hands: Hands
type How = 'ok' | '500' | 'hang' | 'late' | 'cut' | { status: number } | { json: object }
interface Got { path: string; key: string; body: any; text: string; headers: IncomingMessage['headers']; url: URL }
/** What a server took in, and how it behaves next; what is not said is "ok". */
const got: Got[] = [], how = new Map<string, How[]>()
let gateway: Server, mail: SMTPServer, base = '', mailPort = 0
const mails: { to: string; text: string; refused?: boolean }[] = []
let mailHow: (() => Error | undefined) = () => undefined

beforeAll(async () => {
  world = await smallDistrict()
  admin = await world.as('admin-system')
  hands = { clerk: await world.as('clerk'), unit: await world.as('liaison'), checker: await world.as('inspector') }
  gateway = createServer((request, answer) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const url = new URL(request.url!, 'http://x'), text = Buffer.concat(parts).toString()
      const next = how.get(url.pathname)?.shift() ?? 'ok'
      const take = () => { let body: unknown; try { body = JSON.parse(text) } catch { body = text } got.push({ path: url.pathname, key: String(request.headers['idempotency-key']), body, text, headers: request.headers, url }) }
      const ok = () => { answer.setHeader('content-type', 'application/json'); answer.end('{"errcode":0,"errmsg":"ok"}') }
      if (next === 'hang') return
      if (next === 'cut') { request.socket.destroy(); return }
      if (next === '500') { answer.statusCode = 500; answer.end(); return }
      if (next === 'late') { take(); setTimeout(ok, 900).unref(); return }
      if (typeof next === 'object' && 'status' in next) { answer.statusCode = next.status; answer.setHeader('location', `${base}/stolen`); answer.end(); return }
      if (typeof next === 'object') { answer.end(JSON.stringify(next.json)); return }
      take()
      ok()
    })
  })
  await new Promise<void>((ready) => { gateway.listen(0, '127.0.0.1', ready) })
  base = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`
  mail = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onAuth: (auth, _session, done) => (auth.username === 'df' && auth.password === 'mail-secret-1' ? done(null, { user: 'df' }) : done(new Error('no'))), onData(stream, session, done) {
    let text = ''
    stream.on('data', (part: Buffer) => { text += part })
    stream.on('end', () => { const error = mailHow(); if (!error) mails.push({ to: session.envelope.rcptTo[0]!.address, text }); done(error ?? null) })
  } })
  await new Promise<void>((ready) => { mail.listen(0, '127.0.0.1', ready) })
  mailPort = (mail.server.address() as AddressInfo).port
  world.house.config.privateHosts = ['127.0.0.1']
})
afterAll(async () => {
  gateway.closeAllConnections()
  gateway.close()
  await new Promise<void>((done) => { mail.close(done) })
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const faults: unknown[] = []
let later = 0
const go = (ms = 0) => { later += ms; const at = new Date(world.house.clock.now().getTime() + later); return deliverDue({ ...world.house, clock: { now: () => at } }, world.district, (error) => faults.push(error), { timeoutMs: 400 }) }
const beat = () => world.at(world.house.clock.now().toISOString())
const rows = (channel: string) => world.house.db.selectFrom('delivery').select(['id', 'state', 'stream_id', 'version', 'tries', 'failure_kind', 'receiver']).where('channel', '=', channel).orderBy('id').execute()
const make = async (kind: string, fields: Record<string, string>, rules: object[] = [{ kinds: [], unit: null, role: null, lang: 'zh' }]): Promise<string> => {
  const made = await admin.post('/api/notice/channel', { kind, name: `${kind} ${got.length}`, fields })
  expect([made.status, made.body]).toEqual([201, { id: expect.any(String) }])
  const set = await admin.post(`/api/notice/channel/${made.body.id}/rules`, { rules })
  expect([set.status, set.body]).toEqual([200, { rules: rules.length }])
  return made.body.id
}
const remove = (id: string) => fetch(`${world.url}/api/notice/channel/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${tokenOf}` } })
let tokenOf = ''
beforeAll(async () => { const { newBearer } = await import('#kernel/session.ts'); tokenOf = (await newBearer(world.house.db, world.district, 'admin-system', world.house.clock.now()))! })
const settle = async (channel: string) => { for (let n = 0; n < 400 && (await rows(channel)).some((row) => row.state === 'waiting'); n++) await go(20_000) }

test('一件案件派出去：短信、邮件、企业微信、钉钉、对接系统各收到一条，只有模板里的字段', async () => {
  const ids = [
    await make('webhook', { url: `${base}/hook`, key: 'a-signing-key-of-ours' }), await make('sms', { url: `${base}/sms`, authorization: 'Bearer sms-secret-1' }, [{ kinds: ['case.dispatched'], unit: world.units.get('huanfa')!, role: null, lang: 'zh', address: '13800138000' }]),
    await make('wecom', { robot: `${base}/wecom?key=wecom-secret-1` }), await make('dingtalk', { robot: `${base}/ding?access_token=ding-secret-1`, sign: 'SEC-ding-2', keyword: '典范' }),
    await make('smtp', { server: `127.0.0.1:${mailPort}`, security: 'none', from: 'df@example.cn', user: 'df', password: 'mail-secret-1' }, [{ kinds: [], unit: null, role: null, lang: 'en', address: 'office@example.cn' }]),
  ]
  const id = await caseAt('dispatched', hands, { text: '13912345678 张三说路口有一堆垃圾', contactName: '张三', contactPhone: '13912345678' })
  await beat()
  await go()
  const { number } = (await hands.clerk.get(`/api/case/${id}`)).body
  const at = (path: string) => got.filter((one) => one.path === path)
  expect(at('/sms').map((one) => [one.body.phone, one.headers.authorization])).toEqual([['13800138000', 'Bearer sms-secret-1']])
  for (const path of ['/sms', '/hook', '/wecom', '/ding']) {
    expect(at(path)).toHaveLength(1)
    expect(at(path)[0]!.text).toContain(number)
    expect(at(path)[0]!.text).toContain(`/cases/${id}`)
    expect(at(path)[0]!.key).toMatch(/^[0-9a-f-]{36}$/)
    expect(at(path)[0]!.text).not.toMatch(/张三|13912345678|路口有一堆/)
  }
  const hook = at('/hook')[0]!, [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(hook.headers['dianfan-signature']))!
  expect(createHmac('sha256', 'a-signing-key-of-ours').update(`${t}.${hook.text}`).digest('hex')).toBe(v1)
  expect(hook.body).toMatchObject({ id: hook.key, kind: 'case.dispatched', number, stream_id: id })
  const ding = at('/ding')[0]!.url.searchParams
  expect(ding.get('sign')).toBe(createHmac('sha256', 'SEC-ding-2').update(`${ding.get('timestamp')}\nSEC-ding-2`).digest('base64'))
  expect(at('/ding')[0]!.body.text.content).toMatch(/^典范\n/)
  expect(mails).toHaveLength(1)
  expect(mails[0]).toMatchObject({ to: 'office@example.cn' })
  expect(mails[0]!.text).toMatch(/Idempotency-Key: [0-9a-f-]{36}/)
  expect(faults).toEqual([])
  for (const one of ids) expect((await rows(one)).map((row) => row.state)).toEqual(['sent'])
  // Secrets are never given out again, nor do they stand anywhere in clear.
  const shown = JSON.stringify((await admin.get('/api/notice/channel')).body)
  const kept = JSON.stringify([await world.house.db.selectFrom('notice_channel').selectAll().execute(), await world.house.db.selectFrom('notice_rule').selectAll().execute(), await world.house.db.selectFrom('log').select('data').where('stream', '=', 'notice').execute()])
  for (const secret of ['a-signing-key-of-ours', 'sms-secret-1', 'wecom-secret-1', 'ding-secret-1', 'SEC-ding-2', 'mail-secret-1', '13800138000', 'office@example.cn']) { expect(shown).not.toContain(secret); expect(kept).not.toContain(secret) }
  for (const one of ids) expect((await remove(one)).status).toBe(200)
})
test('a gateway that answers, hangs, fails, cuts off and answers too late, and senders that die: what arrives is what was committed, each case in its order', async () => {
  const channel = await make('webhook', { url: `${base}/rough`, key: 'a-signing-key-of-ours' })
  const cases = await Promise.all(Array.from({ length: 12 }, () => caseAt('checking', hands)))
  await beat()
  const due = await rows(channel)
  expect(due.length).toBe(24)
  how.set('/rough', ['ok', 'hang', '500', 'late', 'ok', 'cut', 'late', 'ok', '500', 'ok', 'hang', 'ok', 'late', '500', '500', 'cut', 'ok'])
  for (let n = 0; n < 50; n++) {
    // Fifty servers that die with a message in hand: some have sent it, none has marked it.
    const at = new Date(world.house.clock.now().getTime() + (later += 61_000)), held = await claim(world.house.db, world.district, channel, at, 3, 600)
    if (held && n % 2 === 0) for (const one of held.deliveries) got.push({ path: '/rough', key: one.id, body: { stream_id: one.stream_id, version: one.version }, text: '', headers: {}, url: new URL('http://x') })
    if (n % 5 === 0) await go(61_000)
  }
  await settle(channel)
  const arrived = got.filter((one) => one.path === '/rough')
  expect(new Set(arrived.map((one) => one.key))).toEqual(new Set(due.map((row) => row.id)))
  expect((await rows(channel)).every((row) => row.state === 'sent')).toBe(true)
  expect(arrived.length).toBeGreaterThan(due.length)
  // Told once each in the order of first arrival: dispatched before checked.
  const firsts = [...new Map(arrived.toReversed().map((one) => [one.key, one])).values()].toReversed()
  for (const id of cases) { const versions = firsts.filter((one) => one.body.stream_id === id).map((one) => one.body.version as number); expect(versions).toEqual(versions.toSorted((a, b) => a - b)); expect(versions).toHaveLength(2) }
  await remove(channel)
}, 60_000)
test('what a receiver will never take is dead at once and blocks nobody; an operator sends it again or sets it aside', async () => {
  const channel = await make('webhook', { url: `${base}/picky`, key: 'a-signing-key-of-ours' })
  how.set('/picky', [{ status: 422 }, { status: 302 }])
  for (let n = 0; n < 3; n++) await caseAt('dispatched', hands)
  await beat()
  await settle(channel)
  expect((await rows(channel)).map((row) => [row.state, row.failure_kind])).toEqual([['dead', 'status.422'], ['dead', 'status.302'], ['sent', null]])
  expect(got.some((one) => one.path === '/stolen')).toBe(false)
  const { body } = await admin.get('/api/delivery')
  expect(body.counts).toMatchObject({ dead: 2, waiting: 0 })
  expect((await hands.clerk.get('/api/delivery')).status).toBe(403)
  expect((await admin.get('/api/delivery?limit=1')).body.next).toBeTruthy()
  const [one, two] = body.items
  expect((await admin.post('/api/delivery/retry', { id: one.id })).status).toBe(200)
  expect((await admin.post('/api/delivery/set-aside', { id: two.id, reason: '已电话告知' })).status).toBe(200)
  expect((await admin.post('/api/delivery/retry', { id: two.id })).body.kind).toBe('operation.gone')
  await settle(channel)
  expect((await rows(channel)).map((row) => row.state).sort()).toEqual(['aside', 'sent', 'sent'])
  await remove(channel)
})
test('a target that is out of order gets a rest, the others go on; then one tries, then all', async () => {
  const [sick, well] = [await make('webhook', { url: `${base}/sick`, key: 'a-signing-key-of-ours' }), await make('webhook', { url: `${base}/well`, key: 'a-signing-key-of-ours' })]
  how.set('/sick', Array.from({ length: 5 }, () => '500' as const))
  await caseAt('dispatched', hands)
  await caseAt('dispatched', hands)
  await beat()
  for (let n = 0; n < 5; n++) await go(3_600_000)
  const shown = async () => (await admin.get('/api/notice/channel')).body.items.find((item: any) => item.id === sick)
  expect((await shown()).failures).toBe(5)
  expect((await rows(well)).map((row) => row.state)).toEqual(['sent', 'sent'])
  // While it rests nothing is sent and no try is used up.
  const before = (await rows(sick)).map((row) => row.tries)
  expect(await go(1_000)).toBe(0)
  expect((await rows(sick)).map((row) => row.tries)).toEqual(before)
  await go(3_600_000)
  await settle(sick)
  expect((await rows(sick)).map((row) => row.state)).toEqual(['sent', 'sent'])
  expect((await shown()).failures).toBe(0)
  for (const one of [sick, well]) await remove(one)
})
test('robots: at most twenty a minute, "too fast" waits a minute, a wrong keyword is dead', async () => {
  const channel = await make('wecom', { robot: `${base}/limit?key=k` })
  for (let n = 0; n < 3; n++) await Promise.all(Array.from({ length: 8 }, () => caseAt('dispatched', hands)))
  await beat()
  const at = new Date(world.house.clock.now().getTime() + (later += 120_000))
  for (let n = 0; n < 40; n++) await deliverDue({ ...world.house, clock: { now: () => at } }, world.district, (error) => faults.push(error), { timeoutMs: 400 })
  expect(got.filter((one) => one.path === '/limit')).toHaveLength(20)
  how.set('/limit', [{ json: { errcode: 45009 } }, { json: { errcode: 93000 } }])
  later += 61_000
  await settle(channel)
  const states = (await rows(channel)).map((row) => `${row.state} ${row.failure_kind}`)
  expect(states.filter((state) => state === 'dead robot.93000')).toHaveLength(1)
  expect(states.filter((state) => state === 'sent null')).toHaveLength(23)
  await remove(channel)
})
test('mail: refused addresses are dead, a busy server is tried again; a wrong address cannot be written', async () => {
  const channel = await make('smtp', { server: `127.0.0.1:${mailPort}`, security: 'none', from: 'df@example.cn' }, [{ kinds: ['case.dispatched'], unit: null, role: null, lang: 'zh', address: 'unit@example.cn' }])
  const code = (responseCode: number) => Object.assign(new Error('no'), { responseCode })
  const answers = [code(550), code(451), undefined, undefined]
  mailHow = () => answers.shift()
  for (let n = 0; n < 2; n++) await caseAt('dispatched', hands)
  await beat()
  await settle(channel)
  expect((await rows(channel)).map((row) => [row.state, row.failure_kind, row.tries])).toEqual([['dead', 'mail.550', 1], ['sent', null, 2]])
  mailHow = () => undefined
  for (const address of ['a@b.cn, c@d.cn', 'a@b.cn\r\nBcc: x@y.cn', 'nobody', '<a@b.cn>']) expect([address, (await admin.post(`/api/notice/channel/${channel}/rules`, { rules: [{ kinds: [], unit: null, role: null, lang: 'zh', address }] })).status]).toEqual([address, 422])
  expect((await admin.post(`/api/notice/channel/${channel}/rules`, { rules: [{ kinds: [], unit: null, role: null, lang: 'zh' }] })).status).toBe(422)
  await remove(channel)
})
test('nothing inside is reached: loopback, private and link-local hosts, by name or number, are refused unless listed', async () => {
  const id = await make('webhook', { url: `${base}/inside`, key: 'a-signing-key-of-ours' })
  world.house.config.privateHosts = []
  try {
    expect((await admin.post(`/api/notice/channel/${id}/test`, {})).body).toMatchObject({ kind: 'notice.test-failed' })
    for (const host of ['127.0.0.1', 'localhost', '10.0.0.1', '192.168.1.1', '169.254.169.254', '[::1]', '[fd00::1]', '[fe80::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', '0x7f.1', '100.64.0.1', '[64:ff9b::7f00:1]']) {
      const made = await admin.post('/api/notice/channel', { kind: 'webhook', name: host, fields: { url: `https://${host}/x`, key: 'k'.repeat(16) } })
      expect([host, made.status]).toEqual([host, 201])
      expect([host, (await admin.post(`/api/notice/channel/${made.body.id}/test`, {})).body.details ?? (await admin.post(`/api/notice/channel/${made.body.id}/test`, {})).body.said.en]).toEqual([host, expect.objectContaining({ why: 'host-forbidden' })])
      await remove(made.body.id)
    }
    expect((await admin.post('/api/notice/channel', { kind: 'webhook', name: 'plain', fields: { url: 'http://example.cn/x', key: 'k'.repeat(16) } })).status).toBe(422)
    expect((await admin.post('/api/notice/channel', { kind: 'webhook', name: 'user', fields: { url: 'https://u:p@example.cn/x', key: 'k'.repeat(16) } })).status).toBe(422)
  } finally { world.house.config.privateHosts = ['127.0.0.1'] }
  expect((await admin.post(`/api/notice/channel/${id}/test`, {})).body).toMatchObject({ sent: true })
  expect(got.filter((one) => one.path === '/inside')).toHaveLength(1)
  await remove(id)
})
test('templates: named fields only, a preview, the shipped one when emptied; a key does not follow a changed address', async () => {
  const put = (body: string, subject = '{title}') => admin.post('/api/notice/template', { kind: 'case.dispatched', lang: 'zh', subject, body })
  const refused = await put('{number} {reporter} {contactPhone}')
  expect([refused.status, refused.body.faults.map((fault: any) => fault.said.en.slice(0, 36))]).toEqual([422, [expect.stringContaining('reporter'), expect.stringContaining('contactPhone')]])
  expect((await put('{number')).status).toBe(422)
  expect((await admin.post('/api/notice/template/preview', { kind: 'case.lapsed', lang: 'en', subject: '{title}', body: 'see {number} {link}' })).body).toMatchObject({ subject: 'Limit run out', body: expect.stringMatching(/^see \S+ http/) })
  expect((await put('请看 {number}')).body).toEqual({ own: true })
  const id = await make('webhook', { url: `${base}/words`, key: 'a-signing-key-of-ours' })
  await caseAt('dispatched', hands)
  await beat()
  await settle(id)
  expect(got.findLast((one) => one.path === '/words')!.body.text).toMatch(/^请看 \S+$/)
  expect((await put('', '')).body).toEqual({ own: false })
  const change = (fields: object, version = 1) => admin.post(`/api/notice/channel/${id}/change`, { name: 'x', active: true, fields }, { version })
  expect((await change({ url: `${base}/elsewhere` })).body.faults).toMatchObject([{ path: 'fields.key' }])
  expect((await change({ url: `${base}/words` })).body).toEqual({ version: 2 })
  expect((await change({ url: `${base}/words` })).body.kind).toBe('version-stale')
  await remove(id)
})
test('SMS to the people of a unit goes to their own numbers, which stand in no delivery', async () => {
  const { db } = world.house
  const person = (await db.selectFrom('account').select('person').where('login', '=', 'liaison').executeTakeFirstOrThrow()).person
  await db.updateTable('person').set({ phone: '13700137000' }).where('id', '=', person).execute()
  const id = await make('sms', { url: `${base}/people` }, [{ kinds: ['case.dispatched'], unit: null, role: null, lang: 'zh' }])
  await caseAt('dispatched', hands)
  await beat()
  await settle(id)
  expect(got.filter((one) => one.path === '/people').map((one) => one.body.phone)).toEqual(['13700137000'])
  expect(JSON.stringify(await rows(id))).not.toContain('13700137000')
  await remove(id)
  await pause(0)
  expect((await raw(world.url, 'GET', '/api/notice/channel')).status).toBe(401)
  expect(faults).toEqual([])
})
