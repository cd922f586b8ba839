// Photos from a phone whose network comes and goes: all arrive, none twice, and what is no photo gets its sentence while the others stay.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person, type Person } from './browser.ts'

let world: World, browser: Browser, folder: string
const people: Person[] = []
const open = async (login: string, screen?: { width: number; height: number }) => { const one = await person(browser, world, login, screen); people.push(one); return one.page }
/** A noisy picture of some 3 MB: six parts. */
const large = async (name: string, seed: number) => {
  const path = join(folder, name)
  await writeFile(path, await sharp({ create: { width: 1700, height: 1300, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 90 + seed * 20, sigma: 40 } } }).jpeg({ quality: 98 }).toBuffer())
  return path
}
beforeAll(async () => {
  world = await smallDistrict()
  browser = await openBrowser()
  folder = await mkdtemp(join(tmpdir(), 'dianfan-net-'))
})
afterAll(async () => {
  // A cut line is an error to the browser's console, not to us.
  const errors = people.flatMap((one) => one.errors).filter((error) => !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK|Failed to load resource/.test(error))
  await browser?.close()
  await world?.close()
  await rm(folder, { recursive: true, force: true })
  expect(errors).toEqual([])
})
const field = (page: Page) => page.locator('.photofield')
const shown = (page: Page) => field(page).locator('.photofield-one:not(.up-sending):not(.up-waiting):not(.up-offline):not(.wrong)')
const received = async () => (await world.house.db.selectFrom('upload').select(['received', 'bytes', 'state']).execute())

