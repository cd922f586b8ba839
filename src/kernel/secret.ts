// Seals what must be read again but never stand in clear in the database: AES-256-GCM with the key of the installation.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { problem } from '#core/problem.ts'
import type { Config } from './config.ts'

export const otherKey = problem('secret.other-key', 500, () => ({
  zh: '这台服务器的密钥与当初加密时的不同。请恢复 DIANFAN_SECRET_KEY 或数据文件夹里的 secret.key；恢复不了的，由两名管理员重置动态口令。',
  en: 'This server’s key is not the one this was sealed with. Bring back DIANFAN_SECRET_KEY or secret.key of the data folder; if it is lost, two administrators must reset the second factors.',
}))

/** Where the key comes from: the setting, or a file of the data folder that only its owner reads. */
function keyOf(config: Pick<Config, 'data' | 'secretKey'>): Buffer {
  if (config.secretKey !== undefined) return createHash('sha256').update('dianfan secret key\0').update(config.secretKey).digest()
  const file = secretFile(config)
  mkdirSync(config.data, { recursive: true })
  // Of two that start at once one makes the file; the other reads it. On the disk before anything is sealed with it: what is sealed outlasts a power cut, too.
  try { writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600, flush: true }) } catch (error) { if ((error as { code?: string }).code !== 'EEXIST') throw error }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
  if (key.length !== 32) throw otherKey({})
  return key
}

const known = new Map<string, Buffer>()
function cached(config: Pick<Config, 'data' | 'secretKey'>): Buffer {
  const name = `${config.data}\0${config.secretKey ?? ''}`
  const key = known.get(name) ?? keyOf(config)
  known.set(name, key)
  return key
}
const short = (key: Buffer) => createHash('sha256').update(key).digest('hex').slice(0, 8)

/** What seals here, without making it: by setting, by the file of the data folder, or nothing yet. `mark` tells two keys apart and gives none away. */
export function sealedBy(config: Pick<Config, 'data' | 'secretKey'>): { by: 'setting' | 'file' | 'nothing'; mark: string | null } {
  if (config.secretKey === undefined && !existsSync(secretFile(config))) return { by: 'nothing', mark: null }
  return { by: config.secretKey === undefined ? 'file' : 'setting', mark: short(keyOf(config)) }
}
export const secretFile = (config: Pick<Config, 'data'>): string => join(config.data, 'secret.key')

/** `v1.key.iv.text.tag`; `about` (district and account) is bound in, so a sealed text cannot be moved to another account. */
export function seal(config: Pick<Config, 'data' | 'secretKey'>, about: string, text: string): string {
  const key = cached(config), iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return ['v1', short(key), iv.toString('base64url'), sealed.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.')
}

export function unseal(config: Pick<Config, 'data' | 'secretKey'>, about: string, sealed: string): string {
  const [form, which, iv, text, tag] = sealed.split('.')
  const key = cached(config)
  if (form !== 'v1' || which !== short(key)) throw otherKey({})
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv!, 'base64url')).setAAD(Buffer.from(about)).setAuthTag(Buffer.from(tag!, 'base64url'))
    return Buffer.concat([decipher.update(Buffer.from(text!, 'base64url')), decipher.final()]).toString('utf8')
  } catch { throw otherKey({}) }
}
