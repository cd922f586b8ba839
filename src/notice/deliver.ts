// Sends what waits: claims under a lease, fills the template, hands it to the channel, marks what came of it.
import type { House } from '#kernel/house.ts'
import { jitter } from '#kernel/clock.ts'
import { NotSent } from '#kernel/outside.ts'
import { unseal } from '#kernel/secret.ts'
import { REPORTER } from '../case/voice/told.ts'
import { stateNames, type State } from '../case/words.ts'
import { claim, BREAK_AFTER, giveBack, markSent, markUnsent, phoneOf, phoneOfReporter, saidOf, waitingChannels, type ChannelRow, type Delivery } from './list.ts'
import type { Message, Target } from './send/message.ts'
import { send } from './send/send.ts'
import { addressOf, templateOf } from './store.ts'
import { fill, type Filled } from './template.ts'
import { nameOf, perMinute } from './words.ts'

export const MAX_TRIES = 8
const AT_ONCE = 8
type Part = Pick<House, 'db' | 'clock' | 'config'>

export const sealedAs = (district: string, id: string): string => `notice ${district} ${id}`
/** Settings and opened secrets of a channel, as the sender wants them. */
export const targetOf = (house: Pick<House, 'config'>, district: string, row: Pick<ChannelRow, 'id' | 'kind' | 'settings' | 'secret'>, timeoutMs?: number): Target => ({
  kind: row.kind, listed: house.config.privateHosts, ...(timeoutMs ? { timeoutMs } : {}),
  fields: { ...row.settings, ...(row.secret ? (JSON.parse(unseal(house.config, sealedAs(district, row.id), row.secret)) as Record<string, string>) : {}) },
})

const when = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
export function valuesOf(lang: 'zh' | 'en', kind: string, said: Record<string, any> | undefined, link: string): Filled {
  const none = lang === 'zh' ? '未定' : 'not set'
  const name = (zh: string | null | undefined, en: string | null | undefined) => (lang === 'en' ? en || zh : zh) || none
  return {
    title: nameOf(kind)[lang], number: said?.number ?? '', category: name(said?.category_zh, said?.category_en), unit: name(said?.unit_zh, said?.unit_en), area: said?.area ?? none,
    state: stateNames[said?.state as State]?.[lang] ?? none, due: said?.due_at ? when.format(said.due_at as Date).replaceAll('/', '-') : none, district: name(said?.district_zh, said?.district_en), link,
  }
}

async function messageOf(house: Part, district: string, one: Delivery, at: Date): Promise<Message> {
  const said = await saidOf(house.db, district, one.stream, one.stream_id)
  const outside = one.receiver.startsWith(`${REPORTER}:`)
  const link = outside ? `${house.config.url}/follow` : one.stream === 'case' ? `${house.config.url}/cases/${one.stream_id}` : house.config.url
  const values = valuesOf(one.lang, one.kind, said, link), template = await templateOf(house.db, district, one.kind, one.lang)
  const [kind, id] = [one.receiver.split(':')[0], one.receiver.slice(one.receiver.indexOf(':') + 1)]
  const to = kind === 'account' ? await phoneOf(house.db, district, id) : kind === 'rule' ? await addressOf(house, district, id) : outside ? await phoneOfReporter(house.db, district, id) : undefined
  if (kind !== 'channel' && !to) throw new NotSent('no-address', { lasting: true })
  return { key: one.id, kind: one.kind, at, to, subject: fill(template.subject, values), text: fill(template.body, values), data: { stream: one.stream, stream_id: one.stream_id, version: one.version, number: said?.number ?? null, category: said?.category ?? null, state: said?.state ?? null, due: (said?.due_at as Date | null | undefined)?.toISOString() ?? null, link } }
}

/** 5, 15, 45 … s, at most half an hour, with a share of chance. */
const restOf = (tries: number): number => Math.min(5_000 * 3 ** (tries - 1), 1_800_000) * jitter()
const breakOf = (failures: number, now: Date): Date | null => (failures < BREAK_AFTER ? null : new Date(now.getTime() + Math.min(30_000 * 2 ** (failures - BREAK_AFTER), 600_000)))

async function deliverOne(house: Part, district: string, channel: ChannelRow, one: Delivery, timeoutMs: number | undefined): Promise<void> {
  try {
    await send(targetOf(house, district, channel, timeoutMs), await messageOf(house, district, one, house.clock.now()))
  } catch (error) {
    const now = house.clock.now()
    if (!(error instanceof NotSent)) { await giveBack(house.db, district, one.id).catch(() => {}); throw error }
    // A try counts when its outcome is known: servers that die with a message in hand use none up.
    const tries = one.tries + 1, over = error.lasting || tries >= MAX_TRIES
    // Too fast: a minute's rest, and no mark against the target.
    const next = over && !error.limited ? null : new Date(now.getTime() + (error.limited ? 60_000 * jitter() : restOf(tries)))
    await markUnsent(house.db, district, channel.id, one.id, now, { kind: error.kind, next, counts: !error.limited && !error.lasting, breakUntil: (failures) => breakOf(failures, now) })
    return
  }
  await markSent(house.db, district, channel.id, one.id, house.clock.now())
}

/** One pass over the channels of a district; answers how many messages were tried. A channel that hangs does not hold up the others. */
export async function deliverDue(house: Part, district: string, onError: (error: unknown, where: string) => void, { timeoutMs, rounds = 50, stopping = () => false }: { timeoutMs?: number; rounds?: number; stopping?: () => boolean } = {}): Promise<number> {
  const channels = await waitingChannels(house.db, district, house.clock.now())
  const counts = await Promise.all(channels.map(async ({ id, kind }) => {
    let tried = 0
    for (let n = 0; n < rounds && !stopping(); n++) {
      const claimed = await claim(house.db, district, id, house.clock.now(), AT_ONCE, perMinute[kind])
      if (!claimed) break
      const done = await Promise.allSettled(claimed.deliveries.map((one) => deliverOne(house, district, claimed.channel, one, timeoutMs)))
      for (const one of done) if (one.status === 'rejected') onError(one.reason, `notice ${id}`)
      tried += claimed.deliveries.length
      if (done.some((one) => one.status === 'rejected')) break
    }
    return tried
  }))
  return counts.reduce((a, b) => a + b, 0)
}
