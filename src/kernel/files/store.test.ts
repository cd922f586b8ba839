// The same promises of a folder and of a bucket; then each one's own: kills, failing disks, a full disk, a server that stumbles.
import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createServer, request, type Server } from 'node:http'
import { Transform } from 'node:stream'
import type { AddressInfo } from 'node:net'
import * as node from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folderStore, type Disk } from './folder.ts'
import { s3Store, type S3Settings } from './s3.ts'
import { partKey, pictureKey, type FileStore } from './store.ts'

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const some = (size = 5_000) => { const bytes = randomBytes(size); return { bytes, key: pictureKey('full', hash(bytes)) } }
const later = () => new Date(Date.now() + 60_000)
const all = async (store: FileStore, prefix: string, before = later()) => { const keys: string[] = []; for await (const { key } of store.list(prefix, before)) keys.push(key); return keys.sort() }

let root: string, s3: S3rver, settings: S3Settings
beforeAll(async () => {
  root = await node.mkdtemp(join(tmpdir(), 'dianfan-store-'))
  s3 = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: join(root, 's3'), configureBuckets: [{ name: 'dianfan', configs: [] }] })
  const { port } = await s3.run()
  settings = { endpoint: `http://127.0.0.1:${port}`, bucket: 'dianfan', region: 'us-east-1', key: 'S3RVER', secret: 'S3RVER' }
})
afterAll(async () => { await s3?.close(); await node.rm(root, { recursive: true, force: true }) })

describe.each([['a folder', () => folderStore(join(root, 'files'))], ['a bucket', () => s3Store(settings)]] as const)('%s', (_name, open) => {
  test('gives back what was put, whole and in part; twice is once; what is gone is gone', async () => {
    const store = open(), { bytes, key } = some()
    await store.ready()
    expect([await store.get(key), await store.has(key)]).toEqual([undefined, false])
    for (let n = 0; n < 2; n++) await store.put(key, bytes)
    expect(await store.get(key)).toEqual(bytes)
    expect(await store.get(key, [10, 20])).toEqual(bytes.subarray(10, 20))
    expect(await store.get(key, [4_990, 6_000])).toEqual(bytes.subarray(4_990))
    expect(await store.has(key)).toBe(true)
    for (let n = 0; n < 2; n++) await store.delete(key)
    expect([await store.get(key), await store.has(key), await store.get(key, [0, 5])]).toEqual([undefined, false, undefined])
  })
  test('twenty at once of the same content are one, and whole', async () => {
    const store = open(), { bytes, key } = some(200_000)
    await Promise.all(Array.from({ length: 20 }, () => store.put(key, bytes)))
    expect(await store.get(key)).toEqual(bytes)
    expect(await all(store, `full/${key.slice(5, 7)}/`)).toEqual([key])
  })
  test('many at once, some of them twice, are all there; the list may be empty', async () => {
    const store = open(), many = Array.from({ length: 9 }, () => some())
    await store.putAll([...many, many[0]!, many[4]!])
    for (const { key, bytes } of many) expect(await store.get(key)).toEqual(bytes)
    await store.putAll([])
    await expect(store.putAll([some(), { key: 'full/ab/x', bytes: Buffer.from('x') }])).rejects.toThrow('no name for a stored file')
  })
  test('lists by folder and by age, more than a page', async () => {
    const store = open(), upload = '01936f2e-8a4b-7c31-9d55-2f6e8b1a7cab'
    const keys = Array.from({ length: 25 }, (_, n) => partKey(upload, n, n + 1, hash(Buffer.from(String(n))))).sort()
    for (const key of keys) await store.put(key, Buffer.from('x'))
    expect(await all(store, 'part/ab/')).toEqual(keys)
    expect(await all(store, 'part/ab/', new Date(Date.now() - 60_000))).toEqual([])
    expect(await all(store, 'part/ac/')).toEqual([])
  })
  test.each(['../../etc/passwd', 'full/ab/../../x', '/etc/passwd', 'full/ab/x.jpg', `full/ab/${'A'.repeat(64)}.jpg`, 'full\\ab\\x', 'full/ab/照片.jpg', '', 'other/ab/c', `full/ab/${'a'.repeat(64)}.jpg\0`])('never follows a name of another shape: %j', async (key) => {
    const store = open()
    for (const act of [() => store.put(key, Buffer.from('x')), () => store.get(key), () => store.has(key), () => store.delete(key)]) await expect(act()).rejects.toThrow('no name for a stored file')
  })
})

