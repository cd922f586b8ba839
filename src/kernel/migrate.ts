// Brings a database to this release's schema: numbered SQL files, forward only, each once, in order, under one lock.
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { getConstructionPlans, PgBoss } from 'pg-boss'
import { problem } from '#core/problem.ts'
import { hashOf } from './hash.ts'

const newerSchema = problem<{ name: string }>('database.newer', 500, ({ name }) => ({
  zh: `数据库已由更新的版本升级过（${name}），本版本不能使用它。请换用新版本，或恢复升级前的备份。`,
  en: `The database was upgraded by a newer release (${name}); this release cannot use it. Run the newer release or restore the backup from before.`,
}))
const changedMigration = problem<{ name: string }>('database.changed', 500, ({ name }) => ({
  zh: `迁移文件 ${name} 与数据库里执行过的不一样。请恢复原来的文件。`,
  en: `Migration ${name} differs from the one this database ran. Restore the original file.`,
}))

const folder = new URL('./migrations/', import.meta.url)
// Any constant will do: it only has to be the same in every process that migrates.
const LOCK = 7_302_261

/** The steps of the schema this release knows, in order. */
export const migrationFiles = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()

/** `only`: exactly these files, as a backup names them; else all there are. */
export async function migrate(url: string, only?: readonly { name: string; sha256: string }[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'dianfan migrate' })
  // A cut connection rejects the question that waits; without a listener it would end the process instead.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query('create table if not exists schema_migration (name text primary key, sha256 text not null, ran_at timestamptz not null)')
    const ran = new Map((await client.query<{ name: string; sha256: string }>('select name, sha256 from schema_migration')).rows.map((r) => [r.name, r.sha256]))
    const all = await migrationFiles()
    const unknown = [...ran.keys(), ...(only ?? []).map((file) => file.name)].find((name) => !all.includes(name))
    const files = only ? all.filter((name) => only.some((file) => file.name === name)) : all
    if (unknown) throw newerSchema({ name: unknown })
    for (const name of files) {
      const text = await readFile(new URL(name, folder), 'utf8')
      const sha256 = hashOf(text)
      if (only && only.find((file) => file.name === name)!.sha256 !== sha256) throw changedMigration({ name })
      if (ran.has(name)) {
        if (ran.get(name) !== sha256) throw changedMigration({ name })
        continue
      }
      await client.query('begin')
      try {
        await client.query(text)
        await client.query('insert into schema_migration values ($1, $2, now())', [name, sha256])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw error
      }
    }
    await migrateJobs(client, url)
  } finally {
    await client.end()
  }
}

/** The tables of the job queue, in a schema of their own; brought along by the library, under the same lock. */
async function migrateJobs(client: pg.Client, url: string): Promise<void> {
  const { rows: [row] } = await client.query<{ there: boolean }>("select to_regclass('pgboss.version') is not null as there")
  if (!row!.there) {
    await client.query(getConstructionPlans('pgboss'))
    return
  }
  const boss = new PgBoss({ connectionString: url, schema: 'pgboss', max: 1, supervise: false, schedule: false, registerInstance: false })
  boss.on('error', () => {})
  await boss.start()
  await boss.stop({ graceful: false })
}
