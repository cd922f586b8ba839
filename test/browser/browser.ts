// Debian's Chromium for journeys on the screen: one browser a file, a fresh person each time, every page error kept.
import { chromium, type Browser, type Page } from 'playwright-core'
import { PASSWORD, type World } from '../small-district.ts'

const paths = [process.env.DIANFAN_TEST_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].filter((path) => path !== undefined)

export async function openBrowser(): Promise<Browser> {
  const { existsSync } = await import('node:fs')
  const executablePath = paths.find((path) => existsSync(path))
  if (!executablePath) throw new Error('no Chromium found: apt-get install chromium, or set DIANFAN_TEST_CHROMIUM')
  // Nothing may be asked of the world outside: background services of the browser are off.
  return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] })
}

export interface Person { page: Page; errors: string[]; close(): Promise<void> }

export async function person(browser: Browser, world: World, login: string, screen = { width: 1440, height: 900 }, locale = 'zh-CN', first?: (page: Page) => Promise<void>): Promise<Person> {
  const context = await browser.newContext({ viewport: screen, locale, timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  await first?.(page)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => { if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) errors.push(message.text()) })
  await page.goto(`${world.url}/sign-in`)
  await page.getByLabel(/账号|Account/).first().fill(login)
  await page.getByLabel(/^(密码|Password)/).first().fill(PASSWORD)
  await page.getByRole('button', { name: /^(登录|Sign in)$/ }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return { page, errors, close: () => context.close() }
}