test('上报时传三张照片，网络断了几次：自己接着传，三张都到，案件带着三张照片', async () => {
  const page = await open('clerk', { width: 390, height: 844 })
  await page.goto(`${world.url}/new`)
  await field(page).waitFor()
  const files = await Promise.all([1, 2, 3].map((n) => large(`现场${n}.jpg`, n)))
  // Slow enough that the cut falls into the middle.
  await page.route('**/api/upload/*', async (route) => { await new Promise((go) => setTimeout(go, 250)); await route.continue().catch(() => {}) })
  await field(page).locator('input[type=file]').first().setInputFiles(files)
  for (let cut = 0; cut < 3; cut++) {
    const least = cut * 900_000 + 400_000
    await expect.poll(async () => (await received()).reduce((sum, row) => sum + row.received, 0), { timeout: 20_000 }).toBeGreaterThan(least)
    await page.context().setOffline(true)
    await field(page).getByText('网络断了').first().waitFor()
    if (cut === 0 && process.env.DIANFAN_TEST_SHOTS) await field(page).screenshot({ path: join(process.env.DIANFAN_TEST_SHOTS, 'offline.png') })
    const stood = (await received()).reduce((sum, row) => sum + row.received, 0)
    await page.waitForTimeout(400)
    expect((await received()).reduce((sum, row) => sum + row.received, 0) - stood).toBeLessThanOrEqual(2 * 512 * 1024)
    await page.context().setOffline(false)
  }
  await page.unroute('**/api/upload/*')
  // The form cannot be handed in while one is on its way.
  await page.getByLabel(/说了什么|情况|经过|内容/).first().fill('路口堆了三袋垃圾。').catch(async () => { await page.locator('textarea').first().fill('路口堆了三袋垃圾。') })
  await expect.poll(async () => await shown(page).count(), { timeout: 40_000 }).toBe(3)
  expect((await received()).map((row) => [row.state, row.received === row.bytes])).toEqual(Array.from({ length: 3 }, () => ['done', true]))
  if (process.env.DIANFAN_TEST_SHOTS) await page.screenshot({ path: join(process.env.DIANFAN_TEST_SHOTS, 'arrived.png'), fullPage: true })
  const sent = page.waitForResponse((reply) => reply.url().endsWith('/api/case') && reply.request().method() === 'POST')
  await page.locator('button[type=submit]').click()
  expect((await sent).status()).toBe(201)
  const clerk = await world.as('clerk')
  const { items: [made] } = (await clerk.get('/api/case?limit=1')).body
  const { before } = (await clerk.get(`/api/case/${made.id}`)).body
  expect(before.length).toBe(3)
  for (const sha of before) expect((await clerk.get(`/api/file/${sha}`)).status).toBe(200)
})
test('不是照片的、苹果的 HEIC，各有一句话；好的那张留着，表单交不了直到拿掉坏的；粘贴和拖进来也行', async () => {
  const page = await open('clerk')
  await page.goto(`${world.url}/new`)
  await field(page).waitFor()
  const good = join(folder, '好.png'), heic = join(folder, 'IMG_0042.HEIC'), pdf = join(folder, '说明.pdf')
  await writeFile(good, await sharp({ create: { width: 300, height: 200, channels: 3, background: '#7a6' } }).png().toBuffer())
  await writeFile(heic, Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(9_000)]))
  await writeFile(pdf, `%PDF-1.7\n${' '.repeat(9_000)}`)
  await field(page).locator('input[type=file]').first().setInputFiles([good, heic, pdf])
  await field(page).getByText(/IMG_0042\.HEIC.*HEIC 格式/s).waitFor()
  await field(page).getByText(/说明\.pdf.*不是能用的照片/s).waitFor()
  await expect.poll(async () => await shown(page).count(), { timeout: 20_000 }).toBe(1)
  if (process.env.DIANFAN_TEST_SHOTS) await page.screenshot({ path: join(process.env.DIANFAN_TEST_SHOTS, 'refused.png'), fullPage: true })
  await page.locator('textarea').first().fill('两处。')
  await page.locator('button[type=submit]').click()
  await page.getByText('还有照片没传完').waitFor()
  for (let n = 0; n < 2; n++) await field(page).locator('.photofield-one.wrong').first().getByRole('button', { name: '拿掉' }).click()
  const draw = `(async () => { const c = document.createElement('canvas'); c.width = 64; c.height = 48; const g = c.getContext('2d'); for (let i = 0; i < 40; i++) { g.fillStyle = 'hsl(' + (SEED * 70 + i * 9) + ' 60% 50%)'; g.fillRect((i * 13 * SEED) % 64, (i * 7) % 48, 14, 9) } const blob = await new Promise((f) => c.toBlob(f, 'image/png')); const data = new DataTransfer(); data.items.add(new File([blob], 'p.png', { type: 'image/png' })); return data })()`
  await page.evaluate(`${draw.replaceAll('SEED', '1')}.then((data) => document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true })))`)
  await page.evaluate(`${draw.replaceAll('SEED', '3')}.then((data) => document.querySelector('.photofield').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })))`)
  await expect.poll(async () => await shown(page).count(), { timeout: 20_000 }).toBe(3)
  const sent = page.waitForResponse((reply) => reply.url().endsWith('/api/case') && reply.request().method() === 'POST')
  await page.locator('button[type=submit]').click()
  expect((await sent).status()).toBe(201)
})
test('案件页说这张照片在哪个案件里也用过，点得过去', async () => {
  const clerk = await world.as('clerk')
  const scene = (q: number) => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#9bb"/>${Array.from({ length: 12 }, (_, k) => `<rect x="${(k * 103) % 700}" y="${(k * 77) % 500}" width="${40 + ((k * 37) % 140)}" height="${30 + ((k * 53) % 120)}" fill="hsl(${k * 47} 45% 40%)"/>`).join('')}</svg>`)).jpeg({ quality: q }).toBuffer()
  const put = async (q: number) => (await clerk.send('/api/file', await scene(q))).body.sha256 as string
  const point = { lon: 120.715, lat: 31.285 }
  const [first, again, like] = [await put(90), await put(90), await put(30)]
  const one = (await clerk.post('/api/case', { source: 'hotline', text: '一处', point, photos: [first] })).body, two = (await clerk.post('/api/case', { source: 'hotline', text: '又一处', point, photos: [again] })).body
  const three = (await clerk.post('/api/case', { source: 'hotline', text: '第三处', point, photos: [like] })).body
  const page = await open('clerk')
  await page.goto(`${world.url}/cases/${one.id}`)
  const flags = page.locator('.photoflags')
  await flags.getByText(new RegExp(`案件${two.number}的照片相同`)).waitFor()
  await flags.getByText(new RegExp(`案件${three.number}的照片相似`)).waitFor()
  if (process.env.DIANFAN_TEST_SHOTS) await page.screenshot({ path: join(process.env.DIANFAN_TEST_SHOTS, 'flags.png') })
  await flags.getByRole('link', { name: new RegExp(two.number) }).click()
  await page.waitForURL(`**/cases/${two.id}`)
})
