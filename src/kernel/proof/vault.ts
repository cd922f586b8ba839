// The folder backups are kept in: files by their hash once for all backups, one folder a backup, everything encrypted when there is a key.
import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { problem } from '#core/problem.ts'
import { sync } from '../files/folder.ts'
import { opening, sealing } from './cipher.ts'

export const notAVault = problem<{ folder: string }>('backup.not-a-vault', 422, ({ folder }) => ({
  zh: `${folder} 里已有别的东西，不是备份文件夹。请另指一个空文件夹。`, en: `${folder} holds other things and is no backup folder. Name an empty one.`,
}))
export const wrongKey = problem<{ name: string }>('backup.wrong-key', 422, ({ name }) => ({
  zh: `用这把密钥打不开 ${name}：密钥不对，或文件坏了。`, en: `${name} does not open with this key: the key is wrong or the file is damaged.`,
}))
export const keyNeeded = problem('backup.key-needed', 422, () => ({ zh: '这份备份是加密的。请用 --key 指明密钥文件。', en: 'This backup is encrypted. Name the key file with --key.' }))
export const keyUnwanted = problem('backup.key-unwanted', 422, () => ({
  zh: '这个备份文件夹没有加密，不能混用。请去掉 --key，或另指一个文件夹。', en: 'This backup folder is not encrypted and the two cannot be mixed. Leave out --key, or name another folder.',
}))
const badKeyFile = problem<{ file: string }>('backup.bad-key', 422, ({ file }) => ({ zh: `${file} 不是密钥文件（应为一行 64 个十六进制字符）。`, en: `${file} is no key file (one line of 64 hexadecimal digits).` }))
export const noSnapshot = problem<{ name: string; there: string }>('backup.no-snapshot', 404, ({ name, there }) => ({
  zh: `没有 ${name} 这份备份。现有：${there || '（无）'}。`, en: `There is no backup ${name}. There is: ${there || '(none)'}.`,
}))

const MARK = 'dianfan-backup.json'

/** Reads the key, or makes the file when it is wanted and not there. */
export async function keyFrom(file: string | undefined, make: boolean): Promise<Buffer | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || !make) throw error.code === 'ENOENT' ? badKeyFile({ file }) : error
    const made = `${randomBytes(32).toString('hex')}\n`
    await writeFile(file, made, { mode: 0o600, flag: 'wx', flush: true })
    return made
  })
  if (!/^[0-9a-f]{64}\s*$/.test(text)) throw badKeyFile({ file })
  return Buffer.from(text.trim(), 'hex')
}

export interface Vault {
  folder: string
  key: Buffer | undefined
  snapshots(): Promise<string[]>
  /** Writes a stream durably; the name is bound into the encryption, so that two files cannot be swapped. */
  write(path: string, from: Readable, ...through: Transform[]): Promise<void>
  /** What is read counts only when the stream has ended well: the seal stands at its end. */
  read(path: string): Readable
  has(path: string): Promise<boolean>
}

export async function openVault(folder: string, key: Buffer | undefined, make: boolean): Promise<Vault> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return undefined; throw error })
  const mark = names?.includes(MARK) ? JSON.parse(await readFile(join(folder, MARK), 'utf8')) as { encrypted: boolean } : undefined
  if (!mark) {
    if (!make || (names && names.length > 0)) throw notAVault({ folder })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(join(folder, MARK), `${JSON.stringify({ format: 1, encrypted: key !== undefined })}\n`, { mode: 0o600 })
  } else if (mark.encrypted && !key) throw keyNeeded({})
  else if (!mark.encrypted && key) throw keyUnwanted({})
  return {
    folder, key,
    async snapshots() {
      const all = await readdir(join(folder, 'snapshots')).catch(() => [])
      return all.filter((name) => /^\d{8}T\d{6}Z$/.test(name)).sort()
    },
    async write(path, from, ...through) {
      const whole = join(folder, path), temporary = `${whole}.part`
      await mkdir(dirname(whole), { recursive: true, mode: 0o700 })
      // The chain is typed loosely: pipeline takes any number of transforms.
      await pipeline([from, ...through, ...(key ? [sealing(key, nameOf(path))] : []), createWriteStream(temporary, { mode: 0o600 })] as never)
      await sync(temporary)
      await rename(temporary, whole)
      await sync(dirname(whole))
    },
    read(path) {
      const raw = createReadStream(join(folder, path))
      return key ? raw.pipe(opening(key, nameOf(path), () => wrongKey({ name: path }))) : raw
    },
    has: async (path) => (await stat(join(folder, path)).catch(() => undefined)) !== undefined,
  }
}

/** A snapshot is written under another name than it is read by. */
const nameOf = (path: string) => path.replace('.part/', '/')

/** Names a finished snapshot: until then nobody takes it for one. */
export async function finish(vault: Vault, part: string, name: string): Promise<void> {
  await rename(join(vault.folder, part), join(vault.folder, 'snapshots', name))
  await sync(join(vault.folder, 'snapshots'))
}
export const dropPart = async (vault: Vault, part: string): Promise<void> => await rm(join(vault.folder, part), { recursive: true, force: true })
