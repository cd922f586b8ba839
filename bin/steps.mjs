// The steps of npm test and npm run prove: each named, timed, counted, with its output only when it failed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietly, readIf, root, withCache } from './lib.mjs'

export const total = { passed: 0, failed: 0, tests: 0 }
const scratch = mkdtempSync(join(tmpdir(), 'dianfan-run-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))

/** Begins a step; its result carries how long it took by itself. */
export async function begin(work) {
  const begun = performance.now()
  const result = await work()
  return { ...result, time: `${((performance.now() - begun) / 1000).toFixed(1)} s` }
}

/** Prints a step's one line when it has ended, and what it found out; what it printed itself only when it failed. */
export async function step(name, running) {
  const { passed, failed, output, time } = await running
  total.passed += passed
  total.failed += failed
  if (failed) console.log(output.trimEnd())
  const found = output.split('\n').filter((line) => line.startsWith('proved: ')).map((line) => line.slice(8))
  console.log(`${failed ? '✗' : '✓'} ${name.padEnd(34)} ${time.padStart(8)}   ${passed} passed, ${failed} failed${found.length > 0 && !failed ? `   ${found.join('; ')}` : ''}`)
}

let runs = 0
/** Runs tests by project, and by file when any are named. */
export const vitest = (node, projects, { env = {}, files = [] } = {}) => async () => {
  const report = join(scratch, `${++runs}.json`)
  const args = ['run', ...projects.map((name) => `--project=${name}`), ...files, '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile=${report}`]
  const { status, output } = await quietly(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...args], projects.join(' + '), { env: { ...withCache(), NO_COLOR: '1', ...env } })
  const found = JSON.parse(readIf(report) ?? '{}')
  const { numPassedTests: passed = 0, numFailedTests = 0, testResults = [] } = found
  total.tests += passed + numFailedTests
  // A file that could not be loaded has no tests to fail; nor has a server that did not start.
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed')).length
  const failed = numFailedTests + unloaded
  if (passed + failed === 0) return { passed, failed: 1, output: `${output}\n没有运行任何测试 / no test ran` }
  return { passed, failed: failed || (status === 0 ? 0 : 1), output }
}
export const missing = (lacks, work) => async () => (lacks ? { passed: 0, failed: 1, output: lacks } : work())

/** Ends the run: with 1 when anything failed or nothing was tested. */
export function ended() {
  if (total.failed || total.tests === 0) process.exitCode = 1
  console.log(`${total.passed} passed, ${total.failed} failed`)
}
