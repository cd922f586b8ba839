// A citizen with a phone: reports in four fields, notes the code, follows, rates and disputes; axe finds nothing serious, the code stands in no address.
import { createRequire } from 'node:module'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { most } from '../../src/public/words.ts'
import { photo } from '../files.ts'
import { EAST, litter, put } from '../journeys/steps.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser } from './browser.ts'

let world: World, browser: Browser, folder: string
const errors: string[] = [], addresses: string[] = []
beforeAll(async () => {
  world = await smallDistrict()
  browser = await openBrowser()
  folder = await mkdtemp(join(tmpdir(), 'dianfan-public-'))
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
  await rm(folder, { recursive: true, force: true })
  expect([errors.filter((error) => !/ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(error)), world?.faults]).toEqual([[], []])
})
async function citizen(screen = { width: 390, height: 844 }, more: object = {}): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ viewport: screen, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', geolocation: { longitude: EAST.lon, latitude: EAST.lat, accuracy: 12 }, permissions: ['geolocation', 'clipboard-write', 'clipboard-read'], ...more })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => { if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) errors.push(message.text()) })
  page.on('request', (request) => addresses.push(request.url()))
  return { page, context }
}
const shot = async (page: Page, name: string) => { if (process.env.DIANFAN_TEST_SHOTS) await page.screenshot({ path: join(process.env.DIANFAN_TEST_SHOTS, `public-${name}.png`), fullPage: true }) }
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
async function noBarriers(page: Page): Promise<void> {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => (await (window as any).axe.run()).violations.map((v: { id: string; impact: string; nodes: { html: string }[] }) => `${v.impact} ${v.id} ${v.nodes.map((n) => n.html).join(' ').slice(0, 300)}`)) as string[]
  expect(found.filter((one) => /^(serious|critical)/.test(one))).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
}

test('手机上：定位、拍照、提交，记下查询码；办结后看答复、评价、提异议', async () => {
  const { page, context } = await citizen()
  await page.goto(`${world.url}/report`)
  await page.getByRole('heading', { name: '反映问题' }).waitFor()
  // What is missing is said beside its field.
  await page.getByRole('button', { name: '提交' }).click()
  await page.locator('#text-wrong:not(:empty)').waitFor()
  await page.getByLabel('什么问题').fill('路口垃圾桶满了，袋子堆到了人行道上')
  await page.getByRole('button', { name: '提交' }).click()
  await page.locator('#place-wrong:not(:empty)').waitFor()
  await noBarriers(page)
  await page.getByRole('button', { name: '用手机定位' }).click()
  await page.getByText('误差约12米').waitFor()
  const path = join(folder, '现场.jpg')
  await writeFile(path, await photo())
  await page.locator('#photo').setInputFiles([path])
  await page.getByLabel(/联系电话/).fill('13861234567')
  await page.locator('figure').waitFor()
  await shot(page, 'report-filled')
  // Reloaded by mistake: the words are still there.
  await page.reload()
  expect(await page.getByLabel('什么问题').inputValue()).toContain('垃圾桶满了')
  await page.getByRole('button', { name: '用手机定位' }).click()
  await page.getByText('误差约12米').waitFor()
  await page.locator('#photo').setInputFiles([path])
  await page.getByRole('button', { name: '提交' }).click()
  await page.getByRole('heading', { name: '收到了' }).waitFor()
  const code = (await page.locator('.code').innerText()).trim()
  expect(code).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/)
  await noBarriers(page)
  await shot(page, 'code')
  await page.getByRole('link', { name: '看进展' }).click()
  await page.locator('[data-state=reported]').waitFor()

  const clerk = await world.as('clerk'), unit = await world.as('liaison'), checker = await world.as('inspector')
  const { items: [row] } = (await clerk.get('/api/case?source=citizen')).body as { items: { id: string }[] }
  expect((await clerk.get(`/api/case/${row!.id}`)).body).toMatchObject({ lon: EAST.lon, lat: EAST.lat, before: [expect.stringMatching(/^[0-9a-f]{64}$/)] })
  for (const [who, verb, body] of [[clerk, 'file', { condition: litter }], [clerk, 'dispatch', {}], [unit, 'sign-for', {}], [unit, 'handle', { text: '清走了', photos: [await put(unit)] }], [checker, 'check', { passed: true, text: '看过' }], [clerk, 'close', { conditionMet: true, text: '垃圾已清走，地面冲洗过。谢谢您。' }]] as const) expect((await who.act(row!.id, verb, body)).status).toBe(200)

  // Somebody comes back another day and types the code.
  await context.close()
  const later = await citizen()
  await later.page.goto(`${world.url}/follow`)
  await later.page.getByLabel('查询码').fill('2222-2222')
  await later.page.getByRole('button', { name: '查询' }).click()
  await later.page.getByText('没有这个查询码').waitFor()
  await shot(later.page, 'wrong-code')
  await later.page.getByLabel('查询码').fill(code.toLowerCase().replace('-', ''))
  await later.page.getByRole('button', { name: '查询' }).click()
  await later.page.getByText('地面冲洗过').waitFor()
  await noBarriers(later.page)
  await shot(later.page, 'follow')
  await later.page.getByRole('button', { name: '提交评价' }).click()
  await later.page.getByText('请选一个分数').waitFor()
  await later.page.getByLabel('2分').check({ force: true })
  await later.page.getByRole('button', { name: '提交评价' }).click()
  await later.page.getByText('您打了2分').waitFor()
  await later.page.getByLabel('哪里没解决').fill('桶后面还有两袋')
  await later.page.getByRole('button', { name: '提交异议' }).click()
  await later.page.getByText('您的异议已收到').waitFor()
  await shot(later.page, 'disputed')
  expect((await clerk.get(`/api/case/${row!.id}`)).body.flags).toContain('disputed')
  // The code is in no address, of pages or of the API.
  expect(addresses.length).toBeGreaterThan(20)
  expect(addresses.filter((address) => address.toUpperCase().replaceAll('-', '').includes(code.replace('-', '')))).toEqual([])
  await later.context.close()
})

