// A database of its own for a test file, copied in milliseconds from the migrated template.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface Fresh { url: string; drop: () => Promise<void> }

export async function freshDatabase(): Promise<Fresh> {
  const name = `t_${randomBytes(6).toString('hex')}`
  await run(`create database ${name} template template`)
  const url = new URL(inject('databaseUrl'))
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) }
}

async function run(sql: string): Promise<void> {
  const client = new pg.Client(inject('databaseUrl'))
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
