// npm run prove: the long proofs, each by name too (npm run prove -- simulator race), on the embedded database and on a separate one.
import { bundledNode, checkNode, ensureInstalled, fail } from './lib.mjs'
import { begin, ended, missing, step, vitest } from './steps.mjs'
import { ensureSystem } from './test-needs.mjs'

/** What npm test proves in short, here in full length; `journeys` is every journey, on both databases. */
const proofs = {
  simulator: ['test/journeys/simulator.test.ts'],
  timers: ['test/journeys/timer-kill.test.ts'],
  race: ['test/journeys/race.test.ts', 'test/journeys/speed.test.ts'],
  kill: ['test/journeys/kill.test.ts'],
  restore: ['test/journeys/proof.test.ts'],
  journeys: [],
}
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(proofs, name))
if (unknown.length > 0) fail(`没有这个证明：${unknown.join('、')}。有：${Object.keys(proofs).join('、')}。`, `There is no proof ${unknown.join(', ')}. There are: ${Object.keys(proofs).join(', ')}.`)

checkNode()
await ensureInstalled()
const node = bundledNode()
const { postgresql } = await ensureSystem()
for (const name of asked.length > 0 ? asked : Object.keys(proofs)) {
  for (const [database, env, lacks] of [['embedded', {}], ['separate PostgreSQL', { DIANFAN_TEST_PG: 'separate' }, postgresql]]) {
    await step(`${name} (${database})`, begin(missing(lacks, vitest(node, ['journeys'], { env: { ...env, DIANFAN_TEST_WHOLE: '1' }, files: proofs[name] }))))
  }
}
ended()
