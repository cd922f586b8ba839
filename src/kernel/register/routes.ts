// The register of personal data as a route, and who has looked at personal data how often.
import { sql } from 'kysely'
import { z } from 'zod'
import { route, type Route } from '../route.ts'
import { bases, type RoomRegister } from './register.ts'

const Two = z.object({ zh: z.string(), en: z.string() })
export function registerRoutes(rooms: Readonly<Record<string, RoomRegister>>): Route[] {
  const items = Object.entries(rooms).flatMap(([room, { personal }]) => personal.map(({ basis, ...entry }) => ({ room, ...entry, basis: bases[basis] })))
  return [
    route({
      method: 'GET', path: '/api/register', name: 'register.list', title: { zh: '个人信息目录', en: 'Register of personal data' },
      answer: z.object({ items: z.array(z.object({ room: z.string(), at: z.array(z.string()), what: Two, purpose: Two, basis: Two, sees: Two, keep: Two })) }),
      run: async () => ({ json: { items } }),
    }),
    route({
      method: 'GET', path: '/api/register/reveals', name: 'register.reveals', permission: 'log.list', title: { zh: '谁查看过个人信息', en: 'Who looked at personal data' }, query: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }),
      answer: z.object({ items: z.array(z.object({ account: z.uuid(), title: Two, times: z.int(), things: z.int(), last: z.string() })) }),
      run: async ({ actor, query }, { db, clock }) => {
        const since = new Date(clock.now().getTime() - query.days * 86_400_000)
        const { rows } = await sql<{ account: string; zh: string; en: string; times: number; things: number; last: Date }>`
          select l.actor as account, a.title_zh as zh, a.title_en as en, count(*)::int as times, count(distinct (l.stream, l.id))::int as things, max(l.at) as last
          from log l join account a on a.district = l.district and a.id = l.actor
          where l.district = ${actor!.district} and l.type = 'revealed' and l.at >= ${since} group by l.actor, a.title_zh, a.title_en order by times desc, l.actor limit 200`.execute(db)
        return { json: { items: rows.map(({ zh, en, last, ...row }) => ({ ...row, title: { zh, en }, last: last.toISOString() })) } }
      },
    }),
  ]
}
