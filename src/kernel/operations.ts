// What an operator sees of work that failed (timers, reactions, heavy jobs), and how it is tried again or set aside.
import { sql } from 'kysely'
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { problem } from '#core/problem.ts'
import { change } from './change.ts'
import type { Tx } from './db.ts'
import { deliveryFigures } from './figures.ts'
import type { House } from './house.ts'
import { keepTexts, storeTexts } from './kept.ts'
import { nameId } from './log.ts'
import type { Reaction } from './reader/reaction.ts'
import { route, type Route } from './route.ts'
import { parseInput } from './wrong-input.ts'

const SHOWN = 100
export const kindsOfWork = ['timer', 'reaction', 'job'] as const
type Kind = (typeof kindsOfWork)[number]

export const workGone = problem('operation.gone', 404, () => ({ zh: '这一项已经办成、撤下，或者不在本区。请刷新。', en: 'This has been done or taken down meanwhile, or is not of this district. Refresh.' }))

/** A ref is the key of the row, in one word; ids only. */
const Ref = z.string().regex(/^[\w.:/-]{1,240}$/)
const Retry = z.strictObject({ what: z.enum(kindsOfWork), ref: Ref })
const SetAside = z.strictObject({ what: z.enum(kindsOfWork), ref: Ref, reason: freeText(300) })

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** Takes a ref apart; a wrong one is simply not there. */
function keyOf(what: Kind, ref: string): { reader: string; stream: string; id: string; version: number; name: string; due: string } {
  const part = ref.split('/')
  const key = what === 'job' ? { reader: '', stream: '', id: part[0] ?? '', version: 0, name: '', due: '' }
    : what === 'reaction' ? { reader: part[0] ?? '', stream: part[1] ?? '', id: part[2] ?? '', version: Number(part[3]), name: '', due: '' }
    : { reader: '', stream: part[0] ?? '', id: part[1] ?? '', version: 0, name: part[2] ?? '', due: part[3] ?? '' }
  if (!uuid.test(key.id) || !Number.isInteger(key.version) || key.version > 2_000_000_000 || (what === 'timer' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/.test(key.due)) || (what === 'timer' && Number.isNaN(Date.parse(key.due)))) throw workGone({})
  return key
}

async function again(tx: Tx, house: House, district: string, what: Kind, ref: string, now: Date): Promise<void> {
  const key = keyOf(what, ref)
  const { rows } = what === 'job' ? { rows: (await house.jobs.again(tx, district, key.id)) === undefined ? [] : [1] }
    : what === 'reaction' ? await sql`update parked set next_at = ${now} where district = ${district} and reader = ${key.reader} and stream = ${key.stream} and id = ${key.id}::uuid and version = ${key.version}::int and state = 'failed' returning 1`.execute(tx)
    : await sql`update timer set next_at = null, parked_at = null, tries = 0 where district = ${district} and stream = ${key.stream} and id = ${key.id}::uuid and name = ${key.name} and due_at = ${key.due}::timestamptz and fired_at is null and tries > 0 returning 1`.execute(tx)
  if (rows.length === 0) throw workGone({})
}

async function aside(tx: Tx, house: House, district: string, what: Kind, ref: string, now: Date): Promise<void> {
  const key = keyOf(what, ref)
  const { rows } = what === 'job' ? { rows: (await house.jobs.setAside(tx, district, key.id)) === undefined ? [] : [1] }
    : what === 'reaction' ? await sql`update parked set state = 'aside', next_at = null, last_at = ${now} where district = ${district} and reader = ${key.reader} and stream = ${key.stream} and id = ${key.id}::uuid and version = ${key.version}::int and state = 'failed' returning 1`.execute(tx)
    : await sql`update timer set fired_at = ${now} where district = ${district} and stream = ${key.stream} and id = ${key.id}::uuid and name = ${key.name} and due_at = ${key.due}::timestamptz and fired_at is null and parked_at is not null returning 1`.execute(tx)
  if (rows.length === 0) throw workGone({})
}

const Failed = z.object({ what: z.enum(kindsOfWork), ref: z.string(), name: z.string(), failure: z.object({ kind: z.string(), said: z.string() }), tries: z.int(), behind: z.int(), first_at: z.string(), last_at: z.string(), next_at: z.string().nullable() })

