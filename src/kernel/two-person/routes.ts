// What waits for a second person: the list, one order with what will happen, approve, refuse, withdraw.
import { z } from 'zod'
import type { Said } from '#core/problem.ts'
import type { Actor } from '../actor.ts'
import { isUniqueViolation, type Tx } from '../db.ts'
import type { House } from '../house.ts'
import { claim, settle } from '../idempotency.ts'
import { record } from '../log.ts'
import { route, type Answer, type Asked, type Route } from '../route.ts'
import { notFound } from '../run.ts'
import { actorOf } from '../session.ts'
import { parseInput } from '../wrong-input.ts'
import { adminRoles } from '#core/admin.ts'
import { cleanText } from '#core/text.ts'
import { notApprover, notOpen, notYours, otherAdmin, secondNeeded, type TwoPerson } from './order.ts'
import { approvals, ofPerson, personOf, settleOrder, take, type ApprovalRow, type Shown } from './store.ts'

const Item = z.object({ id: z.uuid(), kind: z.string(), title: z.object({ zh: z.string(), en: z.string() }), state: z.string(), orderedAt: z.string(), expiresAt: z.string(), can: z.array(z.string()) }).loose()
const Reason = z.strictObject({ reason: z.string().trim().min(1).max(300) })
const holds = (actor: Actor, any: readonly string[]) => any.some((permission) => actor.may.has(permission))

