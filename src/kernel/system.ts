// Routes every installation has: health, what has changed, the audit log, the description of all routes.
import { sql } from 'kysely'
import { z } from 'zod'
import { problem } from '#core/problem.ts'
import { canCommit } from './change.ts'
import { eventsRoute, heardBy } from './events.ts'
import { endOfTail, readTail } from './log.ts'
import { openApi, problemsOf } from './openapi.ts'
import { placeOf, Position, positionOf } from './position.ts'
import { sayRoot } from './proof/root.ts'
import { lastRoot, readWitness } from './proof/roots.ts'
import { sayWrong, verifyLog } from './proof/verify.ts'
import type { Sights } from './sight.ts'
import { route, type Route } from './route.ts'

const notReady = problem('not-ready', 503, () => ({ zh: '现在还不能写入数据库。请稍后再试。', en: 'The database cannot take writes now. Try again shortly.' }))

const live = route({
  method: 'GET', path: '/api/health/live', name: 'health.live', access: 'anyone', title: { zh: '进程活着', en: 'The process lives' }, answer: z.object({ live: z.literal(true) }),
  run: async () => ({ json: { live: true } }),
})
const ready = route({
  method: 'GET', path: '/api/health/ready', name: 'health.ready', access: 'anyone', title: { zh: '可以写入', en: 'A write can commit now' }, answer: z.object({ ready: z.literal(true) }), problems: [notReady],
  run: async (_asked, { db, files, memory, stopping }) => {
    // Bytes before rows: where no photo can be kept, no report can be taken. Asked often, tried once a second.
    const can = () => memory.recall('ready', 1_000, () => Promise.all([canCommit(db), files.room(0)]).then(([yes]) => yes, () => false))
    if (stopping || !(await can())) throw notReady({})
    return { json: { ready: true } }
  },
})

const idsOf = (rows: readonly { stream: string; id: string }[], stream: string) => [...new Set(rows.filter((row) => row.stream === stream).map((row) => row.id))]

const PAGE = 200
const changes = (sights: Sights) => route({
  method: 'GET', path: '/api/changes', name: 'changes.list', title: { zh: '有什么变了', en: 'What has changed' }, query: z.strictObject({ after: Position.optional() }),
  answer: z.object({ position: z.string(), changed: z.array(z.object({ stream: z.string(), id: z.uuid(), version: z.int() })) }),
  // Names no content: whoever asks reads the thing itself through its own scope.
  run: async ({ actor, query }, { db }) => {
    if (query.after === undefined) return { json: { position: await endOfTail(db, actor!.district), changed: [] } }
    const tail = await readTail(db, actor!.district, query.after, PAGE)
    return { json: { position: tail.position, changed: await heardBy(db, sights, actor!, tail.rows) } }
  },
})

const audit = (sights: Sights) => route({
  method: 'GET', path: '/api/log', name: 'log.list', permission: 'log.list', title: { zh: '操作日志', en: 'The audit log' },
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), after: Position.optional(), stream: z.string().max(40).optional() }),
  answer: z.object({ items: z.array(z.object({ stream: z.string(), id: z.uuid(), version: z.int(), type: z.string(), at: z.string() }).loose()), next: z.string().nullable() }),
  run: async ({ actor, query }, { db }) => {
    // Newest first. One transaction may hold thousands of rows (what arrived together, an import), so a page ends at a row.
    const { rows } = await sql<{ tx: string; stream: string; id: string; version: number; type: string; at: Date; title_zh: string | null; title_en: string | null }>`
      select l.tx::text as tx, l.stream, l.id, l.version, l.type, l.at, a.title_zh, a.title_en
      from log l left join account a on a.district = l.district and a.id = l.actor
      where l.district = ${actor!.district} and (${query.after ? 1 : 0}::int = 0 or (l.tx, l.stream, l.id, l.version) < ${placeOf(query.after ?? '')}) and (${query.stream ?? null}::text is null or l.stream = ${query.stream ?? null})
      order by l.district desc, l.tx desc, l.stream desc, l.id desc, l.version desc limit ${query.limit + 1}`.execute(db)
    const page = rows.slice(0, query.limit), end = page.at(-1)
    const numbers = new Map<string, string>()
    for (const [stream, sight] of Object.entries(sights)) for (const [id, number] of (await sight.numbers?.(db, actor!.district, idsOf(page, stream))) ?? []) numbers.set(`${stream}/${id}`, number)
    return { json: {
      items: page.map(({ tx: _tx, title_zh, title_en, ...row }) => ({ ...row, number: numbers.get(`${row.stream}/${row.id}`) ?? null, by: title_zh === null ? null : { zh: title_zh, en: title_en } })),
      next: rows.length > query.limit && end ? positionOf(end) : null,
    } }
  },
})
const verify = route({
  method: 'POST', path: '/api/log/verify', name: 'log.verify', keyed: false, permission: 'log.verify', title: { zh: '验证日志链', en: 'Verify the log' },
  answer: z.object({
    streams: z.int(), rows: z.int(), roots: z.int(), open: z.int(), root: z.string().nullable(),
    broken: z.array(z.object({ kind: z.string(), said: z.object({ zh: z.string(), en: z.string() }), stream: z.string().optional(), id: z.uuid().optional(), version: z.int().optional(), root: z.int().optional() })),
  }),
  run: async ({ actor }, { db, config }) => {
    const witness = await readWitness(config.data, actor!.district)
    // One snapshot: what is written meanwhile must not look like tampering.
    const found = await db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute((tx) => verifyLog(tx, actor!.district, { witness }))
    const root = await lastRoot(db, actor!.district)
    return { json: { ...found, broken: found.broken.slice(0, BROKEN_MAX).map((wrong) => ({ ...wrong, said: sayWrong(wrong) })), root: root ? sayRoot(root) : null } }
  },
})
/** Faults told in one answer; the first ones are the ones to look at. */
const BROKEN_MAX = 200

/** The system's own routes over all others; the description describes itself too. */
export function systemRoutes(others: readonly Route[], sights: Sights): Route[] {
  const all: Route[] = [live, ready, changes(sights), eventsRoute(sights), audit(sights), verify]
  const description = route({
    method: 'GET', path: '/api/openapi.json', name: 'openapi.get', access: 'anyone', title: { zh: '接口说明', en: 'The description of the API' }, query: z.strictObject({ lang: z.enum(['zh', 'en']).default('zh') }),
    answer: z.object({ openapi: z.literal('3.1.0') }).loose(),
    run: async ({ query }, { config }) => ({ json: openApi([...others, ...all], query.lang, config.url) }),
  })
  all.push(description)
  all.push(route({
    method: 'GET', path: '/api/problems', name: 'problems.list', access: 'anyone', title: { zh: '所有的错误种类', en: 'Every kind of problem' },
    answer: z.object({ items: z.array(z.object({ kind: z.string(), status: z.int(), said: z.object({ zh: z.string(), en: z.string() }) })) }),
    run: async () => ({ json: { items: [...new Map([...others, ...all].flatMap(problemsOf).map((kind) => [kind.kind, { kind: kind.kind, status: kind.status, said: kind.example().said }])).values()].sort((a, b) => (a.kind < b.kind ? -1 : 1)) } }),
  }))
  return all
}
