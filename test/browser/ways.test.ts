// The newer ways through the loop, done by people on the screen: pasted, clipped, put right at once, judged, looked at again, taken with one tap, called back, counted.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawDue } from '../../src/case/recheck/round.ts'
import { newId } from '#kernel/clock.ts'
import type { Client } from '../client.ts'
import { photo, scene } from '../files.ts'
import { caseAt, EAST, put } from '../journeys/steps.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person, type Person } from './browser.ts'

let world: World, browser: Browser, folder: string, clerk: Client, unit: Client, checker: Client, grid: Client
const people = new Map<string, Person>(), phone = { width: 390, height: 844 }
/** One page a person, kept for the whole file. */
async function page(login: string, screen?: { width: number; height: number }): Promise<Page> {
  const at = `${login} ${screen?.width ?? ''}`
  if (!people.has(at)) people.set(at, await person(browser, world, login, screen))
  return people.get(at)!.page
}
const file = async (name: string, bytes: Uint8Array) => { const path = join(folder, name); await writeFile(path, bytes); return path }
const hands = () => ({ clerk, unit, checker })
const one = async (id: string) => (await clerk.get(`/api/case/${id}`)).body
/** Presses the verb of a case, fills its sheet, and waits for the answer of the server. */
async function act(at: Page, name: string, verb: string, fill: (sheet: Locator) => Promise<void>): Promise<void> {
  await at.locator('.verbbar').getByRole('button', { name: new RegExp(`^${name}`) }).click()
  const sheet = at.getByRole('dialog')
  await fill(sheet)
  const answer = at.waitForResponse((reply) => reply.url().endsWith(`/${verb}`))
  await sheet.getByRole('button', { name, exact: true }).click()
  expect((await answer).status()).toBe(200)
}
/** The photos of the n-th field have all arrived. */
const arrived = (at: Page, n: number, field = 0) => at.locator('.photofield').nth(field).locator('.photofield-one:not(.up-sending):not(.up-waiting)').nth(n - 1).waitFor()
const made = (at: Page, path: string) => at.waitForResponse((reply) => reply.url().endsWith(path) && reply.request().method() === 'POST')

beforeAll(async () => {
  world = await smallDistrict()
  // What reads the log begins with the first beat.
  await world.at('2026-11-23T09:30:00+08:00')
  browser = await openBrowser()
  folder = await mkdtemp(join(tmpdir(), 'dianfan-ways-'))
  ;[clerk, unit, checker, grid] = await Promise.all(['clerk', 'liaison', 'inspector', 'grid'].map((login) => world.as(login))) as [Client, Client, Client, Client]
})
afterAll(async () => {
  const errors = [...people.values()].flatMap((each) => each.errors)
  await browser?.close()
  await world?.close()
  await rm(folder, { recursive: true, force: true })
  expect([errors, world?.faults]).toEqual([[], []])
})

test('群聊里的一段话和照片粘进来：话、谁说的、照片都在，交了就是一件', async () => {
  const at = await page('clerk')
  await at.goto(`${world.url}/new`)
  await at.locator('.photofield').waitFor()
  await at.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 }), pen = canvas.getContext('2d')!
    for (let i = 0; i < 40; i++) { pen.fillStyle = `hsl(${i * 9} 60% 50%)`; pen.fillRect((i * 13) % 64, (i * 7) % 48, 14, 9) }
    const picture = await new Promise<Blob>((done) => { canvas.toBlob((blob) => done(blob!), 'image/png') }), data = new DataTransfer()
    data.setData('text/plain', '张阿姨 2026/11/23 08:12\n菜场后门的垃圾桶又满了，袋子堆到路上了\n[图片]')
    data.items.add(new File([picture], '聊天.png', { type: 'image/png' }))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await at.getByRole('status').getByText('发言人').or(at.locator('.pasted')).first().waitFor()
  await arrived(at, 1)
  expect([await at.getByLabel('情况').inputValue(), await at.getByLabel('联系人').inputValue()]).toEqual(['菜场后门的垃圾桶又满了，袋子堆到路上了', '张阿姨'])
  const answer = made(at, '/api/case')
  await at.locator('button[type=submit]').click()
  const { id } = await (await answer).json() as { id: string }
  expect(await one(id)).toMatchObject({ source: 'citizen', text: '菜场后门的垃圾桶又满了，袋子堆到路上了', before: [expect.stringMatching(/^[0-9a-f]{64}$/)] })
})

test('媒体曝光登记成一件，等着答复，案件页上写着哪家媒体', async () => {
  const at = await page('clerk')
  await at.goto(`${world.url}/new`)
  await at.locator('.report-mode').getByText('媒体曝光').click()
  await at.getByLabel('哪家媒体').fill('江城晚报')
  await at.getByLabel('情况').fill('晚报说菜场后门三天没人清。')
  const answer = made(at, '/api/case/clip')
  await at.locator('button[type=submit]').click()
  const { id } = await (await answer).json() as { id: string }
  expect((await one(id)).flags).toEqual(['unanswered'])
  await at.getByRole('button', { name: '打开这件' }).click()
  await at.locator('dl').getByText('江城晚报').waitFor()
})

