// A browser without a screen, for journeys: keeps its cookies, says it is our own page, and goes on with the session it is given.
import type { Reply } from './client.ts'
import { raw } from './journeys/steps.ts'

export interface Visitor { get(path: string): Promise<Reply>; post(path: string, body?: unknown): Promise<Reply>; cookie(): string; adopt(cookie: string): void }

export function visitor(url: () => string, headers: Record<string, string> = {}): Visitor {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const keep = (reply: Reply): Reply => {
    for (const set of reply.headers.getSetCookie()) { const [pair] = set.split(';'); const at = pair!.indexOf('='); if (/Max-Age=0/.test(set)) jar.delete(pair!.slice(0, at)); else jar.set(pair!.slice(0, at), pair!.slice(at + 1)) }
    return reply
  }
  const more = () => ({ ...headers, ...(jar.size > 0 ? { cookie: cookie() } : {}) })
  return {
    get: async (path) => keep(await raw(url(), 'GET', path, { headers: more() })),
    post: async (path, body = {}) => keep(await raw(url(), 'POST', path, { headers: { ...more(), 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }, body: JSON.stringify(body) })),
    cookie, adopt: (text) => { jar.clear(); for (const one of text.split('; ')) { const at = one.indexOf('='); jar.set(one.slice(0, at), one.slice(at + 1)) } },
  }
}
