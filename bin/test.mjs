// npm test: brings along what the tests need, then runs every step, named and timed, and ends with one line of counts.
import { join } from 'node:path'
import { bundledNode, checkNode, ensureBuilt, ensureInstalled, quietly, root } from './lib.mjs'
import { begin, ended, missing, step, vitest } from './steps.mjs'
import { ensureLinters, ensureSystem } from './test-needs.mjs'

checkNode()
await ensureInstalled()
const node = bundledNode()
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

const lacking = await ensureSystem()
// Two cores: the types are checked while the linters work.
const together = [begin(whole(types)), begin(whole(lint))]
await step('types', together[0])
await step('lint', together[1])
await step('build', begin(whole(() => ensureBuilt(node))))
await step('units + journeys (embedded)', begin(vitest(node, ['unit', 'journeys'])))
await step('journeys (separate PostgreSQL)', begin(missing(lacking.postgresql, vitest(node, ['journeys'], { env: { DIANFAN_TEST_PG: 'separate' } }))))
await step('browser journeys', begin(missing(lacking.chromium ?? lacking['fonts-noto-cjk'], vitest(node, ['browser']))))

ended()
