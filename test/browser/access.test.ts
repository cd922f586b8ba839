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
  clerk: ['/', '/cases', '/cases/{id}', '/new', '/figures', '/figures?tab=spots', '/import', '/ground', '/ground?tab=faults', '/ground?tab=import', '/ground?area={area}', '/units/list', '/units/one/{unit}', '/units/posts', '/units/people', '/units/vacancies', '/units/workbook', '/calendar', '/calendar?part=hours', '/calendar?part=rosters', '/packs', '/packs/trial', '/packs/{pack}/edit', '/security', '/register', '/api'],
  'admin-system': ['/settings', '/notices', '/operations', '/accounts', '/approvals', '/ground?tab=tiles'],
  'admin-audit': ['/log'],
}
const desk = { width: 1440, height: 900 }, phone = { width: 390, height: 844 }
/** Where people spend their day: these are looked at in all four ways, the others in two that differ in both. */
const daily: Partial<typeof screens> = { clerk: ['/', '/cases', '/cases/{id}', '/new', '/ground'] }
test.each([['desk', desk, 'light', screens], ['phone', phone, 'dark', screens], ['phone', phone, 'light', daily], ['desk', desk, 'dark', daily]] as const)('%s %o %s', async (_name, screen, scheme, pages) => {
  const found: string[] = []
  for (const [login, paths] of Object.entries(pages)) {
    const { page, close } = await person(browser, world, login, screen)
    await page.emulateMedia({ colorScheme: scheme })
    for (const path of paths) {
      await page.goto(`${world.url}${path.replace(/\{(\w+)\}/g, (_, name: string) => known[name]!)}`)
      await page.locator('main').first().waitFor().catch((error: unknown) => { throw new Error(path, { cause: error }) })
      await expect.poll(() => page.locator('main [aria-busy=true]').count(), { timeout: 30_000 }).toBe(0)
      await page.waitForTimeout(400)
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
      for (const v of violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')) found.push(`${path} ${v.id}: ${v.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`)
    }
    await close()
  }
  expect(found).toEqual([])
}, 400_000)
