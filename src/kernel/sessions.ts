// Sessions and tokens of an account, seen and ended: by whoever holds them and by the security administrator.
import type { Db, Tx } from './db.ts'
import { nameId } from './log.ts'
import { hashOf } from './hash.ts'
import { split } from './session.ts'

export interface SeenSession { id: string; kind: string; device: string; address: string; purpose: string | null; since: Date; seen: Date; until: Date; here: boolean }

/** What still lives, newest use first. The id names the session without giving its secret away. */
export async function sessionsOf(db: Db | Tx, district: string, account: string, now: Date, token?: string): Promise<SeenSession[]> {
  const rows = await db.selectFrom('session').selectAll().where('district', '=', district).where('account', '=', account).where('expires_at', '>', now).orderBy('seen_at', 'desc').execute()
  const mine = token === undefined ? undefined : hashOf(split(token)[1] ?? '')
  return rows.filter((row) => row.kind === 'bearer' || row.seen_at.getTime() > now.getTime() - row.idle_minutes * 60_000).map((row) => ({
    id: nameId('session', row.token_hash), kind: row.kind, device: row.device, address: row.address, purpose: row.purpose, since: row.created_at, seen: row.seen_at, until: row.expires_at, here: row.token_hash === mine,
  }))
}

/** Ends one, or all but the one it is asked in; answers the ids of what ended. */
export async function endSessions(tx: Tx, district: string, account: string, which: { id: string } | { butToken: string | undefined }): Promise<string[]> {
  const rows = await tx.selectFrom('session').select('token_hash').where('district', '=', district).where('account', '=', account).forUpdate().execute()
  const keep = 'butToken' in which && which.butToken !== undefined ? hashOf(split(which.butToken)[1] ?? '') : undefined
  const gone = rows.map((row) => row.token_hash).filter((hash) => ('id' in which ? nameId('session', hash) === which.id : hash !== keep))
  if (gone.length > 0) await tx.deleteFrom('session').where('district', '=', district).where('token_hash', 'in', gone).execute()
  return gone.map((hash) => nameId('session', hash))
}

/** The kind of device, as its owner would name it: enough to recognise, too little to follow anybody. */
export function deviceOf(agent: string): string {
  const system = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Windows/.test(agent) ? 'Windows' : /Mac OS X/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : ''
  const browser = /MicroMessenger/.test(agent) ? '微信 WeChat' : /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrom(e|ium)\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : ''
  return [system, browser].filter((part) => part !== '').join(' · ')
}
/** An address without its last part. */
export function coarse(address: string): string {
  const plain = address.replace(/^::ffff:/, '')
  if (/^(127\.|::1$|unknown$)/.test(plain)) return ''
  const four = /^(\d+\.\d+\.\d+)\.\d+$/.exec(plain)
  return four ? `${four[1]}.*` : `${plain.split(':').slice(0, 3).join(':')}:*`
}
