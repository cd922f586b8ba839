// The one door to the server: JSON in and out, the same key on every retry, refusals as Problems a screen can show.
export interface Said { zh: string; en: string }
export interface Fault { path: string; said: Said }

/** What was refused, or what did not arrive. `status` 0 = the server was not reached. */
export class Problem extends Error {
  readonly kind: string
  readonly status: number
  readonly said: Said
  readonly faults: Fault[]
  readonly details: Record<string, unknown>
  constructor(body: { kind: string; status: number; said: Said; faults?: Fault[]; details?: Record<string, unknown> }) {
    super(body.said.en)
    this.name = 'Problem'
    this.kind = body.kind
    this.status = body.status
    this.said = body.said
    this.faults = body.faults ?? []
    this.details = body.details ?? {}
  }
}
export const notReached = () => new Problem({ kind: 'not-reached', status: 0, said: {
  zh: '没连上服务器。填的内容还在，网络好了再点一次，不会重复提交。',
  en: 'The server was not reached. What you filled in is still here; try again, it will not be sent twice.',
} })
const unclear = (status: number) => new Problem({ kind: 'unclear', status, said: {
  zh: `服务器没能答复（${status}）。稍后再试；若一直如此，告诉管理员这个号。`,
  en: `The server gave no proper answer (${status}). Try again later; if it stays, tell your administrator this number.`,
} })
export const asProblem = (error: unknown): Problem => (error instanceof Problem ? error : new Problem({ kind: 'page', status: -1, said: {
  zh: '这一页出了错。数据没有动。刷新再试。', en: 'This page failed. No data was changed. Reload and try again.',
} }))

export const newKey = (): string => crypto.randomUUID?.() ?? '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (c) =>
  (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (Number(c) / 4)))).toString(16))

let whenSignedOut: () => void = () => {}
/** What happens when the server says that nobody is signed in. */
export const onSignedOut = (act: () => void): void => { whenSignedOut = act }

interface Ask { method?: string; body?: unknown; bytes?: Blob; key?: string; version?: number; quiet?: boolean; signal?: AbortSignal; headers?: Record<string, string> }

export async function ask<T>(path: string, { method = 'GET', body, bytes, key, version, quiet, signal, headers: more = {} }: Ask = {}): Promise<T> {
  const headers = new Headers({ accept: 'application/json', ...more })
  if (method !== 'GET') headers.set('idempotency-key', key ?? newKey())
  if (version !== undefined) headers.set('if-match', `"${version}"`)
  if (body !== undefined) headers.set('content-type', 'application/json')
  if (bytes) headers.set('content-type', 'application/octet-stream')
  let answer: Response
  try {
    answer = await fetch(path, { method, headers, credentials: 'same-origin', ...(bytes ? { body: bytes } : body !== undefined ? { body: JSON.stringify(body) } : {}), ...(signal ? { signal } : {}) })
  } catch (error) {
    if (signal?.aborted) throw error
    throw notReached()
  }
  if (answer.status === 204) return undefined as T
  const read: unknown = await answer.json().catch(() => undefined)
  if (answer.ok && read !== undefined) return read as T
  if (answer.status === 401 && !quiet) whenSignedOut()
  if (read && typeof read === 'object' && 'said' in read) throw new Problem({ kind: 'unclear', status: answer.status, ...(read as { said: Said }) })
  throw unclear(answer.status)
}
export const post = <T>(path: string, body: unknown, more: Omit<Ask, 'method' | 'body'> = {}): Promise<T> => ask<T>(path, { ...more, method: 'POST', body })
export const send = <T>(path: string, bytes: Blob, more: Omit<Ask, 'method' | 'bytes'> = {}): Promise<T> => ask<T>(path, { ...more, method: 'POST', bytes })

/** `?a=1&b=x` from what is set; empty when nothing is. */
export function query(values: Record<string, string | number | boolean | null | undefined>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text ? `?${text}` : ''
}
export const photoUrl = (sha256: string, size: 'tiny' | 'small' | 'full' = 'small'): string => `/api/file/${sha256}?size=${size}`

/** A file the server makes, saved by the browser under the name it gives. */
export async function download(path: string, body?: unknown): Promise<void> {
  let answer: Response
  try {
    answer = await fetch(path, body === undefined ? { credentials: 'same-origin' } : { method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  } catch { throw notReached() }
  if (!answer.ok) {
    const read: unknown = await answer.json().catch(() => undefined)
    throw read && typeof read === 'object' && 'said' in read ? new Problem({ kind: 'unclear', status: answer.status, ...(read as { said: Said }) }) : unclear(answer.status)
  }
  save(await answer.blob(), /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'file')
}
export function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