/** A disk that counts its steps and calls `at` before each. */
function watched(at: (step: number, what: string) => void): { disk: Disk; steps: () => number } {
  let n = 0
  const wrap = <T extends (...args: never[]) => unknown>(what: string, act: T) => ((...args: Parameters<T>) => { at(++n, what); return act(...args) }) as T
  const disk = Object.fromEntries((['mkdir', 'readFile', 'readdir', 'rename', 'rm', 'stat', 'statfs'] as const).map((name) => [name, wrap(name, node[name] as never)])) as unknown as Disk
  disk.open = (async (...args: Parameters<typeof node.open>) => {
    at(++n, 'open')
    const handle = await node.open(...args)
    return new Proxy(handle, { get: (target, name) => { const value = Reflect.get(target, name) as unknown; return typeof value === 'function' ? (...more: unknown[]) => { if (name === 'writeFile' || name === 'sync') at(++n, String(name)); return (value as (...a: unknown[]) => unknown).apply(target, more) } : value } })
  }) as typeof node.open
  return { disk, steps: () => n }
}

describe('a folder whose disk fails', () => {
  test.each(['EIO', 'ENOSPC'])('%s at the k-th step, for every k: whole or not there, and the next try succeeds', async (code) => {
    const { bytes, key } = some()
    const calm = watched(() => {})
    await folderStore(join(root, `calm-${code}`), calm.disk).put(key, bytes)
    expect(calm.steps()).toBeGreaterThan(10)
    const seen = new Set<string>()
    for (let k = 1; k <= calm.steps(); k++) {
      const place = join(root, `k-${code}-${k}`)
      const failing = watched((step, what) => { if (step === k) { seen.add(what); throw Object.assign(new Error(`${code} at ${what}`), { code }) } })
      const put = folderStore(place, failing.disk).put(key, bytes)
      await expect(put).rejects.toThrow(code === 'ENOSPC' ? /no-room|ENOSPC/ : /EIO/)
      const after = folderStore(place), found = await after.get(key)
      expect([k, found === undefined || found.equals(bytes)]).toEqual([k, true])
      await after.put(key, bytes)
      expect(await after.get(key)).toEqual(bytes)
    }
    for (const what of ['mkdir', 'open', 'writeFile', 'sync', 'rename', 'stat']) expect(seen).toContain(what)
  })
  test('killed with -9 at every step: whole or not there, leftovers are listed to be collected, and the next try succeeds', async () => {
    const script = join(import.meta.dirname, '..', '..', '..', 'test', 'kill-put.ts')
    const { bytes, key } = some(40_000)
    const file = join(root, 'bytes')
    await node.writeFile(file, bytes)
    let leftovers = 0, k = 1
    for (;; k++) {
      const place = join(root, `kill-${k}`)
      const { signal, status } = spawnSync(process.execPath, [script, place, key, file, String(k)], { encoding: 'utf8' })
      if (status === 0) break
      expect([k, signal]).toEqual([k, 'SIGKILL'])
      const store = folderStore(place), found = await store.get(key)
      expect([k, found === undefined || found.equals(bytes)]).toEqual([k, true])
      const left = await all(store, '')
      for (const stray of left.filter((one) => one !== key)) { leftovers++; expect(stray).toMatch(/\/\.[0-9a-f-]{36}$/); await store.delete(stray) }
      await store.put(key, bytes)
      expect(await store.get(key)).toEqual(bytes)
      expect(await all(store, '')).toEqual([key])
    }
    expect(k).toBeGreaterThan(8)
    expect(leftovers).toBeGreaterThan(0)
  })
  test('the reserve is kept: a put is refused before the disk is full, and what is there can still be read', async () => {
    let free = 10 * 1024 ** 3
    const disk: Disk = { ...node, statfs: (async () => ({ bsize: 4096, blocks: (100 * 1024 ** 3) / 4096, bavail: Math.floor(free / 4096) })) as never }
    const store = folderStore(join(root, 'full-disk'), disk), { bytes, key } = some(), other = some()
    await store.ready()
    await store.put(key, bytes)
    free = 1024 ** 3 + 1_000
    await expect(store.put(other.key, other.bytes)).rejects.toMatchObject({ body: { status: 507, kind: 'file.no-room' } })
    expect(await store.get(other.key)).toBeUndefined()
    expect(await store.get(key)).toEqual(bytes)
    free *= 2
    await store.put(other.key, other.bytes)
  })
})

