// 一事一案 on the screen: what is known already is offered while a report is written, joined by one press; a double is merged from its own page.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EAST, litter } from '../journeys/steps.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person } from './browser.ts'

let world: World, browser: Browser
beforeAll(async () => { world = await smallDistrict(); browser = await openBrowser() })
afterAll(async () => { await browser?.close(); await world?.close() })

test.each([['desktop', { width: 1440, height: 900 }], ['phone', { width: 390, height: 844 }]])('写到一半就看见已有的案件，一按就加入（%s）', async (_, screen) => {
  const clerk = await world.as('clerk')
  const { id, number } = (await clerk.post('/api/case', { source: 'hotline', text: '路口垃圾成堆，没人清', point: EAST, category: { pack: litter.pack, category: litter.category } })).body
  const { page, errors, close } = await person(browser, world, 'clerk', screen)
  await page.context().grantPermissions(['geolocation'], { origin: world.url })
  await page.context().setGeolocation({ longitude: EAST.lon, latitude: EAST.lat + 0.0002, accuracy: 5 })
  await page.goto(`${world.url}/new`)
  await page.getByLabel('情况').fill('路口的垃圾堆到路上了')
  // No place yet: nothing is asked, nothing is offered.
  expect(await page.locator('.similar').count()).toBe(0)
  await page.locator('.pointfield-here').click()
  const offered = page.locator('.similar-one').filter({ hasText: number })
  await offered.waitFor()
  expect(await offered.locator('.similar-why').textContent()).toMatch(/^距离22米，/)
  // "It is another" puts it away; the form stands as it was.
  await page.getByRole('button', { name: '不是，继续上报' }).click()
  await page.locator('.similar').waitFor({ state: 'detached' })
  expect(await page.getByLabel('情况').inputValue()).toBe('路口的垃圾堆到路上了')
  await page.reload()
  await page.getByLabel('情况').fill('路口的垃圾堆到路上了')
  await page.locator('.pointfield-here').click()
  await offered.waitFor()
  // A patrol's report needs a photo: the refusal is said, nothing is lost, then it is a citizen's.
  const fold = page.locator('.genform-fold')
  const source = async (from: string, to: string) => {
    if (await fold.count() > 0 && !(await fold.first().evaluate((one) => (one as HTMLDetailsElement).open))) await fold.first().locator('summary').click()
    await page.locator('.ant-select').filter({ hasText: from }).click()
    await page.locator('.ant-select-item-option').filter({ hasText: to }).click()
  }
  await source('热线留言', '网格巡查')
  await offered.getByRole('button', { name: '就是这件，加入' }).click()
  await page.getByText(/至少要一张照片/).first().waitFor()
  await source('网格巡查', '市民随手拍')
  await offered.getByRole('button', { name: '就是这件，加入' }).click()
  await page.getByText(`已加入案件${number}`).waitFor()
  expect((await clerk.get(`/api/case/${id}`)).body.also).toMatchObject([{ source: 'citizen', text: '路口的垃圾堆到路上了' }])
  await clerk.act(id, 'reject', { reason: 'already-solved', text: '已清' })
  expect(errors).toEqual([])
  await close()
}, 60_000)

test('一件重复的案件从它自己的页面并进另一件，再取消', async () => {
  const clerk = await world.as('clerk')
  const make = async (text: string, metres: number) => (await clerk.post('/api/case', { source: 'hotline', text, point: { lon: EAST.lon, lat: EAST.lat + metres / 111_195 }, category: { pack: litter.pack, category: litter.category } })).body
  const [a, b] = [await make('一堆', 0), await make('又报了一遍', 12)]
  const { page, errors, close } = await person(browser, world, 'clerk')
  await page.goto(`${world.url}/cases/${b.id}`)
  await page.locator('.similar-card .similar-one').filter({ hasText: a.number }).getByRole('button', { name: '并入这件' }).click()
  await page.locator('.actsheet').getByRole('button', { name: '并案' }).click()
  await page.locator('.into').getByText(new RegExp(`已并入案件${a.number}`)).waitFor()
  await page.locator('.into a').click()
  await page.getByText('2人反映').waitFor()
  await page.locator('.also').getByText('又报了一遍').waitFor()
  await page.locator('.also a').click()
  await page.getByRole('button', { name: '其他办法' }).click()
  await page.getByRole('menuitem', { name: '取消并案' }).click()
  await page.locator('.actsheet textarea').fill('不是同一堆')
  await page.locator('.actsheet').getByRole('button', { name: '取消并案' }).click()
  await page.locator('.case-head .chip').filter({ hasText: '待受理' }).waitFor()
  expect(errors).toEqual([])
  await close()
}, 60_000)
