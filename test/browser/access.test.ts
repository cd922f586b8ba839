// Nobody is shut out: no serious finding of axe on any screen, at desk and phone size, light and dark.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scene } from '../files.ts'
import { caseAt, EAST, put } from '../journeys/steps.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { findings, readyForAxe, settled } from './access.ts'
import { openBrowser, person } from './browser.ts'

let world: World, browser: Browser, known: Record<string, string>
beforeAll(async () => {
  world = await smallDistrict()
  // What reads the log begins with the first beat.
  await world.at('2026-11-23T09:30:00+08:00')
  browser = await openBrowser()
  const [clerk, unit, grid, checker] = await Promise.all(['clerk', 'liaison', 'grid', 'inspector'].map((login) => world.as(login))) as [Client, Client, Client, Client]
  const hands = { clerk, unit, checker }, sha = (await grid.send('/api/file', await scene(1))).body.sha256 as string
  // One under way with a doubt about its photo and others beside it, one closed that somebody is to be called back for.
  const id = await caseAt('handling', hands, { text: '墙角堆了垃圾。', photos: [sha] })
  await caseAt('filed', hands, { photos: [sha], point: { lon: 120.713, lat: 31.288 } })
  await clerk.act(id, 'invite', { units: [world.units.get('urban-management')], text: '请配合' })
  await clerk.act(id, 'order', { text: '请当天清理' })
  await clerk.act(id, 'supervise', { level: '3', text: '请到现场' })
  const closed = await caseAt('closed', hands, { contactPhone: '13812345678' })
  const beat = (await unit.post('/api/beat', { unit: world.units.get('huanfa'), zh: '东片', geometry: { type: 'LineString', coordinates: [[120.711, 31.285], [120.719, 31.285]] }, buffer_m: 60 })).body.id
  expect((await unit.post('/api/crew', { unit: world.units.get('huanfa'), zh: '早班', en: 'Early', members: [], beats: [beat] })).status).toBe(201)
  expect((await grid.post('/api/case', { source: 'patrol', text: '塑料袋', point: EAST, category: { pack: 'fine-cleaning', category: 'litter.roaming' }, photos: [await put(grid)] })).status).toBe(201)
  await world.at('2026-11-23T09:45:00+08:00')
  known = { id, closed, unit: (await clerk.get('/api/unit')).body.items[0].id, area: (await clerk.get('/api/area')).body.items.at(-1).id, pack: 'fine-cleaning' }
})
afterAll(async () => { await browser?.close(); await world?.close() })

/** Every page, by somebody who may see it; whoever reports has no account. */
const screens: [string, string[]][] = [
  ['clerk', [
    '/', '/cases', '/cases/{id}', '/cases/{closed}', '/new', '/import', '/flagged', '/rechecks', '/call-back', '/figures', '/figures?tab=spots', '/figures?by=category', '/ten-minutes', '/units/crews',
  ]],
  ['clerk', [
    '/ground', '/ground?tab=faults', '/ground?tab=import', '/ground?area={area}', '/units/list', '/units/one/{unit}', '/units/posts', '/units/people', '/units/vacancies', '/units/workbook',
    '/calendar', '/calendar?part=hours', '/calendar?part=rosters', '/packs/{pack}', '/packs/trial', '/packs/answers', '/packs/{pack}/edit', '/security', '/register', '/api',
  ]],
  ['inspector', ['/rechecks', '/ten-minutes', '/flagged', '/new']],
  ['admin-system', ['/settings', '/notices', '/operations', '/accounts', '/approvals', '/ground?tab=tiles']],
  ['admin-audit', ['/log']],
  ['nobody', ['/report', '/report?lang=en', '/follow']],
]
// Tall: of what a person would have to scroll to, axe could not tell the colours.
const desk = { width: 1440, height: 900 }, phone = { width: 390, height: 844 }
const at = (path: string) => path.replace(/\{(\w+)\}/g, (_, name: string) => known[name]!)

async function someone(login: string): Promise<{ page: Page; close: () => Promise<void> }> {
  if (login !== 'nobody') {
    const one = await person(browser, world, login, desk, 'zh-CN', readyForAxe)
    // Signing in ends on a page of its own choice; only behind it does going on begin.
    await one.page.locator('.frame main').waitFor()
    await settled(one.page, await one.page.evaluate(() => location.pathname))
    return one
  }
  const context = await browser.newContext({ viewport: desk, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }), page = await context.newPage()
  await readyForAxe(page)
  return { page, close: () => context.close() }
}
/** One page a person: inside the desk it goes on as a press on a link does, so that nothing is loaded twice. */
async function go(page: Page, login: string, path: string): Promise<void> {
  if (login === 'nobody') await page.goto(world.url + path, { waitUntil: 'domcontentloaded' })
  else await page.evaluate((path) => {
    // The page one leaves stands until the next is there; marked, so that it is not taken for it.
    if (new URL(path, location.href).pathname !== location.pathname) for (const each of document.querySelectorAll<HTMLElement>('main > *')) each.dataset.left = ''
    history.pushState({}, '', path)
  }, path)
  await settled(page, path)
}

// Beside each other: half of the time a page waits for its server.
test.concurrent.each(screens)('%s %o', async (login, paths) => {
  const found: string[] = []
  const { page, close } = await someone(login)
  for (const path of paths) {
    await page.setViewportSize(desk)
    await page.emulateMedia({ colorScheme: 'light' })
    await go(page, login, at(path))
    const look = async (how: string, of: 'all' | 'colours') => found.push(...(await findings(page, of)).map((one) => `${path} ${how} ${one}`))
    await look('desk light', 'all')
    await page.emulateMedia({ colorScheme: 'dark' })
    await settled(page, at(path), 40)
    await look('desk dark', 'colours')
    await page.setViewportSize(phone)
    await settled(page, at(path), 40)
    await look('phone dark', 'all')
    await page.emulateMedia({ colorScheme: 'light' })
    await settled(page, at(path), 40)
    await look('phone light', 'colours')
  }
  await close()
  expect(found).toEqual([])
}, 200_000)

test('the look itself is no blind one: a faint word, one that is faint in the dark only, and a field without a name are found', async () => {
  const { page, close } = await someone('clerk')
  await go(page, 'clerk', '/register')
  // Behind all the page has: what one would have to scroll to counts as well. By property: the house lets nobody write styles into a page.
  await page.evaluate(() => {
    const add = (tag: string, id: string, color: string, background: string) => { const one = Object.assign(document.createElement(tag), { id, textContent: tag === 'p' ? '看得见吗' : '' }); Object.assign(one.style, { color, background }); document.querySelector('main')!.append(one) }
    add('p', 'faint', '#aaaaaa', '#ffffff'); add('p', 'dark', '#555555', 'var(--surface)'); add('input', 'nameless', '', '')
  })
  const light = (await findings(page, 'all')).join()
  expect([/color-contrast[^,]*#faint/.test(light), /#dark/.test(light), /label: #nameless/.test(light)]).toEqual([true, false, true])
  await page.emulateMedia({ colorScheme: 'dark' })
  await settled(page, '/register', 40)
  expect((await findings(page, 'colours')).join()).toMatch(/#dark/)
  await close()
})
