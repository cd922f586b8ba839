// Steps that several journeys take: raw requests, a report, a case brought to a certain state.
import { firstWords, type Client, type Reply } from '../client.ts'
import { photo } from '../files.ts'

export const EAST = { lon: 120.715, lat: 31.285 }
export const WEST = { lon: 120.695, lat: 31.285 }
export const litter = { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' }

/** One request as it is, with nothing added. */
export async function raw(url: string, method: string, path: string, { body, headers = {} }: { body?: BodyInit | undefined; headers?: Record<string, string> } = {}): Promise<Reply> {
  const answer = await fetch(`${url}${path}`, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) })
  // A stream never ends by itself: its first words are enough here.
  const text = answer.headers.get('content-type')?.includes('event-stream') ? await firstWords(answer) : await answer.text()
  return { status: answer.status, headers: answer.headers, body: answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text }
}

export const put = async (who: Client): Promise<string> => (await who.send('/api/file', await photo())).body.sha256

export interface Hands { clerk: Client; unit: Client; checker: Client }
const far = ['reported', 'filed', 'dispatched', 'handling', 'handled', 'checking', 'closed'] as const

/** A case at EAST (or elsewhere), brought as far as `state` by those whose work it is. Answers its id. */
export async function caseAt(state: (typeof far)[number], { clerk, unit, checker }: Hands, report: object = {}, dispatch: object = {}): Promise<string> {
  const made = await clerk.post('/api/case', { source: 'hotline', text: '路口有一堆垃圾', point: EAST, ...report })
  const id = made.body.id as string
  const steps: [Client, string, object | (() => Promise<object>)][] = [
    [clerk, 'file', { condition: litter }], [clerk, 'dispatch', dispatch], [unit, 'sign-for', {}],
    [unit, 'handle', async () => ({ text: '清走了', photos: [await put(unit)] })], [checker, 'check', { passed: true, text: '看过了' }], [clerk, 'close', { conditionMet: true }],
  ]
  for (const [who, verb, body] of steps.slice(0, far.indexOf(state))) {
    const done = await who.act(id, verb, typeof body === 'function' ? await body() : body)
    if (done.status !== 200) throw new Error(`${verb}: ${done.status} ${JSON.stringify(done.body)}`)
  }
  return id
}

/** A small seeded dice, so that a failure can be repeated (mulberry32). */
export function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
