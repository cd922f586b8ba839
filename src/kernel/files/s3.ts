// Bytes in a bucket of an S3-compatible server: path-style, every body signed by its hash, tried again with growing pauses.
import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import { problem } from '#core/problem.ts'
import { hashOf } from '../hash.ts'
import { checked, inTurns, storeFull, type FileStore, type KeyedBytes } from './store.ts'

/** Where the bucket is and how we sign; `secret` goes into signatures only. */
export interface S3Settings { endpoint: string; bucket: string; region: string; key: string; secret: string }

export const s3Unreachable = problem<{ endpoint: string; bucket: string; why: string }>('file.s3-unreachable', 503, ({ endpoint, bucket, why }) => ({
  zh: `对象存储 ${endpoint} 的存储桶 ${bucket} 用不了（${why}）。请核对 DIANFAN_S3_* 各项、存储桶是否已建、密钥有没有读写权限。`,
  en: `Bucket ${bucket} at ${endpoint} cannot be used (${why}). Check the DIANFAN_S3_* settings, that the bucket exists, and that the key may read and write it.`,
}))

const TRIES = 4
const FIRST_PAUSE_MS = 200
/** Four tries and their pauses end before the database ends an idle transaction (30 s). */
const TIMEOUT_MS = 6_000

const text = (xml: string, tag: string): string | undefined => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1]

export function s3Store({ endpoint, bucket, region, key: accessKeyId, secret }: S3Settings): FileStore {
  const aws = new AwsClient({ accessKeyId, secretAccessKey: secret, region, service: 's3', retries: 0 })
  const base = `${endpoint.replace(/\/$/, '')}/${encodeURIComponent(bucket)}`

  const failed = (why: string) => s3Unreachable({ endpoint, bucket, why })
  /** 5xx, 429 and a broken line are tried again; a body is bytes in memory, so it can be sent again whole. */
  const call = async (method: string, path: string, headers: Record<string, string> = {}, body?: Uint8Array): Promise<Response> => {
    let why = ''
    for (let n = 0; n < TRIES; n++) {
      if (n > 0) await new Promise((go) => setTimeout(go, FIRST_PAUSE_MS * 2 ** (n - 1)))
      try {
        const answer = await aws.fetch(`${base}${path}`, {
          method, headers: { 'x-amz-content-sha256': hashOf(body ?? ''), ...headers }, signal: AbortSignal.timeout(TIMEOUT_MS),
          ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
        })
        if (answer.status === 507) throw storeFull({})
        if (answer.status < 500 && answer.status !== 429) {
          if (answer.ok || answer.status === 404) return answer
          const said = text(await answer.text(), 'Code') ?? ''
          if (said === 'QuotaExceeded') throw storeFull({})
          throw failed(`${answer.status} ${said}`.trim())
        }
        await answer.body?.cancel()
        why = String(answer.status)
      } catch (error) {
        if (error instanceof Error && error.name === 'Problem') throw error
        why = (error as { cause?: { code?: string } }).cause?.code ?? (error instanceof Error ? error.name : 'unknown')
      }
    }
    throw failed(why)
  }
  const gone = async (answer: Response): Promise<boolean> => {
    if (answer.status !== 404) return false
    // A bucket that is gone must not look like a photo that was never there.
    if (text(await answer.text(), 'Code') === 'NoSuchBucket') throw failed('NoSuchBucket')
    return true
  }
  // At most 20 MB a piece, so one PUT each; servers ask for multipart only beyond 5 GB.
  const put = async ({ key, bytes }: KeyedBytes): Promise<void> => {
    const md5 = createHash('md5').update(bytes).digest()
    const answer = await call('PUT', `/${checked(key)}`, { 'content-md5': md5.toString('base64'), 'content-type': key.startsWith('part/') ? 'application/octet-stream' : 'image/jpeg' }, bytes)
    if (await gone(answer)) throw failed('404')
    // Where the tag is the MD5 (not under a key of the server's own) it must be ours: not every server checks what it was told to.
    const tag = /^"?([0-9a-f]{32})"?$/.exec(answer.headers.get('etag') ?? '')?.[1]
    if (tag && tag !== md5.toString('hex') && !/kms|sse-c/.test(answer.headers.get('x-amz-server-side-encryption') ?? '')) {
      await call('DELETE', `/${key}`)
      throw failed('MD5')
    }
    await answer.body?.cancel()
  }
  return {
    put: (key, bytes) => put({ key, bytes }),
    putAll: (files) => inTurns(files, put),
    async get(key, range) {
      const answer = await call('GET', `/${checked(key)}`, range ? { range: `bytes=${range[0]}-${range[1] - 1}` } : {})
      if (await gone(answer)) return undefined
      const bytes = Buffer.from(await answer.arrayBuffer())
      const said = Number(answer.headers.get('content-length') ?? bytes.byteLength)
      if (said !== bytes.byteLength) throw failed(`${bytes.byteLength}/${said}`)
      return range && answer.status === 200 ? bytes.subarray(range[0], range[1]) : bytes
    },
    async has(key) {
      const answer = await call('HEAD', `/${checked(key)}`)
      await answer.body?.cancel()
      return answer.ok
    },
    async delete(key) { await (await call('DELETE', `/${checked(key)}`)).body?.cancel() },
    async *list(prefix, before) {
      for (let next: string | undefined = ''; next !== undefined;) {
        const answer = await call('GET', `?list-type=2&prefix=${encodeURIComponent(prefix)}${next ? `&continuation-token=${encodeURIComponent(next)}` : ''}`)
        if (await gone(answer)) return
        const xml = await answer.text()
        for (const [, inner = ''] of xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
          const at = new Date(text(inner, 'LastModified') ?? Number.NaN), key = text(inner, 'Key') ?? ''
          if (at < before && ours(key)) yield { key, bytes: Number(text(inner, 'Size')), at }
        }
        next = text(xml, 'IsTruncated') === 'true' ? text(xml, 'NextContinuationToken') : undefined
      }
    },
    // A bucket grows as it is paid for; where it has an end, the server says so at the put.
    async room() {},
    async ready() { await gone(await call('GET', '?list-type=2&max-keys=1')) },
  }
}
const ours = (key: string): boolean => { try { checked(key); return true } catch { return false } }
