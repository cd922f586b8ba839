// Puts an order in: looked through at once, so that nothing waits that could not be done; used by routes, and by verbs that say so.
import type { z } from 'zod'
import { notAllowed, type Actor } from '../actor.ts'
import { change, type Changed } from '../change.ts'
import type { House } from '../house.ts'
import type { Answer, Asked } from '../route.ts'
import type { Tx } from '../db.ts'
import type { TwoPerson } from './order.ts'
import { putIn } from './store.ts'

/** Inside a change that is already open (making an account whose roles wait). */
export async function proposeIn<I extends z.ZodObject>(tx: Tx, house: House, actor: Actor, order: TwoPerson<I>, input: z.output<I>, reason: string, now: Date): Promise<{ pending: string; expiresAt: string }> {
  if (!order.ask.some((permission) => actor.may.has(permission))) throw notAllowed({ permission: order.ask[0]! })
  await order.foresee({ tx, house, district: actor.district, actor, now }, input)
  const { id, expiresAt } = await putIn(tx, actor.district, { kind: order.kind, input, reason, concerns: order.concerns?.(input), by: actor.account! }, now)
  return { pending: id, expiresAt: expiresAt.toISOString() }
}

/** As a route of its own: answers 202 with the number of what waits. */
export async function propose<I extends z.ZodObject>(asked: Asked, house: House, order: TwoPerson<I>, input: z.output<I>, reason: string): Promise<Answer> {
  return await change(asked, house, async (tx, now): Promise<Changed> => ({ status: 202, json: await proposeIn(tx, house, asked.actor!, order, input, reason, now), audit: [] }))
}
