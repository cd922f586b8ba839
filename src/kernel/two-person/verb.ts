// A verb that takes two people (`twoPersons: true`): its route puts an order in, and the approval runs the verb as its first person under the state of then.
import { sql } from 'kysely'
import { z } from 'zod'
import { newId } from '../clock.ts'
import { cleanText } from '#core/text.ts'
import { route, type Route } from '../route.ts'
import { act, notFound } from '../run.ts'
import { parseInput } from '../wrong-input.ts'
import { propose } from './propose.ts'
import { loadStream } from '../log.ts'
import type { Verb } from '../verb.ts'
import { twoPerson, type Matter, type TwoPerson } from './order.ts'

/** Order kind `case.void`: id and input of the verb. Who holds `<permission>-second` approves. */
export function twoPersonOfVerb(verb: Verb): TwoPerson {
  const run = async ({ tx, house, district, actor, now }: Matter, { id, input }: { id: string; input: unknown }) => {
    const past = await loadStream<{ type: string }>(tx, district, verb.stream.name, id)
    const last = past.at(-1)
    if (!last) throw notFound({ noun: verb.stream.name })
    return { done: await act(tx, { verb, id, input, expected: last.version }, { actor, now, command: newId(now.getTime()), memory: house.memory }) }
  }
  return twoPerson({
    kind: `${verb.stream.name}.${verb.name}`, title: verb.title, input: z.strictObject({ id: z.uuid(), input: verb.input }), ask: [verb.permission], approve: [`${verb.permission}-second`], problems: verb.problems,
    // Foresight runs the verb itself; its transaction is one that is taken back, or a savepoint of the order's.
    async foresee(matter, input) {
      const { recorded } = await probe(matter.tx, async () => (await run(matter, input as { id: string; input: unknown })).done)
      const said = (type: string) => verb.stream.says[type] ?? { zh: type, en: type }
      return recorded.map((row) => ({ zh: `将记入：${said(row.fact.type).zh}（第${row.version}版）`, en: `Will be written: ${said(row.fact.type).en} (version ${row.version})` }))
    },
    async carryOut(matter, input) {
      const { done } = await run(matter, input as { id: string; input: unknown })
      return { audit: [], outcome: done.answer }
    },
  })
}

/** Runs work and takes it back, inside a transaction that goes on. */
async function probe<T>(tx: Matter['tx'], work: () => Promise<T>): Promise<T> {
  await sql`savepoint foresight`.execute(tx)
  try { return await work() } finally { await sql`rollback to savepoint foresight`.execute(tx) }
}

/** The route of such a verb: the verb's own input, and why; answers 202 with the order. */
export function routeOfTwoPersonVerb(verb: Verb): { route: Route; order: TwoPerson } {
  const order = twoPersonOfVerb(verb)
  const input = verb.input.extend({ orderReason: z.string().trim().min(1).max(300) })
  return { order, route: route({
    method: 'POST', path: `/api/${verb.stream.name}/{id}/${verb.name}`, name: `${verb.stream.name}.${verb.name}`, title: verb.title, permission: verb.permission, input,
    answer: z.object({ pending: z.uuid(), expiresAt: z.string() }), problems: [notFound, ...verb.problems],
    run: async (asked, house) => {
      const { orderReason, ...rest } = parseInput(input, asked.input) as Record<string, unknown> & { orderReason: string }
      return await propose(asked, house, order, { id: asked.params.id, input: rest } as never, cleanText(orderReason, 300))
    },
  }) }
}