/** All kinds of orders of all rooms become five routes. */
export function approvalRoutes(orders: readonly TwoPerson[]): Route[] {
  const byKind = new Map(orders.map((order) => [order.kind, order]))
  const problems = [notFound, notOpen, notYours, secondNeeded, otherAdmin, notApprover, ...new Map(orders.flatMap((order) => order.problems ?? []).map((kind) => [kind.kind, kind])).values()]
  // Who reads the log reads what was ordered and settled, too.
  const seen = (actor: Actor) => ({ account: actor.account!, kinds: orders.filter((order) => actor.may.has('log.list') || holds(actor, order.approve)).map((order) => order.kind) })

  /** Why this person may not be the second; undefined when they may. */
  async function against(tx: Tx, actor: Actor, row: ApprovalRow, order: TwoPerson) {
    const needed = order.approveOnly && row.input !== null ? order.approveOnly(row.input as never) : order.approve
    if (!holds(actor, needed)) return notApprover({ permission: needed[0]! })
    const [mine, theirs, about] = [await personOf(tx, actor.district, actor.account!), await personOf(tx, actor.district, row.ordered_by), row.concerns && await personOf(tx, actor.district, row.concerns)]
    if (row.ordered_by === actor.account || mine === theirs || (about && mine === about) || (order.concernsAll && await ofPerson(tx, actor.district, order.concernsAll(row.input as never), mine))) return secondNeeded({})
    const first = await actorOf(tx, actor.district, row.ordered_by)
    if (first && await order.amongAdmins?.(row.input as never, first)) {
      const kinds = adminRoles(actor.roles)
      if (kinds.length === 0 || kinds.some((kind) => adminRoles(first.roles).includes(kind))) return otherAdmin({})
    }
    return undefined
  }
  async function show(house: House, actor: Actor, row: Shown, now: Date) {
    const order = byKind.get(row.kind)
    const open = row.state === 'open' && row.expires_at > now
    const barred = open && order ? await against(house.db as Tx, actor, row, order) : undefined
    return {
      id: row.id, kind: row.kind, title: order?.title ?? { zh: row.kind, en: row.kind }, state: row.state === 'open' && !open ? 'expired' : row.state, reason: row.reason, remark: row.remark,
      by: { zh: row.by_zh, en: row.by_en }, decidedBy: row.decided_zh === null ? null : { zh: row.decided_zh, en: row.decided_en! }, about: row.about_zh === null ? null : { zh: row.about_zh, en: row.about_en!, login: row.about_login! },
      orderedAt: row.ordered_at.toISOString(), expiresAt: row.expires_at.toISOString(), decidedAt: row.decided_at?.toISOString() ?? null,
      can: !open ? [] : row.ordered_by === actor.account ? ['withdraw'] : barred ? [] : ['approve', 'refuse'], why: barred && row.ordered_by !== actor.account ? barred.body.said : null, outcome: row.outcome ?? null,
    }
  }
  const list = route({
    method: 'GET', path: '/api/approval', name: 'approval.list', title: { zh: '待复核', en: 'Pending approvals' },
    query: z.strictObject({ state: z.enum(['open', 'ended']).optional(), after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
    answer: z.object({ items: z.array(Item), next: z.uuid().nullable(), waiting: z.int() }),
    run: async ({ actor, query }, house) => {
      const now = house.clock.now()
      const rows = await approvals(house.db, actor!.district, seen(actor!), { open: query.state === undefined ? undefined : query.state === 'open', after: query.after, limit: query.limit + 1 })
      const items = await Promise.all(rows.slice(0, query.limit).map((row) => show(house, actor!, row, now)))
      return { json: { items, next: rows.length > query.limit ? items.at(-1)!.id : null, waiting: items.filter((item) => item.can.includes('approve')).length } }
    },
  })
  const get = route({
    method: 'GET', path: '/api/approval/{id}', name: 'approval.get', title: { zh: '看一件待复核的事', en: 'One pending approval' }, problems: [notFound],
    answer: Item.extend({ will: z.array(z.object({ zh: z.string(), en: z.string() })), against: z.object({ zh: z.string(), en: z.string() }).nullable() }),
    run: async ({ actor, params }, house) => {
      const now = house.clock.now()
      const [row] = await approvals(house.db, actor!.district, seen(actor!), { open: undefined, after: undefined, limit: 1, id: params.id! })
      if (!row) throw notFound({ noun: 'approval' })
      const item = await show(house, actor!, row, now)
      return { json: { ...item, ...await foreseen(house, row, item.state === 'open', now) } }
    },
  })
  /** What would happen now, without doing it: a transaction that is always taken back. */
  async function foreseen(house: House, row: ApprovalRow & { district?: string }, open: boolean, now: Date): Promise<{ will: Said[]; against: Said | null }> {
    const order = byKind.get(row.kind)
    if (!open || !order || row.input === null) return { will: [], against: null }
    const first = await actorOf(house.db, (row as unknown as { district: string }).district, row.ordered_by)
    if (!first) return { will: [], against: { zh: '提出的人的账号已经停用。', en: 'The account of who ordered it is locked.' } }
    class Back extends Error { readonly will: Said[]; constructor(will: Said[]) { super('back'); this.will = will } }
    try {
      await house.db.transaction().execute(async (tx) => { throw new Back(await order.foresee({ tx, house, district: first.district, actor: first, now }, order.input.parse(row.input) as never)) })
      return { will: [], against: null }
    } catch (error) {
      if (error instanceof Back) return { will: error.will, against: null }
      const body = (error as { body?: { said: Said } }).body
      if (!body) throw error
      return { will: [], against: body.said }
    }
  }
  /** One decision: key, row, rights, effect and record in one transaction. */
  async function decide(asked: Asked, house: House, how: 'approved' | 'refused' | 'withdrawn'): Promise<Answer> {
    const actor = asked.actor!, id = asked.params.id!
    const remark = how === 'refused' ? cleanText(parseInput(Reason, asked.input).reason, 300) : (parseInput(z.strictObject({}), asked.input), undefined)
    for (let tries = 0; ; tries++) {
      try {
        const done = await house.db.transaction().execute(async (tx) => {
          const now = house.clock.now(), who = { district: actor.district, actor: actor.account! }
          const before = asked.key && await claim(tx, who, asked.key, now)
          if (before) return { stored: before, order: undefined }
          const [visible] = await approvals(tx, actor.district, seen(actor), { open: undefined, after: undefined, limit: 1, id })
          const row = visible && await take(tx, actor.district, id)
          const order = row && byKind.get(row.kind)
          if (!row || !order) throw notFound({ noun: 'approval' })
          if (how === 'withdrawn') { if (row.ordered_by !== actor.account) throw notYours({}) }
          else { const barred = await against(tx, actor, row, order); if (barred) throw barred }
          if (row.state !== 'open' || row.expires_at <= now) throw notOpen({ state: row.state === 'open' ? 'expired' : row.state })
          let outcome: Record<string, unknown> | undefined
          if (how === 'approved') {
            const first = await actorOf(tx, actor.district, row.ordered_by)
            // Who has lost the right, or the account, since then orders nothing any more.
            if (!first || !holds(first, order.ask)) throw notApprover({ permission: order.ask[0]! })
            const matter = { tx, house, district: actor.district, actor: first, now }, input = order.input.parse(row.input) as never
            await order.foresee(matter, input)
            const carried = await order.carryOut(matter, input)
            for (const { stream, id: thing, facts } of carried.audit) await record(tx, { district: actor.district, stream, id: thing }, facts.map((fact) => ({ ...fact, approval: id })), { actor: first.account, at: now })
            outcome = carried.outcome
          }
          await settleOrder(tx, actor.district, id, { state: how, by: actor.account, remark, outcome }, now)
          const stored = { status: 200, answer: JSON.stringify({ id, state: how, ...outcome }) }
          if (asked.key) await settle(tx, who, asked.key, stored)
          return { stored, order: how === 'approved' ? order : undefined }
        })
        done.order?.afterwards?.(house)
        return { status: done.stored.status, text: done.stored.answer }
      } catch (error) {
        if (tries < 5 && isUniqueViolation(error) && (error as { constraint?: string }).constraint === 'log_pkey') continue
        throw error
      }
    }
  }
  const Done = z.object({ id: z.uuid(), state: z.string() }).loose()
  const step = (name: string, how: 'approved' | 'refused' | 'withdrawn', title: Said) => route({
    method: 'POST', path: `/api/approval/{id}/${name}`, name: `approval.${name}`, title, input: how === 'refused' ? Reason : z.strictObject({}), answer: Done, problems, example: how === 'refused' ? { reason: '说明不了为什么要这样做' } : {},
    run: (asked, house) => decide(asked, house, how),
  })
  return [list, get, step('approve', 'approved', { zh: '复核同意', en: 'Approve' }), step('refuse', 'refused', { zh: '复核退回', en: 'Refuse' }), step('withdraw', 'withdrawn', { zh: '撤回', en: 'Withdraw' })]
}