/** What failed, newest first; the facts that wait behind a parked one are counted, not listed. */
async function failed({ db, jobs }: House, district: string): Promise<unknown[]> {
  const { rows: reactions } = await sql`
    select 'reaction' as what, p.reader || '/' || p.stream || '/' || p.id || '/' || p.version as ref, p.reader || ' ← ' || p.stream || '.' || p.type as name,
      json_build_object('kind', p.failure_kind, 'said', p.failure_said) as failure, p.tries, p.first_at, p.last_at, p.next_at,
      (select count(*)::int from parked b where b.district = p.district and b.reader = p.reader and b.stream = p.stream and b.id = p.id and b.state = 'behind') as behind
    from parked p where p.district = ${district} and p.state = 'failed' order by p.last_at desc, p.id limit ${SHOWN}`.execute(db)
  const { rows: timers } = await sql`
    select 'timer' as what, stream || '/' || id || '/' || name || '/' || to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ref, stream || '.' || name as name,
      json_build_object('kind', coalesce(failure_kind, ''), 'said', coalesce(failure_said, '')) as failure, tries, due_at as first_at, coalesce(parked_at, next_at - make_interval(secs => least(10 * power(4, tries - 1), 3600)), due_at) as last_at, case when parked_at is null then next_at end as next_at, 0 as behind
    from timer where district = ${district} and fired_at is null and tries > 0 order by due_at limit ${SHOWN}`.execute(db)
  const dead = await jobs.dead(db, district, SHOWN)
  return [...timers, ...reactions, ...dead.map((job) => ({ what: 'job', ref: job.id, name: job.job, failure: job.failure, tries: job.tries, first_at: job.made_at, last_at: job.died_at, next_at: null, behind: 0 }))]
}

const auditOf = (what: Kind, ref: string, fact: { type: string }) => [{ stream: 'operation', id: nameId('operation', `${what}/${ref}`), facts: [fact] }]

export function operationRoutes(reactions: readonly Reaction[]): Route[] {
  const list = route({
    method: 'GET', path: '/api/operation', name: 'reaction.list', permission: 'reaction.list', title: { zh: '运行情况：失败待办的活', en: 'Operations: work that failed' },
    answer: z.object({ figures: z.looseObject({}), items: z.array(Failed) }),
    run: async ({ actor }, house) => ({ json: { figures: await deliveryFigures(house, actor!.district, house.clock.now(), reactions), items: await failed(house, actor!.district) } }),
  })
  const retry = route({
    method: 'POST', path: '/api/operation/retry', name: 'reaction.retry', permission: 'reaction.retry', title: { zh: '再试一次', en: 'Try again' }, input: Retry, answer: z.object({ again: z.literal(true) }), problems: [workGone],
    example: { what: 'job', ref: '01900000-0000-7000-8000-000000000001' },
    run: async (asked, house) => {
      const { what, ref } = parseInput(Retry, asked.input)
      return await change(asked, house, async (tx, now) => {
        await again(tx, house, asked.actor!.district, what, ref, now)
        return { json: { again: true }, audit: auditOf(what, ref, { type: 'retried', what, ref } as { type: string }) }
      })
    },
  })
  const setAside = route({
    method: 'POST', path: '/api/operation/set-aside', name: 'reaction.set-aside', permission: 'reaction.retry', title: { zh: '撤下不办', en: 'Set aside' }, input: SetAside, answer: z.object({ aside: z.literal(true) }), problems: [workGone],
    example: { what: 'job', ref: '01900000-0000-7000-8000-000000000001', reason: '…' },
    run: async (asked, house) => {
      const { input, kept } = keepTexts(SetAside, parseInput(SetAside, asked.input))
      const { district } = asked.actor!, { what, ref, reason } = input
      return await change(asked, house, async (tx, now) => {
        await aside(tx, house, district, what, ref, now)
        await storeTexts(tx, { district, stream: 'operation', id: nameId('operation', `${what}/${ref}`) }, kept, now)
        return { json: { aside: true }, audit: auditOf(what, ref, { type: 'set-aside', what, ref, reason } as { type: string }) }
      })
    },
  })
  return [list, retry, setAside]
}
