// One database server per test run: the embedded one, or (DIANFAN_TEST_PG=separate) a throw-away Debian cluster.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/kernel/migrate.ts'
import { openEmbedded } from '../../src/kernel/postgres.ts'
import { openSeparate } from './separate.ts'

declare module 'vitest' {
  interface ProvidedContext { databaseUrl: string }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The separate server runs as another user, who may not enter a private TMPDIR of root.
  const folder = mkdtempSync(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'dianfan-test-'))
  const server = process.env.DIANFAN_TEST_PG === 'separate' ? await openSeparate(folder) : await openEmbedded({ folder: join(folder, 'data'), as: 'server' })
  const client = new pg.Client(server.url)
  await client.connect()
  // Nothing here outlives the run, so commits need not wait for the disk; a role's setting wins over the command line.
  await client.query('alter role app set synchronous_commit = off')
  await client.query('create database template')
  const template = new URL(server.url)
  template.pathname = '/template'
  await migrate(template.href)
  // No connection may be open in a template while it is copied.
  await client.query('alter database template with is_template true allow_connections false')
  await client.end()
  project.provide('databaseUrl', server.url)
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
