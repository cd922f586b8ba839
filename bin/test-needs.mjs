// What only the tests need: a browser, fonts and a separate PostgreSQL from Debian, and the linters.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { quietly, readIf, root, say } from './lib.mjs'

const postgresql = '/usr/lib/postgresql'
const needs = [
  { name: 'chromium', there: () => ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync) },
  { name: 'postgresql', there: () => existsSync(postgresql) && readdirSync(postgresql).some((version) => existsSync(join(postgresql, version, 'bin', 'initdb'))) },
  { name: 'fonts-noto-cjk', there: () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc') },
]

/** Installs the missing Debian packages (root only); returns a sentence for each that is still missing. */
export async function ensureSystem() {
  const wanted = needs.filter((need) => !need.there()).map(({ name }) => name)
  if (wanted.length === 0) return {}
  let output = ''
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say(`正在安装测试所需的系统软件：${wanted.join('、')}`, `installing system packages for the tests: ${wanted.join(', ')}`)
    // RUNLEVEL=1 keeps Debian from starting a database service of its own.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
    for (const args of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', ...wanted]]) {
      const done = await quietly('/usr/bin/apt-get', args, '系统软件 / system packages', { env })
      if (done.status !== 0) output += done.output
    }
  }
  return Object.fromEntries(needs.filter((need) => !need.there()).map(({ name }) => [name,
    `${output}缺少 ${name}，这一步没有运行。请先运行：sudo apt-get update && sudo apt-get install -y ${name}\n${name} is missing, so this step did not run. Run first: sudo apt-get update && sudo apt-get install -y ${name}`]))
}

/** The linters at the versions tools/package.json names exactly. */
export async function ensureLinters() {
  const tools = join(root, 'tools')
  const { dependencies } = JSON.parse(readIf(join(tools, 'package.json')))
  const there = Object.entries(dependencies).every(([name, version]) => JSON.parse(readIf(join(tools, 'node_modules', name, 'package.json')) ?? '{}').version === version)
  if (there) return { status: 0, output: '' }
  say('正在安装代码检查工具', 'installing the linters')
  return quietly('npm', ['install', '--prefix', 'tools', '--no-package-lock', '--no-audit', '--no-fund'], '检查工具 / linters')
}
