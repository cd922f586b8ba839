// The key that seals second factors, and a backup: it goes into an encrypted one only, and comes back to where it is missing.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import type { Config } from '../config.ts'
import { sealedBy, secretFile } from '../secret.ts'
import { snapshotPath, type Manifest } from './manifest.ts'
import type { Vault } from './vault.ts'

export type Keeping = Pick<Config, 'data' | 'secretKey'>
/** `with`: in this backup; `apart`: whoever keeps the backup keeps the key themselves; `none`: nothing was sealed yet. */
export type KeyIn = NonNullable<Manifest['secret']>
/** How a restore ended for what is sealed: it opens, it does not, or there is nothing. */
export type Opens = 'opens' | 'brought' | 'other-key' | 'nothing'

const PART = 'secret.key'

/** In an open backup the key would lie beside what it seals: there it is left out, and the manifest says so. */
export async function keepKey(from: Keeping, vault: Vault, part: string): Promise<KeyIn> {
  const { by, mark } = sealedBy(from)
  if (by === 'nothing') return { key: 'none', mark: null }
  if (by === 'setting' || !vault.key) return { key: 'apart', mark }
  await vault.write(`${part}/${PART}`, Readable.from([await readFile(secretFile(from))]))
  return { key: 'with', mark }
}

/** Bytes first, like files. A key that stands here already is never overwritten: it goes aside under the name of the backup. */
export async function bringKey(into: Keeping, vault: Vault, name: string, kept: KeyIn | undefined): Promise<Opens> {
  if (!kept || kept.key === 'none') return 'nothing'
  const here = sealedBy(into)
  if (here.mark === kept.mark) return 'opens'
  if (kept.key !== 'with' || here.by === 'setting') return 'other-key'
  const bytes: Buffer[] = []
  for await (const chunk of vault.read(snapshotPath(name, PART))) bytes.push(chunk as Buffer)
  const file = secretFile(into)
  await mkdir(dirname(file), { recursive: true })
  if (here.by === 'file') await rename(file, `${file}.before-${name}`)
  await writeFile(file, Buffer.concat(bytes), { flag: 'wx', mode: 0o600, flush: true })
  return 'brought'
}
