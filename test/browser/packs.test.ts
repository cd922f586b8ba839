// Rules on the screen: a trial on the map, a change tried and installed, and the chips that say what a message may be about.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person } from './browser.ts'

let world: World, browser: Browser
beforeAll(async () => { world = await smallDistrict(); browser = await openBrowser() })
afterAll(async () => { await browser?.close(); await world?.close() })

test('试派：选类别、点地图，说出单位、理由和时限，什么也没立', async () => {
  const { page, errors, close } = await person(browser, world, 'clerk')
  page.setDefaultTimeout(30_000)
  await page.goto(`${world.url}/packs/trial`)
  await page.getByText('选一个类别，再点一个地点').waitFor()
  await page.locator('.trial-ask .finder input').fill('暴露垃圾')
  await page.locator('.finder-list').getByText('暴露垃圾').first().click()
  await page.getByLabel('或选一个辖区').click()
  await page.keyboard.type('西社区第1')
  await page.locator('.ant-select-tree-title', { hasText: '西社区第1网格' }).click()
  await page.locator('.trial-unit', { hasText: '环发公司' }).waitFor()
  await page.getByText('相符，由它决定').waitFor()
  await page.locator('.matrix td').first().waitFor()
  expect((await (await world.as('clerk')).get('/api/case')).body.count.n).toBe(0)
  expect(errors).toEqual([])
  await close()
})

test('改规则：先试，看清会变的，写明为什么，装上第2版', async () => {
  const { page, errors, close } = await person(browser, world, 'clerk')
  page.setDefaultTimeout(30_000)
  await page.goto(`${world.url}/packs/fine-cleaning/edit`)
  await page.locator('.editcat summary', { hasText: '暴露垃圾' }).click()
  await page.getByText(/packs\/fine-cleaning\/pack\.yaml 第\d+行/).first().waitFor()
  await page.getByLabel('限多久 heap').first().fill('6')
  const install = page.getByRole('button', { name: '装上' })
  expect(await install.isDisabled()).toBe(true)
  await page.getByLabel('为什么改').fill('冬季作业时间短')
  await page.getByRole('button', { name: '试一下' }).click()
  await page.locator('.difflist', { hasText: '6工作时' }).waitFor()
  await install.click()
  await page.getByText('第2版装好了').waitFor()
  await page.getByText('冬季作业时间短').first().waitFor()
  expect((await (await world.as('clerk')).get('/api/pack/fine-cleaning')).body.version).toBe(2)
  expect(errors).toEqual([])
  await close()
})

test('手机上写一段话，点一下建议就选好了类别；不是本平台的事也明说', async () => {
  const { page, errors, close } = await person(browser, world, 'grid', { width: 390, height: 844 })
  page.setDefaultTimeout(30_000)
  await page.goto(`${world.url}/new`)
  await page.locator('textarea').first().fill('公园里好多人遛大狗不用绳子')
  const chip = page.locator('.suggest-chip', { hasText: '遛犬不牵绳' })
  await chip.waitFor()
  expect(await chip.innerText()).toContain('狗…绳子')
  await chip.click()
  await expect.poll(() => chip.getAttribute('aria-pressed')).toBe('true')
  await page.locator('.finder', { hasText: '遛犬不牵绳' }).waitFor()
  await page.locator('textarea').first().fill('老板拖着工资不发怎么办')
  await page.getByText('像是人社部门的事。').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(errors).toEqual([])
  await close()
})
