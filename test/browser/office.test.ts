// The office's own work on the screen: a standard and messages come in, a name is mapped, a new installation is set up.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newSetupCode } from '../../src/founding/setup.ts'
import { messagesFile, standardFile } from '../files.ts'
import { PASSWORD, smallDistrict, type World } from '../small-district.ts'
import { openBrowser, person } from './browser.ts'

let world: World, browser: Browser, folder: string
beforeAll(async () => {
  world = await smallDistrict()
  browser = await openBrowser()
  folder = await mkdtemp(join(tmpdir(), 'dianfan-sheets-'))
  await writeFile(join(folder, 'standard.xlsx'), await standardFile())
  await writeFile(join(folder, 'wrong.xlsx'), await standardFile({ limit: '看情况' }))
  await writeFile(join(folder, 'messages.xlsx'), await messagesFile())
})
afterAll(async () => { await browser?.close(); await world?.close(); await rm(folder, { recursive: true, force: true }) })

test('导入立案标准：错的那一行被点名，好的先试读、定下“天”、装上，再把单位名对应起来', async () => {
  const { page, errors, close } = await person(browser, world, 'clerk')
  await page.goto(`${world.url}/packs/import`)
  await page.locator('input[type=file]').setInputFiles(join(folder, 'wrong.xlsx'))
  await page.getByText(/部件!\w+4/).first().waitFor()
  expect(await page.getByRole('button', { name: '装上' }).isDisabled()).toBe(true)
  await page.locator('input[type=file]').setInputFiles(join(folder, 'standard.xlsx'))
  await page.getByText('表里只写了“天”').waitFor()
  await page.getByText('自然日').first().click()
  await page.getByRole('button', { name: '装上' }).click()
  await page.getByText(/装好了，第1版/).waitFor()
  const clerk = await world.as('clerk')
  const { body } = await clerk.get('/api/pack/local')
  expect(body.content.categories[0].conditions[1].limit).toEqual({ amount: 5, kind: 'natural_day' })
  expect(body.unmapped.length).toBe(2)
  await page.goto(`${world.url}/packs/local`)
  await page.getByText('市排水中心').first().waitFor()
  await page.locator('.ant-select').filter({ hasText: '选一个' }).first().click()
  await page.keyboard.type('规划建设局')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await clerk.get('/api/pack/local')).body.unmapped.length).toBe(1)
  expect(errors).toEqual([])
  await close()
})

test('导入留言：先试读，再导入，再来一次一件也不多', async () => {
  const { page, errors, close } = await person(browser, world, 'clerk')
  for (const added of [4, 0]) {
    await page.goto(`${world.url}/import`)
    await page.locator('input[type=file]').setInputFiles(join(folder, 'messages.xlsx'))
    await page.getByText('读到').first().waitFor()
    if (added > 0) {
      await page.getByRole('button', { name: '导入4件' }).click()
      await page.getByText('导入完了').waitFor()
    } else await page.getByText('没有可新增的').waitFor()
  }
  expect((await (await world.as('clerk')).get('/api/case?source=hotline')).body.count.n).toBe(4)
  expect(errors).toEqual([])
  await close()
})

test('系统管理员开账号，安全管理员停用它，审计管理员看得到', async () => {
  const system = await person(browser, world, 'admin-system')
  await system.page.goto(`${world.url}/accounts`)
  await system.page.getByRole('button', { name: /建账号/ }).first().click()
  const form = system.page.getByRole('dialog')
  await form.locator('#login').fill('li.si')
  await form.locator('#zh').fill('值班坐席二')
  await form.locator('#en').fill('Second duty clerk')
  await form.locator('#roles').click()
  await system.page.locator('.ant-select-item-option').filter({ hasText: '值班坐席' }).first().click()
  await form.locator('#password').fill('a-good-long-phrase-1')
  await form.getByRole('button', { name: /建账号/ }).last().click()
  await system.page.getByText('li.si').waitFor()
  const security = await person(browser, world, 'admin-security')
  await security.page.goto(`${world.url}/accounts`)
  await security.page.getByRole('row', { name: /li\.si/ }).getByRole('button', { name: '锁定' }).click()
  await security.page.getByRole('dialog').getByRole('button', { name: '锁定' }).click()
  const audit = await world.as('admin-audit')
  await expect.poll(async () => (await audit.get('/api/log?stream=account&limit=1')).body.items[0].type).toBe('locked')
  expect([...system.errors, ...security.errors]).toEqual([])
  await system.close()
  await security.close()
})

test('改自己的密码：现在的不对就不改；改好后别处的登录失效', async () => {
  const { page, errors, close } = await person(browser, world, 'leader')
  const elsewhere = await world.as('leader')
  await page.getByRole('button', { name: /leader/ }).click()
  await page.getByText('改密码').click()
  const form = page.getByRole('dialog')
  const fill = async (old: string) => { for (const [name, value] of [['old', old], ['new', 'another-long-phrase-2'], ['again', 'another-long-phrase-2']] as const) await form.locator(`#${name}`).fill(value) }
  await fill('not-my-password-1')
  await form.getByRole('button', { name: '改密码' }).click()
  await form.getByText('现在的密码不对').first().waitFor()
  await fill(PASSWORD)
  await form.getByRole('button', { name: '改密码' }).click()
  await form.waitFor({ state: 'hidden' })
  expect((await elsewhere.get('/api/session')).status).toBe(401)
  await page.reload()
  await page.getByRole('button', { name: /leader/ }).waitFor()
  expect(errors).toEqual([])
  await close()
})

test('a new installation is set up by its one-time link, and the three sign in', async () => {
  const { db, clock } = world.house
  await db.deleteFrom('district').execute()
  const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
  await page.goto(`${world.url}/setup?code=${await newSetupCode(db, clock.now())}`)
  const inputs = page.locator('form input')
  await inputs.nth(1).fill('新区')
  await inputs.nth(2).fill('New district')
  await inputs.nth(3).fill('new')
  for (const [n, login] of ['first.sys', 'first.sec', 'first.aud'].entries()) {
    await inputs.nth(4 + 2 * n).fill(login)
    await inputs.nth(5 + 2 * n).fill(PASSWORD)
  }
  await page.getByRole('button', { name: '完成安装' }).click()
  await page.waitForURL(/sign-in/)
  const me = await fetch(`${world.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login: 'first.aud', password: PASSWORD }) })
  expect(((await me.json()) as { roles: { code: string }[] }).roles.map((role) => role.code)).toEqual(['admin-audit'])
})