test('网格员在手机上即查即改：前后各一张，定位，当场办结', async () => {
  const at = await page('grid', phone)
  await at.context().grantPermissions(['geolocation'])
  await at.context().setGeolocation({ longitude: EAST.lon, latitude: EAST.lat })
  await at.goto(`${world.url}/new`)
  await at.locator('.report-mode').getByText('即查即改').click()
  for (const [n, name] of ['前.jpg', '后.jpg'].entries()) { await at.locator('.photofield').nth(n).locator('input[type=file]').first().setInputFiles(await file(name, await photo())); await arrived(at, 1, n) }
  await at.getByRole('button', { name: '用我现在的位置' }).click()
  await at.getByLabel('立案条件').fill('暴露垃圾')
  await at.locator('.ant-select-item-option').first().click()
  await at.getByLabel('情况').fill('两袋垃圾')
  await at.getByLabel('怎么整改的').fill('清到桶里了')
  const answer = made(at, '/api/case/fix')
  await at.locator('button[type=submit]').click()
  const { id } = await (await answer).json() as { id: string }
  expect(await one(id)).toMatchObject({ state: 'closed', flags: ['fixed'], late: false })
  await at.getByText('当场办结').waitFor()
})

test('照片存疑：从单子点进案件，并排看，写理由判定，单子上就没有了', async () => {
  const picture = await scene(3), photos = async (who: Client) => [(await who.send('/api/file', picture)).body.sha256]
  const first = await caseAt('handling', hands(), { photos: await photos(clerk) })
  // The same picture for behind as for before.
  expect((await unit.act(first, 'handle', { text: '清走了', photos: await photos(unit) })).status).toBe(200)
  await world.at('2026-11-23T09:31:00+08:00')
  const at = await page('clerk'), { number } = await one(first)
  await at.goto(`${world.url}/flagged`)
  await at.getByRole('link', { name: new RegExp(number) }).click()
  await at.locator('.doubt').first().waitFor()
  const open = await at.locator('.doubt').getByRole('button', { name: /^判定/ }).count()
  expect(open).toBeGreaterThan(0)
  for (let left = open; left > 0; left--) {
    await at.locator('.doubt').getByRole('button', { name: /^判定/ }).first().click()
    await at.getByRole('button', { name: '造假' }).click()
    await at.locator('.doubt-judge').getByRole('alert').waitFor()
    await at.locator('.doubt-judge textarea').fill('前后是同一张')
    const answer = at.waitForResponse((reply) => reply.url().endsWith('/judge-photo'))
    await at.getByRole('button', { name: '造假' }).click()
    expect((await answer).status()).toBe(200)
    await expect.poll(() => at.locator('.doubt').getByRole('button', { name: /^判定/ }).count(), { timeout: 10_000 }).toBe(left - 1)
  }
  await world.at('2026-11-23T09:32:00+08:00')
  const listed = at.waitForResponse((reply) => reply.url().includes('/api/case/flagged?') && reply.url().includes('limit=30'))
  await at.goto(`${world.url}/flagged`)
  expect(JSON.stringify(await (await listed).json())).not.toContain(first)
  expect(await at.getByRole('link', { name: new RegExp(number) }).count()).toBe(0)
})

test('班组在手机上点一下就接单', async () => {
  const huanfa = world.units.get('huanfa')!, { id: member } = await world.house.db.selectFrom('account').select('id').where('login', '=', 'handler').executeTakeFirstOrThrow()
  const week = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [[360, 840]]]))
  expect((await clerk.post('/api/calendar/change', { change: { kind: 'roster', unit: huanfa, crew: '早班', from: '2026-11-23', week } }, { version: (await clerk.get('/api/calendar')).body.version })).status).toBe(200)
  const beat = (await unit.post('/api/beat', { unit: huanfa, zh: '东片', geometry: { type: 'LineString', coordinates: [[120.711, 31.285], [120.719, 31.285]] }, buffer_m: 60 })).body.id
  expect((await unit.post('/api/crew', { unit: huanfa, zh: '东片早班', en: 'East', roster: '早班', members: [member], beats: [beat] })).status).toBe(201)
  const { id } = (await grid.post('/api/case', { source: 'patrol', text: '几只塑料袋', point: EAST, category: { pack: 'fine-cleaning', category: 'litter.roaming' }, photos: [await put(grid)] })).body
  const at = await page('handler', phone)
  await at.goto(`${world.url}/cases/${id}`)
  const answer = at.waitForResponse((reply) => reply.url().endsWith('/take'))
  await at.locator('.verbbar').getByRole('button', { name: '接单' }).tap().catch(() => at.locator('.verbbar').getByRole('button', { name: '接单' }).click())
  expect((await answer).status()).toBe(200)
  await at.locator('.verbbar').getByRole('button', { name: '提交处置结果' }).waitFor()
  expect((await one(id)).state).toBe('handling')
})

