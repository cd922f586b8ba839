// The types of the tables are those of the migrated database; whoever adds a migration makes them anew with tools/tables.mjs.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../test/setup/database.ts'

test('src/kernel/tables.ts says what the database says', async () => {
  const { url, drop } = await freshDatabase()
  try {
    const root = join(import.meta.dirname, '..', '..')
    const done = spawnSync(process.execPath, [join(root, 'node_modules', '.bin', 'kysely-codegen'), '--url', url, '--out-file', 'src/kernel/tables.ts', '--exclude-pattern', '(public.schema_migration|pgboss.*)', '--singularize=false', '--verify'], { cwd: root, encoding: 'utf8' })
    expect(done.status, `${done.stdout}${done.stderr}`).toBe(0)
  } finally {
    await drop()
  }
})
