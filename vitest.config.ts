// What is tested and where: units beside their files, journeys over HTTP, journeys in a browser; one database server for all.
import { defineConfig } from 'vitest/config'

const project = (name: string, include: string) => ({ test: { name, include: [include], testTimeout: 30_000, hookTimeout: 60_000 } })

export default defineConfig({
  test: {
    globalSetup: ['test/setup/postgres.ts'],
    projects: [
      project('unit', 'src/**/*.test.ts'),
      project('journeys', 'test/journeys/**/*.test.ts'),
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 60_000 } },
    ],
  },
})
