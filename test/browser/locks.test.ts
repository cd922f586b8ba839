// The locks on the screen: an administrator's first sign-in with the phone, an order of two people, and nobody shut out on these pages.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setSecurity } from '#kernel/owed.ts'
import { codeAt } from '#kernel/totp.ts'
import { PASSWORD, smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person } from './browser.ts'

let world: World, browser: Browser
const rules = { idleMinutes: 720, adminIdleMinutes: 30, absoluteHours: 168 }
const factors = (factorFor: string[]) => world.house.db.transaction().execute((tx) => setSecurity(tx, world.district, { ...rules, factorFor }))
beforeAll(async () => {
  world = await smallDistrict()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close(); await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const serious = async (page: Page) => (await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()).violations.filter((one) => one.impact === 'serious' || one.impact === 'critical').map((one) => `${page.url()} ${one.id}`)

test('an administrator sets up the phone at the first sign-in, by keyboard, and comes where they wanted to go', async () => {
  await factors(['admin-system'])
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }), page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(`${world.url}/accounts`)
  await page.getByLabel('账号').first().fill('admin-system')
  await page.getByLabel(/^密码/).first().fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: '绑定用的二维码' }).waitFor()
  expect(await serious(page)).toEqual([])
  await page.getByText('扫不了？手工输入').click()
  const secret = (await page.locator('.secret').innerText()).replace(/\s/g, '')
  await page.getByLabel('填手机上显示的6位数字').fill(codeAt(secret, world.house.clock.now()))
  await page.keyboard.press('Enter')
  await page.locator('.recovery li').first().waitFor()
  expect(await page.locator('.recovery li').count()).toBe(10)
  expect(await page.getByRole('button', { name: '继续' }).isDisabled()).toBe(true)
  expect(await serious(page)).toEqual([])
  const [first] = await page.locator('.recovery li').allInnerTexts()
  await page.getByLabel('我已经存好').check()
  await page.getByRole('button', { name: '继续' }).click()
  await page.waitForURL(/\/accounts$/)
  // The next time the phone is lost.
  await context.clearCookies()
  await page.goto(`${world.url}/sign-in`)
  await page.getByLabel('账号').first().fill('admin-system')
  await page.getByLabel(/^密码/).first().fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByLabel('手机验证器上的6位数字').fill('000000')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').filter({ hasText: '验证码不对' }).waitFor()
  // A reload half way stays half way.
  await page.reload()
  await page.getByRole('button', { name: /用恢复码/ }).click()
  await page.getByLabel('恢复码').fill(first!)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await context.close()
  await factors([])
}, 240_000)
test('the security administrator orders, the audit administrator sees what will happen and approves; the pages are open to everybody', async () => {
  const one = await person(browser, world, 'admin-security')
  await one.page.goto(`${world.url}/accounts`)
  await one.page.getByRole('row').filter({ hasText: 'leader' }).getByRole('button', { name: '安全' }).click()
  await one.page.getByRole('button', { name: '改角色' }).click()
  await one.page.locator('.ant-drawer .ant-select').click()
  await one.page.locator('.ant-select-item-option', { hasText: '系统管理员' }).click()
  await one.page.locator('.ant-drawer .ant-select-selection-item-remove, .ant-drawer .ant-select-selection-item .anticon-close').first().click()
  await one.page.keyboard.press('Escape')
  await one.page.getByLabel('理由').fill('轮岗')
  await one.page.getByRole('button', { name: '提交' }).click()
  await one.page.getByText('已提出，等另一名管理员复核').waitFor()
  const two = await person(browser, world, 'admin-audit', { width: 390, height: 844 })
  await two.page.goto(`${world.url}/approvals`)
  await two.page.getByRole('button', { name: '打开' }).click()
  await two.page.getByText('leader（leader）得到：系统管理员').waitFor()
  expect(await serious(two.page)).toEqual([])
  await two.page.getByRole('button', { name: '同意' }).click()
  await two.page.getByText('没有等着复核的事').waitFor()
  for (const { page } of [one, two]) for (const path of ['/security', '/approvals?state=ended', '/register', '/sign-in']) {
    await page.goto(`${world.url}${path}`)
    await page.locator('main').first().waitFor()
    await page.waitForTimeout(800)
    expect(await serious(page)).toEqual([])
  }
  expect([...one.errors, ...two.errors]).toEqual([])
  await one.close(); await two.close()
}, 240_000)
