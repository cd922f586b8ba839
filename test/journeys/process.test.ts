// The server as a process: ready, asked to stop, gone; whoever started it, and however often the signal comes.
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type Fresh } from '../setup/database.ts'

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts')
let database: Fresh, folder: string
beforeAll(async () => { database = await freshDatabase(); folder = await mkdtemp(join(tmpdir(), 'dianfan-process-')) })
afterAll(async () => { await database?.drop(); await rm(folder, { recursive: true, force: true }) })

/** Starts a server on a free port with the launcher's channel, as `npm start` does. */
async function start(env: Record<string, string> = {}): Promise<{ child: ChildProcess; url: string; said: () => string; end: Promise<number | null> }> {
  const child = fork(main, ['serve'], { silent: true, env: { PATH: process.env.PATH, PORT: String(20_000 + Math.floor(Math.random() * 20_000)), DIANFAN_DEMO: '0', DIANFAN_DATA: folder, DATABASE_URL: database.url, ...env } })
  let text = ''
  child.stdout!.on('data', (chunk: Buffer) => { text += chunk })
  child.stderr!.on('data', (chunk: Buffer) => { text += chunk })
  const end = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  let ended = false
  void end.then(() => { ended = true })
  for (let n = 0; n < 1200 && !ended && !text.includes('Dianfan is ready at'); n++) await new Promise((again) => setTimeout(again, 50))
  return { child, url: /ready at (\S+)/.exec(text)?.[1] ?? '', said: () => text, end }
}
const within = async (ms: number, end: Promise<number | null>) => await Promise.race([end, new Promise<string>((late) => setTimeout(() => late('still there'), ms))])

test.each(['SIGTERM', 'SIGINT'] as const)('%s, sent twice, ends it with status 0', async (signal) => {
  const { child, url, end } = await start()
  expect((await fetch(`${url}/api/health/ready`)).status).toBe(200)
  child.kill(signal)
  child.kill(signal)
  expect(await within(10_000, end)).toBe(0)
  await expect(fetch(`${url}/api/health/live`)).rejects.toThrow()
})
test('a launcher that is killed takes the server with it', async () => {
  const { child, end } = await start()
  child.disconnect()
  expect(await within(10_000, end)).toBe(0)
})
test('a wrong setting ends it with a sentence and status 2', async () => {
  const { end, said } = await start({ PORT: 'soon' })
  expect(await within(10_000, end)).toBe(2)
  expect(said()).toContain('PORT must be a whole number')
})
test('a port in use ends it with a sentence and status 1, and harms nothing', async () => {
  const first = await start()
  const second = await start({ PORT: new URL(first.url).port })
  expect(await within(10_000, second.end)).toBe(1)
  expect(second.said()).toContain('is in use by another program')
  expect((await fetch(`${first.url}/api/health/ready`)).status).toBe(200)
  first.child.kill('SIGTERM')
  expect(await within(10_000, first.end)).toBe(0)
})
test('a second server on one embedded data folder is refused with a sentence and harms nothing', async () => {
  const own = join(folder, 'embedded')
  const first = await start({ DIANFAN_DATA: own, DATABASE_URL: '' })
  const second = await start({ DIANFAN_DATA: own, DATABASE_URL: '' })
  expect(await within(15_000, second.end)).toBe(1)
  expect(second.said()).toContain('is already served by another Dianfan')
  expect((await fetch(`${first.url}/api/health/ready`)).status).toBe(200)
  first.child.kill('SIGTERM')
  expect(await within(15_000, first.end)).toBe(0)
})
