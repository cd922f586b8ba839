// The first loop done by people on the screen: filed, dispatched, handled with a photo, failed, reworked, passed, closed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { photo } from '../files.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person, type Person } from './browser.ts'

let world: World, browser: Browser, folder: string, id: string
const people: Person[] = []
const open = async (login: string, screen?: { width: number; height: number }) => { const one = await person(browser, world, login, screen); people.push(one); return one.page }

beforeAll(async () => {
  world = await smallDistrict()
  browser = await openBrowser()
  folder = await mkdtemp(join(tmpdir(), 'dianfan-photos-'))
  const clerk = await world.as('clerk')
  id = (await clerk.post('/api/case', { source: 'hotline', text: '墙角堆了三天的垃圾，电话 13812345678。', title: '墙角有垃圾', point: { lon: 120.715, lat: 31.285 } })).body.id
})
afterAll(async () => {
  const errors = people.flatMap((one) => one.errors)
  await browser?.close()
  await world?.close()
  await rm(folder, { recursive: true, force: true })
  expect(errors).toEqual([])
})

const caseOf = async (page: Page) => { await page.goto(`${world.url}/cases/${id}`); await page.getByRole('heading', { level: 1 }).first().waitFor() }
/** Opens a verb from the bar of the case; the form in the drawer is what the rest of a step fills in. */
const verb = async (page: Page, name: string) => {
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).first().click()
  const drawer = page.getByRole('dialog')
  await drawer.waitFor()
  return drawer
}
const send = async (page: Page, name: string) => {
  // Exactly the verb: the button for photos is named after its field, which may begin with the same word.
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}
const choosePhoto = async (page: Page, name: string) => {
  const path = join(folder, name)
  await writeFile(path, await photo())
  await page.getByRole('dialog').locator('input[type=file]').first().setInputFiles(path)
  // The preview stands there once the server has it.
  await page.getByRole('dialog').locator('.photofield-one:not([class*=up-]) img').first().waitFor()
}

test('坐席在案件页立案、派遣，看得到为什么派给它', async () => {
  const page = await open('clerk')
  await caseOf(page)
  // Where personal data is masked, nobody sees the number.
  expect(await page.locator('body').innerText()).not.toContain('13812345678')
  const form = await verb(page, '立案')
  await form.getByLabel('立案条件').click()
  await page.keyboard.type('暴露垃圾')
  await page.locator('.ant-select-item-option').filter({ hasText: '暴露垃圾' }).first().click()
  await send(page, '立案')
  await page.getByText('待派遣').first().waitFor()
  await verb(page, '派遣')
  await send(page, '派遣')
  await page.getByText('待签收').first().waitFor()
  expect(await page.getByText(/派给.*因为权责清单第1行/).count()).toBeGreaterThan(0)
})

test('单位联络员在手机大小的屏幕上签收、传照片、交结果；没有照片交不了', async () => {
  const page = await open('liaison', { width: 390, height: 844 })
  await caseOf(page)
  await verb(page, '签收')
  await send(page, '签收')
  await page.getByText('处置中').first().waitFor()
  const form = await verb(page, '提交处置结果')
  await form.getByLabel(/处置结果/).fill('垃圾清走了。')
  await page.getByRole('dialog').getByRole('button', { name: '提交处置结果', exact: true }).click()
  await page.getByRole('dialog').getByText(/照片/).first().waitFor()
  await choosePhoto(page, 'one.jpg')
  await send(page, '提交处置结果')
  await page.getByText('待核查').first().waitFor()
})

test('督查员核查不通过，坐席退回返工，第二次通过后结案', async () => {
  const inspector = await open('inspector')
  await caseOf(inspector)
  const failed = await verb(inspector, '核查')
  await failed.getByRole('radio', { name: /没通过/ }).click()
  await failed.getByLabel(/核查情况/).fill('还有两袋。')
  await send(inspector, '核查')
  const clerk = await open('clerk')
  await caseOf(clerk)
  // A blocked verb stays in sight with what is missing.
  expect(await clerk.getByText(/核查没有通过，不能结案/).count()).toBeGreaterThan(0)
  const back = await verb(clerk, '返工')
  await back.getByLabel(/返工要求/).fill('请清完。')
  await send(clerk, '返工')
  const liaison = await open('liaison')
  await caseOf(liaison)
  const again = await verb(liaison, '提交处置结果')
  await again.getByLabel(/处置结果/).fill('清完了。')
  await choosePhoto(liaison, 'two.jpg')
  await send(liaison, '提交处置结果')
  await caseOf(inspector)
  const passed = await verb(inspector, '核查')
  await passed.getByRole('radio', { name: /^通过/ }).click()
  await passed.getByLabel(/核查情况/).fill('办好了。')
  await send(inspector, '核查')
  await caseOf(clerk)
  const end = await verb(clerk, '结案')
  await end.getByRole('checkbox').check()
  await send(clerk, '结案')
  await clerk.getByText('结案', { exact: true }).first().waitFor()
  expect((await (await world.as('clerk')).get(`/api/case/${id}`)).body).toMatchObject({ state: 'closed', reworks: 1 })
})

test('the same case in English', async () => {
  const english = await person(browser, world, 'clerk', { width: 1440, height: 900 }, 'en-US')
  people.push(english)
  await english.page.goto(`${world.url}/cases/${id}`)
  await english.page.getByText('Closed', { exact: true }).first().waitFor()
  expect(await english.page.getByText(/sent it back; the handling clock runs on/).count()).toBeGreaterThan(0)
})