test('灌水时网页自己算题；没有 SubtleCrypto 的等一会儿再发', async () => {
  for (let n = 0; n < most.districtCalm; n++) await fetch(`${world.url}/api/public/report`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ draft: crypto.randomUUID(), text: '灌水', point: EAST }) })
  const { page, context } = await citizen()
  await page.goto(`${world.url}/report`)
  await page.getByLabel('什么问题').fill('真的有一堆垃圾')
  await page.getByLabel('在哪里').fill('学前街')
  await page.getByRole('button', { name: '提交' }).click()
  await page.getByRole('heading', { name: '收到了' }).waitFor({ timeout: 60_000 })
  await context.close()
  const old = await citizen()
  await old.page.addInitScript(() => { Object.defineProperty(crypto, 'subtle', { value: undefined }) })
  await old.page.goto(`${world.url}/report`)
  await old.page.getByLabel('什么问题').fill('旧手机也要能报')
  await old.page.getByLabel('在哪里').fill('学前街')
  await old.page.getByRole('button', { name: '提交' }).click()
  await old.page.getByText(/再等\d+秒自动提交/).waitFor()
  await shot(old.page, 'waiting')
  await world.at(new Date(world.house.clock.now().getTime() + 32_000).toISOString())
  await old.page.getByRole('heading', { name: '收到了' }).waitFor({ timeout: 60_000 })
  await old.context.close()
}, 150_000)

test('英文、深色、大屏', async () => {
  const { page, context } = await citizen({ width: 1440, height: 900 }, { colorScheme: 'dark' })
  await page.goto(`${world.url}/report?lang=en`)
  await page.getByRole('heading', { name: 'Report a problem' }).waitFor()
  await page.getByText('District y').waitFor()
  await noBarriers(page)
  await shot(page, 'report-en-dark')
  await page.getByRole('link', { name: 'Follow a report' }).click()
  await page.getByRole('heading', { name: 'Follow a report' }).waitFor()
  await noBarriers(page)
  await context.close()
})
