// A clerk loads their grids, sees the overlap on the list and on the map, and mends it; a place is found by its name.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person } from './browser.ts'

let world: World, browser: Browser, folder: string
const box = (w: number, e: number) => ({ type: 'Polygon', coordinates: [[[w, 31.3], [e, 31.3], [e, 31.31], [w, 31.31], [w, 31.3]]] })
const grid = (code: string, name: string, geometry: object) => ({ type: 'Feature', properties: { code, name, kind: '网格', parent: 'east' }, geometry })
const file = async (name: string, ...features: object[]) => { const path = join(folder, name); await writeFile(path, JSON.stringify({ type: 'FeatureCollection', features })); return path }
beforeAll(async () => { world = await smallDistrict(); browser = await openBrowser(); folder = await mkdtemp(join(tmpdir(), 'dianfan-ground-')) })
afterAll(async () => { await browser?.close(); await world?.close(); await rm(folder, { recursive: true, force: true }) })

test('导入有重叠的网格：试读时列出来，导入后在“问题”里点一下地图就到，改好再导入就没有了', async () => {
  const { page, errors, close } = await person(browser, world, 'clerk')
  const choose = async (path: string) => { await page.locator('input[type=file]').setInputFiles(path); await page.getByText('读到').first().waitFor() }
  await page.goto(`${world.url}/ground?tab=import`)
  await choose(await file('wrong.geojson', grid('n-1', '北一', { type: 'Polygon', coordinates: [[[120.71, 31.3], [120.72, 31.31], [120.72, 31.3], [120.71, 31.31], [120.71, 31.3]]] })))
  await page.getByText('边界自交').first().waitFor()
  expect(await page.getByRole('button', { name: '导入', exact: true }).isDisabled()).toBe(true)
  await choose(await file('overlap.geojson', grid('n-1', '北一', box(120.71, 120.7155)), grid('n-2', '北二', box(120.715, 120.72))))
  await page.getByText('北一和北二重叠').waitFor()
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await page.getByText('导入好了').waitFor()
  await page.getByRole('button', { name: '看问题' }).click()
  const fault = page.locator('.ground-fault').filter({ hasText: '北一和北二重叠' })
  await fault.click()
  await page.locator('.groundmark.on').waitFor()
  expect(await fault.getAttribute('aria-pressed')).toBe('true')
  await page.getByRole('tab', { name: '导入' }).click()
  await choose(await file('right.geojson', grid('n-1', '北一', box(120.71, 120.715))))
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await page.getByText('导入好了').waitFor()
  await page.getByRole('tab', { name: /问题/ }).click()
  await page.getByText('没有发现问题').waitFor()
  expect(errors).toEqual([])
  await close()
})

test('在树里找到网格，改名字，停用，再恢复', async () => {
  const { page, errors, close } = await person(browser, world, 'clerk')
  await page.goto(`${world.url}/ground`)
  await page.getByPlaceholder('找名称或编码').fill('n-2')
  await page.locator('.ground-row').filter({ hasText: 'n-2' }).click()
  const card = page.locator('.ground-card')
  await card.getByRole('heading', { name: /北二/ }).waitFor()
  await card.getByRole('button', { name: '改', exact: true }).click()
  await card.locator('#name').fill('北二（新）')
  await card.getByRole('button', { name: '保存' }).click()
  await card.getByRole('heading', { name: /北二（新）/ }).waitFor()
  await card.getByRole('button', { name: '停用' }).click()
  await page.locator('.ant-popconfirm').getByRole('button', { name: '停用' }).click()
  await card.getByText('起停用').waitFor()
  await card.getByRole('button', { name: '恢复' }).click()
  await card.getByRole('button', { name: '停用' }).waitFor()
  expect(errors).toEqual([])
  await close()
})

test('上报时打路名，地图就到路口；图层可以用键盘关掉', async () => {
  const clerk = await world.as('clerk')
  const road = (name: string, ...line: number[][]) => ({ type: 'Feature', properties: { name }, geometry: { type: 'LineString', coordinates: line } })
  await clerk.send('/api/ground/import?what=road', new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', features: [road('学前街', [120.7, 31.285], [120.73, 31.285]), road('望河路', [120.712, 31.27], [120.712, 31.3])] })))
  const { page, errors, close } = await person(browser, world, 'clerk')
  await page.goto(`${world.url}/new`)
  await page.getByRole('combobox', { name: /找路口/ }).fill('学前街与望河路')
  await page.locator('.ant-select-item-option').filter({ hasText: '学前街与望河路路口' }).click()
  await page.getByText('定在学前街与望河路路口').waitFor()
  expect(await page.getByText('定在学前街与望河路路口').getAttribute('title')).toBe('31.28500, 120.71200')
  await page.getByRole('button', { name: '图层' }).click()
  await page.keyboard.press('Space')
  expect(await page.getByRole('checkbox', { name: '道路、水面、房屋' }).isChecked()).toBe(false)
  await page.keyboard.press('Escape')
  expect(await page.getByRole('dialog', { name: '图层' }).count()).toBe(0)
  // A page with a map can be left.
  const rail = page.getByRole('navigation', { name: '主导航' }), rules = rail.getByRole('button', { name: '规则' })
  // Groups fold where the window is short.
  if (await rules.getAttribute('aria-expanded') === 'false') await rules.click()
  await rail.getByRole('link', { name: '专项规则' }).click()
  await page.getByRole('navigation', { name: '专项规则' }).waitFor()
  expect(errors).toEqual([])
  await close()
})
