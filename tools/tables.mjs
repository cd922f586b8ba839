// Makes src/kernel/tables.ts from a migrated database: node tools/tables.mjs (with the bundled Node). A test compares the two.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../src/kernel/migrate.ts'
import { openEmbedded } from '../src/kernel/postgres.ts'

const folder = mkdtempSync(join(tmpdir(), 'dianfan-tables-'))
const database = await openEmbedded({ folder, as: 'server' })
try {
  await migrate(database.url)
  const cli = join(import.meta.dirname, '..', 'node_modules', '.bin', 'kysely-codegen')
  const done = spawnSync(process.execPath, [cli, '--url', database.url, '--out-file', 'src/kernel/tables.ts', '--exclude-pattern', '(public.schema_migration|pgboss.*)', '--singularize=false'], { stdio: 'inherit', cwd: join(import.meta.dirname, '..') })
  process.exitCode = done.status ?? 1
} finally {
  await database.stop()
  rmSync(folder, { recursive: true, force: true })
}
