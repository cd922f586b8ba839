// Nobody is shut out: no serious finding of axe on the screens, at desk and phone size, light and dark.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { photo } from '../files.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person } from './browser.ts'

let world: World, browser: Browser, id: string
beforeAll(async () => {
  world = await smallDistrict()
  browser = await openBrowser()
  const clerk = await world.as('clerk'), grid = await world.as('grid')
  const sha = (await grid.send('/api/file', await photo())).body.sha256
  id = (await grid.post('/api/case', { source: 'patrol', text: '墙角堆了垃圾。', point: { lon: 120.715, lat: 31.285 }, photos: [sha] })).body.id
  await clerk.act(id, 'file', { condition: { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' } })
  await clerk.act(id, 'dispatch')
})
afterAll(async () => { await browser?.close(); await world?.close() })

const screens = ['/', '/cases', '/cases/{id}', '/report', '/packs', '/units', '/import']
test.each([['desk', { width: 1440, height: 900 }, 'light'], ['phone', { width: 390, height: 844 }, 'light'], ['desk', { width: 1440, height: 900 }, 'dark']] as const)('%s %o %s', async (_name, screen, scheme) => {
  const { page, close } = await person(browser, world, 'clerk', screen)
  await page.emulateMedia({ colorScheme: scheme })
  const found: string[] = []
  for (const path of screens) {
    await page.goto(`${world.url}${path.replace('{id}', id)}`)
    await page.locator('main').first().waitFor()
    await page.waitForTimeout(400)
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
    for (const v of violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')) found.push(`${path} ${v.id}: ${v.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`)
  }
  await close()
  expect(found).toEqual([])
})