test('回访：单子上写着哪里、谁办的；接通、解决、满意各点一下，回访过就不再列出', async () => {
  const id = await caseAt('closed', hands(), { contactName: '王小明', contactPhone: '13812345678', placeText: '菜场后门' }), { number } = await one(id)
  const at = await page('clerk')
  await at.goto(`${world.url}/call-back`)
  const row = at.locator('.voice-list li', { hasText: number })
  await row.getByText(/热线留言 · 环发公司/).waitFor()
  expect(await row.innerText()).toContain('暴露垃圾 菜场后门')
  expect(await at.locator('.voice-list').innerText()).not.toContain('1381234')
  await row.getByRole('link').click()
  await act(at, '回访', 'call-back', async (sheet) => {
    // Nothing is chosen before somebody has answered.
    expect(await sheet.locator('input[type=radio]:checked').count()).toBe(0)
    for (const n of [0, 1, 2]) await sheet.locator('.ant-radio-group').nth(n).getByText(n === 2 ? '否' : '是').click()
  })
  expect((await one(id)).timeline.at(-1).said.zh).toBe('电话回访：接通，已解决，不满意。')
  await at.goto(`${world.url}/call-back`)
  await at.locator('.voice-shares').waitFor()
  await at.locator('main').getByText('这几天没有要回访的').waitFor()
})

test('凭查询码看到答复，打五分', async () => {
  const { id, code } = await fetch(`${world.url}/api/public/report`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ draft: newId(), text: '垃圾桶翻了', point: EAST }) }).then(async (reply) => {
    const { code, number } = await reply.json() as { code: string; number: string }
    return { code, id: (await clerk.get(`/api/case?q=${number}`)).body.items[0].id as string }
  })
  expect((await clerk.act(id, 'reject', { reason: 'already-solved', text: '我们看时已经扶正、清干净了。' })).status).toBe(200)
  const context = await browser.newContext({ viewport: phone, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }), at = await context.newPage()
  at.setDefaultTimeout(10_000)
  await at.goto(`${world.url}/follow`)
  await at.getByLabel('查询码').fill(code)
  await at.getByRole('button', { name: '查询' }).click()
  await at.getByText('已经扶正、清干净了').waitFor()
  await at.getByLabel('5分').check({ force: true })
  await at.getByRole('button', { name: '提交评价' }).click()
  await at.getByText('您打了5分').waitFor()
  expect((await one(id)).timeline.at(-1).said.zh).toBe('评价：5分（满分5分）。')
  await context.close()
})

test('指标点开是背后的案件，再点到案件', async () => {
  const at = await page('clerk')
  await at.goto(`${world.url}/figures`)
  const cell = at.locator('.figuretable tr.sum td[data-label=上报数] button'), n = Number(await cell.innerText())
  expect(n).toBeGreaterThan(3)
  await cell.click()
  const rows = at.getByRole('dialog').locator('.row')
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(n)
  await rows.first().locator('.row-all').click()
  await at.waitForURL('**/cases/*')
})

test('盲样复核：抽到的人自己看得到，看过交上，处置单位事先什么也不知道', async () => {
  await world.at('2026-11-24T00:10:00+08:00')
  await drawDue(world.house.db, world.district, world.house.clock.now())
  await world.at('2026-11-24T08:30:00+08:00')
  const [drawn] = await world.house.db.selectFrom('recheck').select(['case_id', 'checker']).where('district', '=', world.district).execute()
  const { login } = await world.house.db.selectFrom('account').select('login').where('id', '=', drawn!.checker!).executeTakeFirstOrThrow()
  // The day is another; whoever comes signs in anew.
  const { page: at, errors, close } = await person(browser, world, login, phone)
  await at.goto(`${world.url}/rechecks`)
  await at.locator('.flagged a').click()
  await at.waitForURL(`**/cases/${drawn!.case_id}`)
  await act(at, '盲样复核', 'recheck', async (sheet) => {
    await sheet.getByLabel('复核结论').click()
    await at.locator('.ant-select-item-option').first().click()
    await sheet.getByLabel('看到什么').fill('还是干净的')
    await sheet.locator('input[type=file]').first().setInputFiles(await file('现场.jpg', await photo()))
    await sheet.locator('.photofield-one:not(.up-sending):not(.up-waiting)').waitFor()
  })
  await at.goto(`${world.url}/rechecks`)
  await at.getByText('没有等你复核的案件').waitFor()
  await close()
  expect(errors).toEqual([])
})
