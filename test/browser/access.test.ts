// Nobody is shut out: no serious finding of axe on the screens, at desk and phone size, light and dark.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { photo } from '../files.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person } from './browser.ts'

let world: World, browser: Browser, known: Record<string, string>
beforeAll(async () => {
  world = await smallDistrict()
  browser = await openBrowser()
  const clerk = await world.as('clerk'), grid = await world.as('grid')
  const sha = (await grid.send('/api/file', await photo())).body.sha256
  const id: string = (await grid.post('/api/case', { source: 'patrol', text: '墙角堆了垃圾。', point: { lon: 120.715, lat: 31.285 }, photos: [sha] })).body.id
  await clerk.act(id, 'file', { condition: { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' } })
  await clerk.act(id, 'dispatch')
  known = { id, unit: (await clerk.get('/api/unit')).body.items[0].id, area: (await clerk.get('/api/area')).body.items.at(-1).id, pack: 'fine-cleaning' }
})
afterAll(async () => { await browser?.close(); await world?.close() })

/** Every page of the desk, by somebody who may see it. */
const screens = {
  clerk: ['/', '/cases', '/cases/{id}', '/report', '/import', '/ground', '/ground?tab=faults', '/ground?tab=import', '/ground?area={area}', '/units/list', '/units/one/{unit}', '/units/posts', '/units/people', '/units/vacancies', '/units/workbook', '/calendar', '/calendar?part=hours', '/calendar?part=rosters', '/packs', '/packs/trial', '/packs/{pack}/edit', '/security', '/register', '/api'],
  'admin-system': ['/settings', '/notices', '/operations', '/accounts', '/approvals', '/ground?tab=tiles'],
  'admin-audit': ['/log'],
}
const desk = { width: 1440, height: 900 }, phone = { width: 390, height: 844 }
test.each([['desk', desk, 'light'], ['phone', phone, 'light'], ['desk', desk, 'dark'], ['phone', phone, 'dark']] as const)('%s %o %s', async (_name, screen, scheme) => {
  const found: string[] = []
  for (const [login, paths] of Object.entries(screens)) {
    const { page, close } = await person(browser, world, login, screen)
    await page.emulateMedia({ colorScheme: scheme })
    for (const path of paths) {
      await page.goto(`${world.url}${path.replace(/\{(\w+)\}/g, (_, name: string) => known[name]!)}`)
      await page.locator('main').first().waitFor()
      await page.locator('main [aria-busy=true]').waitFor({ state: 'detached' })
      await page.waitForTimeout(400)
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
      for (const v of violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')) found.push(`${path} ${v.id}: ${v.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`)
    }
    await close()
  }
  expect(found).toEqual([])
}, 240_000)
