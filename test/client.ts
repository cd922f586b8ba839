// A small HTTP client for journeys: bearer token, If-Match and Idempotency-Key, answers with status and body.
import { randomUUID } from 'node:crypto'

export interface Reply { status: number; body: any; headers: Headers }
export interface Client {
  get(path: string): Promise<Reply>
  post(path: string, body?: unknown, options?: { version?: number; key?: string | null }): Promise<Reply>
  send(path: string, bytes: Uint8Array, options?: { key?: string }): Promise<Reply>
  /** Acts on a case at the version it has now. */
  act(id: string, verb: string, body?: unknown): Promise<Reply>
}

/** Of a stream, which never ends by itself. */
export async function firstWords(answer: Response): Promise<string> {
  const reader = answer.body!.getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return new TextDecoder().decode(value)
}

export function client(url: string, token: string | undefined): Client {
  const call = async (method: string, path: string, body: BodyInit | undefined, headers: Record<string, string>): Promise<Reply> => {
    const answer = await fetch(`${url}${path}`, { method, ...(body === undefined ? {} : { body }), headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } })
    const text = answer.headers.get('content-type')?.includes('event-stream') ? await firstWords(answer) : await answer.text()
    return { status: answer.status, headers: answer.headers, body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text }
  }
  const get = (path: string) => call('GET', path, undefined, {})
  const post: Client['post'] = (path, body = {}, { version, key = randomUUID() } = {}) =>
    call('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...(key === null ? {} : { 'idempotency-key': key }), ...(version === undefined ? {} : { 'if-match': `"${version}"` }) })
  return {
    get, post,
    send: (path, bytes, { key = randomUUID() } = {}) => call('POST', path, bytes as BodyInit, { 'content-type': 'application/octet-stream', 'idempotency-key': key }),
    async act(id, verb, body = {}) {
      const { body: now } = await get(`/api/case/${id}`)
      return await post(`/api/case/${id}/${verb}`, body, { version: now.version ?? 0 })
    },
  }
}
