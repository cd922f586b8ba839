// The calendar on the screen: a missing year is seen, marked day by day, tried, entered; hours and a roster are set; a sheet comes in; limits are saved.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person } from './browser.ts'

let world: World, browser: Browser, folder: string
beforeAll(async () => {
  world = await smallDistrict()
  browser = await openBrowser()
  folder = await mkdtemp(join(tmpdir(), 'dianfan-calendar-'))
  await writeFile(join(folder, 'wrong.csv'), '单位,班组,生效日期,周一,周二\n没有的公司,早班,2026-12-01,06:00-14:00,\n环发公司,早班,2026-12-01,六点到两点,\n')
  await writeFile(join(folder, 'rosters.csv'), '单位,班组,生效日期,周一,周二,周三,周四,周五,周六,周日\n环发公司,机扫组,2026-12-01,04:00-12:00,04:00-12:00,休,04:00-12:00,04:00-12:00,,\n环发公司,夜班,2026-12-01,,,,,22:00-06:00,22:00-06:00,\n')
})
afterAll(async () => { await browser?.close(); await world?.close(); await rm(folder, { recursive: true, force: true }); expect(world?.faults ?? []).toEqual([]) })

test('坐席看到缺明年，点日子、试算、录入，提示随后消失', async () => {
  const { page, errors, close } = await person(browser, world, 'clerk')
  const clerk = await world.as('clerk')
  await page.getByText('2027年的节假日还没有录入').waitFor()
  await page.getByRole('link', { name: '去录入' }).click()
  await page.getByText('2027年的放假和补班还没有录入').waitFor()
  await page.getByRole('button', { name: '照软件自带的填' }).click()
  await page.getByText(/没有2027年的完整安排/).waitFor()
  await page.getByRole('button', { name: '粘贴' }).click()
  await page.locator('textarea').fill('2027-01-01 放假\n2月5日、2月8日 放假\n2027年1月31日 上班')
  await page.getByRole('button', { name: '填进日历' }).click()
  await page.getByRole('button', { name: /2027-02-09/ }).click()
  // A click on what is marked takes the mark away.
  await page.getByRole('button', { name: /2027-02-05/ }).click()
  await page.getByRole('button', { name: '先试算' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText(/在办\d+件/).waitFor()
  await drawer.getByRole('button', { name: '就这样改' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await page.getByText('2027年的节假日还没有录入').waitFor({ state: 'hidden' })
  const { years } = (await clerk.get('/api/calendar')).body
  expect([years[2027].off, years[2027].work, years[2027].source]).toEqual([['2027-01-01', '2027-02-08', '2027-02-09'], ['2027-01-31'], 'clerk'])
  expect(errors).toEqual([])
  await close()
})

test('没有元旦的年份在确认前就被点名，什么也没有改', async () => {
  const { page, errors, close } = await person(browser, world, 'clerk')
  await page.goto(`${world.url}/calendar?year=2028`)
  await page.getByRole('button', { name: /2028-05-01/ }).click()
  await page.getByRole('button', { name: '先试算' }).click()
  await page.getByRole('dialog').getByText('没有元旦').waitFor()
  expect(await page.getByRole('dialog').getByRole('button', { name: '就这样改' }).count()).toBe(0)
  expect(errors).toEqual([])
  await close()
})

test('给一个单位定自己的上班时间；排班；改一天；导入一份班次，错的一行被点名', async () => {
  const { page, errors, close } = await person(browser, world, 'clerk')
  const clerk = await world.as('clerk'), unit = world.units.get('huanfa')!
  const confirm = async () => { const drawer = page.getByRole('dialog').filter({ hasText: '改之前先看' }); await drawer.getByRole('button', { name: '就这样改' }).click(); await drawer.waitFor({ state: 'hidden' }) }
  await page.goto(`${world.url}/calendar?part=hours`)
  await page.getByRole('button', { name: '定新的上班时间' }).click()
  const form = page.getByRole('dialog')
  await form.locator('#unit').click()
  await page.keyboard.type('环发')
  await page.keyboard.press('Enter')
  await form.locator('#hours').fill('随便')
  await form.getByRole('button', { name: '先试算' }).click()
  await form.getByText('写成 09:00-12:00').waitFor()
  await form.locator('#hours').fill('06:00-14:00')
  await form.getByRole('button', { name: '先试算' }).click()
  await confirm()
  await page.getByRole('row', { name: /环发公司.*06:00-14:00/ }).waitFor()
  await page.goto(`${world.url}/calendar?part=rosters`)
  await page.getByLabel('选一个单位').first().click()
  await page.keyboard.type('环发')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '加班组' }).click()
  await form.locator('#crew').fill('早班')
  await form.locator('#d1').fill('06:00-14:00')
  await form.locator('#d5').fill('22:00-06:00')
  await form.getByRole('button', { name: '先试算' }).click()
  await confirm()
  await page.getByText('现在当班：早班 06:00-14:00').waitFor()
  await page.getByRole('button', { name: '改一天' }).click()
  await form.locator('#day').fill('2026-11-27')
  await form.getByRole('button', { name: '先试算' }).click()
  await confirm()
  await page.getByText('2026-11-27').first().waitFor()
  await page.getByRole('button', { name: '导入班次' }).click()
  await page.locator('input[type=file]').setInputFiles(join(folder, 'wrong.csv'))
  await page.getByText('没有叫“没有的公司”的单位').waitFor()
  await page.getByText('“六点到两点”应写作').waitFor()
  expect(await page.getByRole('button', { name: '导入', exact: true }).isDisabled()).toBe(true)
  await page.locator('input[type=file]').setInputFiles(join(folder, 'rosters.csv'))
  await page.getByRole('button', { name: '导入', exact: true }).click()
  // The word of the change before may still stand there: the server is asked.
  await expect.poll(async () => (await clerk.get('/api/calendar')).body.rosters.map((row: { crew: string }) => row.crew).sort(), { timeout: 10_000 }).toEqual(['夜班', '早班', '机扫组'])
  const { days, periods } = (await clerk.get('/api/calendar')).body
  expect(days).toEqual([{ unit, crew: '早班', day: '2026-11-27', windows: [] }])
  expect(periods.find((period: { name: string }) => period.name === unit)).toMatchObject({ from: '2026-11-23', hours: [[360, 840]] })
  // On Saturday at one in the morning Friday's night crew is on.
  expect((await clerk.get(`/api/unit/${unit}/on-shift?at=${encodeURIComponent('2026-12-05T01:00:00+08:00')}`)).body.crews.map((each: { crew: string }) => each.crew)).toEqual(['夜班', '早班'])
  await page.goto(`${world.url}/calendar?part=changes`)
  await page.getByText(/环发公司.*的班次改了/).first().waitFor()
  expect(errors).toEqual([])
  await close()
})

test('领导看得到日历，改不了；系统管理员改各环节时限', async () => {
  const leader = await person(browser, world, 'leader')
  await leader.page.goto(`${world.url}/calendar`)
  await leader.page.getByText(/放假\d+天/).waitFor()
  expect(await leader.page.getByRole('button', { name: '先试算' }).count()).toBe(0)
  const { page, errors, close } = await person(browser, world, 'admin-system')
  await page.goto(`${world.url}/settings`)
  await page.locator('#accept_amount').fill('3')
  await page.getByRole('button', { name: '保存' }).first().click()
  await page.getByText('保存好了').waitFor()
  expect((await (await world.as('admin-system')).get('/api/settings/stages')).body.accept).toEqual({ amount: 3, kind: 'work_hour' })
  expect([...errors, ...leader.errors]).toEqual([])
  await leader.close()
  await close()
})
