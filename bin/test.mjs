// npm test: brings along what the tests need, then runs every step, named and timed, and ends with one line of counts.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundledNode, checkNode, ensureBuilt, ensureInstalled, quietly, readIf, root, withCache } from './lib.mjs'
import { ensureLinters, ensureSystem } from './test-needs.mjs'

checkNode()
await ensureInstalled()
const node = bundledNode()
const total = { passed: 0, failed: 0 }
let tests = 0
const scratch = mkdtempSync(join(tmpdir(), 'dianfan-run-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

/** Begins a step; its result carries how long it took by itself. */
async function begin(work) {
  const begun = performance.now()
  const result = await work()
  return { ...result, time: `${((performance.now() - begun) / 1000).toFixed(1)} s` }
}

/** Prints a step's one line when it has ended; what it printed itself only when it failed. */
async function step(name, running) {
  const { passed, failed, output, time } = await running
  total.passed += passed
  total.failed += failed
  if (failed) console.log(output.trimEnd())
  console.log(`${failed ? '✗' : '✓'} ${name.padEnd(34)} ${time.padStart(8)}   ${passed} passed, ${failed} failed`)
}

/** A step that is not made of tests counts as one. */
const whole = (work) => async () => {
  const { status, output } = await work()
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, output }
}
const types = () => quietly(node, [join(root, 'node_modules', 'typescript', 'bin', 'tsc')], '类型 / types')
async function lint() {
  const installed = await ensureLinters()
  if (installed.status !== 0) return installed
  const bin = join(root, 'tools', 'node_modules', '.bin')
  // oxlint finds its type-aware half on the path.
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  const paths = ['src', 'test', 'bin', 'vitest.config.ts']
  const rules = await quietly(join(bin, 'oxlint'), ['-c', 'tools/oxlintrc.json', '--type-aware', '--deny-warnings', ...paths], '检查 / lint', { env })
  const imports = await quietly(join(bin, 'biome'), ['lint', '--config-path=tools/biome.json', '--error-on-warnings', 'src', 'test'], '检查 / lint')
  return { status: rules.status || imports.status, output: rules.output + imports.output }
}

const vitest = (projects, env = {}) => async () => {
  const report = join(scratch, `${projects.join('-')}${Object.values(env).join('-')}.json`)
  const args = ['run', ...projects.map((name) => `--project=${name}`), '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile=${report}`]
  const { status, output } = await quietly(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...args], projects.join(' + '), { env: { ...withCache(), NO_COLOR: '1', ...env } })
  const found = JSON.parse(readIf(report) ?? '{}')
  const { numPassedTests: passed = 0, numFailedTests = 0, testResults = [] } = found
  tests += passed + numFailedTests
  // A file that could not be loaded has no tests to fail; nor has a server that did not start.
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed')).length
  const failed = numFailedTests + unloaded
  if (passed + failed === 0) return { passed, failed: 1, output: `${output}\n没有运行任何测试 / no test ran` }
  return { passed, failed: failed || (status === 0 ? 0 : 1), output }
}
const missing = (lacks, work) => async () => (lacks ? { passed: 0, failed: 1, output: lacks } : work())

const lacking = await ensureSystem()
// Two cores: the types are checked while the linters work.
const together = [begin(whole(types)), begin(whole(lint))]
await step('types', together[0])
await step('lint', together[1])
await step('build', begin(whole(() => ensureBuilt(node))))
await step('units + journeys (embedded)', begin(vitest(['unit', 'journeys'])))
await step('journeys (separate PostgreSQL)', begin(missing(lacking.postgresql, vitest(['journeys'], { DIANFAN_TEST_PG: 'separate' }))))
await step('browser journeys', begin(missing(lacking.chromium ?? lacking['fonts-noto-cjk'], vitest(['browser']))))

if (total.failed || tests === 0) process.exitCode = 1
console.log(`${total.passed} passed, ${total.failed} failed`)
