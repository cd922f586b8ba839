// The directory on the screen: a workbook with a slip is refused cell by cell, the right one goes in, people are appointed and invited.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import writeBook from 'write-excel-file/node'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person } from './browser.ts'

let world: World, browser: Browser, folder: string
const book = async (file: string, kind: string) => await writeFile(join(folder, file), await writeBook([
  { sheet: '单位', data: [['单位代码', '单位名称', '类别'], ['fire-station', '消防站', kind]].map((row) => row.map((value) => ({ value, type: String }))) },
  { sheet: '岗位', data: [['岗位代码', '单位', '岗位名称', '职责类别'], ['fire-head', '消防站', '站长', '责任人']].map((row) => row.map((value) => ({ value, type: String }))) },
  { sheet: '人员', data: [['工号', '姓名', '手机', '单位', '账号', '角色'], ['F-1', '沈望川', '13912345678', '消防站', 'shen.wc', '单位联络员']].map((row) => row.map((value) => ({ value, type: String }))) },
]).toBuffer())
beforeAll(async () => {
  world = await smallDistrict()
  browser = await openBrowser()
  folder = await mkdtemp(join(tmpdir(), 'dianfan-people-'))
  await book('wrong.xlsx', '部们')
  await book('right.xlsx', '部门')
})
afterAll(async () => { await browser?.close(); await world?.close(); await rm(folder, { recursive: true, force: true }); expect(world?.faults ?? []).toEqual([]) })

test('名册导入：错的那一格被点名，好的先试读再导入；任职后责任链上有人；凭邀请码自己设密码', async () => {
  const { page, errors, close } = await person(browser, world, 'admin-system')
  await page.goto(`${world.url}/units/workbook`)
  await page.locator('input[type=file]').setInputFiles(join(folder, 'wrong.xlsx'))
  await page.getByText('单位!C2').waitFor()
  await page.getByText('是不是“部门”').waitFor()
  expect(await page.getByRole('button', { name: /^导入\d+处改动/ }).isDisabled()).toBe(true)
  await page.locator('input[type=file]').setInputFiles(join(folder, 'right.xlsx'))
  await page.getByRole('button', { name: '导入4处改动' }).click()
  await page.getByText('导入完了，4处改动').waitFor()

  await page.goto(`${world.url}/units/vacancies`)
  await page.getByRole('row', { name: /消防站.*单位没有责任人/ }).getByRole('link', { name: '去补' }).click()
  await page.getByRole('row', { name: /站长/ }).getByRole('button', { name: '任职', exact: true }).click()
  const form = page.getByRole('dialog')
  await form.locator('#person').click()
  await page.keyboard.type('沈')
  await page.locator('.ant-select-item-option').filter({ hasText: '沈望川' }).click()
  await form.locator('#from').fill('2026-11-01')
  await form.getByRole('button', { name: '任职', exact: true }).click()
  await page.locator('.dutychain li').filter({ hasText: '责任人' }).getByText('沈望川').waitFor()

  await page.goto(`${world.url}/accounts?state=uninvited`)
  await page.getByRole('row', { name: /shen\.wc/ }).getByRole('button', { name: '发邀请码' }).click()
  const code = (await page.getByRole('dialog').locator('code').last().textContent())!
  expect(code).toMatch(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$/)
  expect(errors).toEqual([])
  await close()

  const door = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } })).newPage()
  await door.goto(`${world.url}/invited`)
  await door.getByLabel(/邀请码/).fill(code.toLowerCase())
  await door.getByRole('button', { name: '下一步' }).click()
  await door.getByText('shen.wc').waitFor()
  await door.locator('input[type=password]').first().fill('one-good-phrase-7')
  await door.locator('input[type=password]').last().fill('one-good-phrase-7')
  await door.getByRole('button', { name: '设好密码' }).click()
  await door.getByText('设好了').waitFor()
  const me = await fetch(`${world.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login: 'shen.wc', password: 'one-good-phrase-7' }) })
  expect(me.status).toBe(200)
})

test('号码打星号，写了理由才看得到；社区只看得到自己的人', async () => {
  const { page, errors, close } = await person(browser, world, 'clerk')
  await page.goto(`${world.url}/units/people`)
  await page.getByLabel('找姓名、工号、单位、账号').fill('沈望川')
  const row = page.getByRole('row', { name: /沈望川/ })
  await row.getByText('*********78').waitFor()
  await row.getByRole('button', { name: /查看号码/ }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('为什么要看').fill('电话通知到场')
  await form.getByRole('button', { name: '查看号码' }).click()
  await form.getByText('13912345678').waitFor()
  const community = await person(browser, world, 'community', { width: 390, height: 844 })
  await community.page.goto(`${world.url}/units/people`)
  await community.page.locator('.table code').filter({ hasText: 'community' }).first().waitFor()
  expect(await community.page.getByText('沈望川').count()).toBe(0)
  expect([...errors, ...community.errors]).toEqual([])
  await close()
  await community.close()
})
