// What is tested and where: units beside their files, journeys over HTTP, journeys in a browser; one database server for all.
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// Doors thrown at, the matrix of roles, the description of the API, lives in memory, the demo's story, a process that comes and goes: nothing in them
// depends on which database answers, so a short run asks them once.
const alikeOnAny = ['hostile', 'permission', 'openapi', 'life-model', 'demo-detours', 'process'].map((name) => `test/journeys/${name}.test.ts`)
const exclude = process.env.DIANFAN_TEST_PG === 'separate' && !process.env.DIANFAN_TEST_WHOLE ? alikeOnAny : []
const project = (name: string, include: string) => ({ test: { name, include: [include], exclude, testTimeout: 30_000, hookTimeout: 60_000, expect: { poll: { timeout: 5_000 } } } })

export default defineConfig({
  test: {
    globalSetup: ['test/setup/postgres.ts'],
    // A file waits for the database or a browser half of its time: on two cores one more than the runner would take.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      project('unit', 'src/**/*.test.ts'),
      project('journeys', 'test/journeys/**/*.test.ts'),
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 60_000 } },
    ],
  },
})
