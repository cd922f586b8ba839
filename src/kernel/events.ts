// News as server-sent events: one tailer a district in each process follows the log, everybody signed in hears of what they may see.
import { z } from 'zod'
import { problem } from '#core/problem.ts'
import type { Actor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import { endOfTail, readTail, type Tail } from './log.ts'
import { Position } from './position.ts'
import { route, type Route } from './route.ts'
import { actorOf, tokenLives } from './session.ts'
import type { Sights } from './sight.ts'

const POLL_MS = 250
const BEAT_MS = 20_000
const CHECK_MS = 5_000
const PAGE = 200
/** Behind by more than this a browser is told to read everything anew. */
const CATCH_UP_PAGES = 20
const PER_ACCOUNT = 6
const PER_PROCESS = 2_000
/** A browser that takes nothing for so long is let go; it comes back with the id it saw last. */
const MAX_QUEUED = 64 * 1024

export const tooManyStreams = problem('events.too-many', 429, () => ({ zh: '同时打开的页面太多，这一页改为定时刷新。', en: 'Too many pages are open at once; this one refreshes by the clock instead.' }))

type Row = Tail['rows'][number]
export interface Changed { stream: string; id: string; version: number }

/** What of these rows the actor may hear: who cannot see a thing does not hear that something happened to it; a stream without a sight is nobody's news. */
export async function heardBy(db: Db, sights: Sights, actor: Actor, rows: readonly Row[]): Promise<Changed[]> {
  const seen = new Map<string, ReadonlySet<string>>()
  for (const stream of new Set(rows.map((row) => row.stream))) {
    const sight = sights[stream]
    if (sight) seen.set(stream, await sight.within(db, actor, [...new Set(rows.filter((row) => row.stream === stream).map((row) => row.id))]))
  }
  return rows.filter((row) => seen.get(row.stream)?.has(row.id)).map(({ stream, id, version }) => ({ stream, id, version }))
}

interface Listener { actor: Actor; token: string; from: string | undefined; checked: number; beaten: number; write(text: string): void; end(): void }
interface Post { position: string; joining: Set<Listener>; live: Set<Listener>; timer: NodeJS.Timeout | undefined; step: Promise<void> | undefined; again: boolean }

export interface Events {
  /** A stream of events for whoever holds the token; undefined when there are too many. */
  open(actor: Actor, token: string, after: string | undefined, sights: Sights): ReadableStream<Uint8Array> | undefined
  /** Something was just committed here: look at once. */
  poke(district: string): void
  close(): Promise<void>
  listeners(): number
}

const utf8 = new TextEncoder()
const said = (event: string, position: string, data: unknown): string => `event: ${event}\nid: ${position}\ndata: ${JSON.stringify(data)}\n\n`

export function newEvents(db: Db, clock: Clock): Events {
  const posts = new Map<string, Post>()
  let closed = false
  const all = () => [...posts.values()].flatMap((post) => [...post.joining, ...post.live])

  async function deliver(district: string, post: Post, sights: Sights): Promise<void> {
    const tail = post.position === 'unknown' ? { rows: [], position: await endOfTail(db, district) } : await readTail(db, district, post.position, PAGE)
    if (tail.rows.length === PAGE) post.again = true
    post.position = tail.position
    if (tail.rows.length > 0) {
      // Several pages of one person are answered by one look.
      const byAccount = Map.groupBy(post.live, (listener) => listener.actor.account)
      await Promise.all([...byAccount.values()].map(async (theirs) => {
        const changed = await heardBy(db, sights, theirs[0]!.actor, tail.rows)
        if (changed.length > 0) for (const listener of theirs) listener.write(said('changed', post.position, changed))
      }))
    }
    for (const listener of post.joining) {
      post.joining.delete(listener)
      await catchUp(district, post, sights, listener)
      post.live.add(listener)
    }
    const now = performance.now()
    for (const listener of post.live) {
      if (now - listener.checked > CHECK_MS) await check(district, listener, now)
      if (now - listener.beaten > BEAT_MS) { listener.beaten = now; listener.write(said('beat', post.position, {})) }
    }
  }

  /** From the id a browser saw last to where the tailer stands. What is written meanwhile may be told twice, never not at all. */
  async function catchUp(district: string, post: Post, sights: Sights, listener: Listener): Promise<void> {
    let at = listener.from
    for (let n = 0; at !== undefined; n++) {
      if (n === CATCH_UP_PAGES) { listener.write(said('reset', post.position, {})); return }
      const tail = await readTail(db, district, at, PAGE)
      const changed = await heardBy(db, sights, listener.actor, tail.rows)
      if (changed.length > 0) listener.write(said('changed', tail.position, changed))
      at = tail.rows.length === PAGE ? tail.position : undefined
    }
    listener.write(said('beat', post.position, {}))
  }

  /** An ended session or a locked account hears nothing after five seconds; changed permissions count from the same look. */
  async function check(district: string, listener: Listener, now: number): Promise<void> {
    listener.checked = now
    const actor = await tokenLives(db, listener.token, clock.now()) ? await actorOf(db, district, listener.actor.account!) : undefined
    if (actor) listener.actor = actor
    else { listener.write('event: bye\ndata: {}\n\n'); listener.end() }
  }

  function arm(district: string, post: Post, sights: Sights, inMs: number): void {
    clearTimeout(post.timer)
    post.timer = setTimeout(() => {
      if (post.step) { post.again = true; return }
      post.again = false
      post.step = deliver(district, post, sights).catch(() => { /* The database is away: the next look tells. */ }).finally(() => {
        post.step = undefined
        if (post.live.size + post.joining.size === 0 || closed) { posts.delete(district); clearTimeout(post.timer); return }
        arm(district, post, sights, post.again ? 0 : POLL_MS)
      })
    }, inMs)
  }

  const pokes = new Map<string, () => void>()
  return {
    open(actor, token, after, sights) {
      const now = all()
      if (closed || now.length >= PER_PROCESS || now.filter((one) => one.actor.account === actor.account).length >= PER_ACCOUNT) return undefined
      const post = posts.get(actor.district) ?? { position: 'unknown', joining: new Set(), live: new Set(), timer: undefined, step: undefined, again: false }
      posts.set(actor.district, post)
      let listener: Listener
      return new ReadableStream<Uint8Array>({
        start(controller) {
          let open = true
          const end = () => {
            post.joining.delete(listener)
            post.live.delete(listener)
            if (open) { open = false; try { controller.close() } catch { /* It was cut by the other side. */ } }
          }
          listener = { actor, token, from: after, checked: performance.now(), beaten: performance.now(), end, write(text) {
            if (!open) return
            if ((controller.desiredSize ?? 0) < -MAX_QUEUED) { end(); return }
            controller.enqueue(utf8.encode(text))
          } }
          listener.write('retry: 2000\n\n')
          post.joining.add(listener)
          pokes.set(actor.district, () => arm(actor.district, post, sights, 10))
          arm(actor.district, post, sights, 0)
        },
        cancel() { listener.end() },
      }, { highWaterMark: 0, size: (chunk) => chunk!.byteLength })
    },
    poke(district) { if (posts.has(district)) pokes.get(district)?.() },
    async close() {
      closed = true
      for (const listener of all()) listener.end()
      await Promise.all([...posts.values()].map(async (post) => { clearTimeout(post.timer); await post.step }))
      posts.clear()
    },
    listeners: () => all().length,
  }
}

export const eventsRoute = (sights: Sights): Route => route({
  method: 'GET', path: '/api/events', name: 'events.follow', title: { zh: '实时变化（SSE）', en: 'What changes, as it happens (SSE)' }, query: z.strictObject({ after: Position.optional() }), problems: [tooManyStreams],
  run: async ({ actor, token, query, lastEventId }, { events }) => {
    // What a browser sends by itself when it comes back; anything else is as good as nothing.
    const last = Position.safeParse(lastEventId)
    const stream = events.open(actor!, token!, last.success && last.data !== '' ? last.data : query.after, sights)
    if (!stream) throw tooManyStreams({})
    return { stream, mediaType: 'text/event-stream; charset=utf-8', headers: { 'x-accel-buffering': 'no' } }
  },
})