describe('a bucket', () => {
  /** Stands before the server and spoils what it is told to. */
  let before: Server, spoil: (n: number) => 'pass' | 503 | 'cut' | 'flip' = () => 'pass', asked = 0
  const proxied = () => ({ ...settings, endpoint: `http://127.0.0.1:${(before.address() as AddressInfo).port}` })
  beforeAll(async () => {
    before = createServer((from, to) => {
      const what = spoil(++asked)
      if (what === 503) { from.resume(); to.writeHead(503).end(); return }
      if (what === 'cut') { from.socket.destroy(); return }
      const target = new URL(settings.endpoint)
      const flip = new Transform({ transform: (chunk: Buffer, _encoding, next) => { if (what === 'flip') chunk[0]! ^= 1; next(null, chunk) } })
      from.pipe(flip).pipe(request({ host: target.hostname, port: target.port, method: from.method, path: from.url, headers: from.headers }, (answer) => { to.writeHead(answer.statusCode!, answer.headers); answer.pipe(to) }).on('error', () => to.destroy()))
    })
    await new Promise<void>((ready) => before.listen(0, '127.0.0.1', () => ready()))
  })
  afterAll(() => new Promise((done) => { before?.closeAllConnections(); before?.close(done) }))

  test.each([[503], ['cut']] as const)('that answers %s twice is asked again, and everything arrives', async (how) => {
    const store = s3Store(proxied()), { bytes, key } = some()
    asked = 0
    spoil = (n) => (n <= 2 ? how : 'pass')
    await store.put(key, bytes)
    expect(asked).toBe(3)
    spoil = () => 'pass'
    expect(await store.get(key)).toEqual(bytes)
  })
  test('that never answers is given up with a sentence that names it and no secret', async () => {
    spoil = () => 503
    const failed = await s3Store({ ...proxied(), secret: 'very-secret-1' }).put(some().key, Buffer.from('x')).catch((error: unknown) => error) as { body: object }
    expect(failed.body).toMatchObject({ kind: 'file.s3-unreachable', status: 503 })
    expect(JSON.stringify(failed.body)).toContain('dianfan')
    expect(JSON.stringify(failed.body)).not.toContain('very-secret-1')
    spoil = () => 'pass'
  })
  test('that is not there, or opens to another key, stops the start', async () => {
    for (const wrong of [{ bucket: 'nowhere' }, { key: 'NOBODY' }, { secret: 'wrong' }, { endpoint: 'http://127.0.0.1:9' }]) {
      expect([wrong, await s3Store({ ...settings, ...wrong }).ready().then(() => 'ready', (error: { body: { kind: string } }) => error.body.kind)]).toEqual([wrong, 'file.s3-unreachable'])
    }
    // Not there must not look like empty.
    await expect(s3Store({ ...settings, bucket: 'nowhere' }).get(some().key)).rejects.toThrow('file.s3-unreachable')
  })
  test('notices bytes that were changed on their way, and does not leave them under a name that is not theirs', async () => {
    const store = s3Store(proxied()), { bytes, key } = some()
    spoil = () => 'flip'
    await expect(store.put(key, bytes)).rejects.toThrow('file.s3-unreachable')
    spoil = () => 'pass'
    expect(await store.has(key)).toBe(false)
  })
})
