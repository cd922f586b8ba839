// The office's side of reporters over HTTP: whom to call back, how they judged, and answers by outside number as a sheet.
import { sayMoment } from '#core/day.ts'
import { z } from 'zod'
import { problem } from '#core/problem.ts'
import { reachOf } from '#kernel/actor.ts'
import { change } from '#kernel/change.ts'
import { nameId } from '#kernel/log.ts'
import { route } from '#kernel/route.ts'
import { readCursor, writeCursor } from '#kernel/scope.ts'
import { asFile, writeSheets } from '#kernel/sheet/write.ts'
import { wrongInput } from '#kernel/wrong-input.ts'
import { badCursor } from '../list.ts'
import { stateNames, type State } from '../words.ts'
import { answeredSources } from './part.ts'
import { answerLines, toCall, voiceFigures } from './store.ts'

const DAY_MS = 86_400_000
const callList = route({
  method: 'GET', path: '/api/case/call-back', name: 'case.to-call', permission: 'case.call-back', title: { zh: '待回访', en: 'Whom to call back' }, problems: [badCursor],
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(7), limit: z.coerce.number().int().min(1).max(100).default(30), after: z.string().max(300).optional() }),
  answer: z.object({ items: z.array(z.object({ id: z.uuid(), number: z.string(), ended_at: z.string() }).loose()), next: z.string().nullable() }),
  run: async ({ actor, query }, { db, clock }) => {
    const after = query.after ? readCursor(query.after) : undefined
    if (query.after && !after) throw badCursor({})
    const rows = await toCall(db, actor!, reachOf(actor!, 'case.call-back'), new Date(clock.now().getTime() - query.days * DAY_MS), query.limit + 1, after)
    const page = rows.slice(0, query.limit), last = page.at(-1)
    return { json: { items: page.map(({ cursor: _cursor, ...row }) => row), next: rows.length > query.limit && last ? writeCursor(last.cursor, last.id) : null } }
  },
})

const day = z.iso.date()
/** The beginning of a day in China. */
const begin = (text: string) => new Date(`${text}T00:00:00+08:00`)
const LONGEST_DAYS = 400
/** From a day to a day, both within. */
function stretch({ from, to }: { from: string; to: string }): { from: Date; to: Date } {
  const a = begin(from), b = new Date(begin(to).getTime() + DAY_MS)
  const wrong = (zh: string, en: string) => wrongInput({}, [{ path: 'to', said: { zh, en } }])
  if (b.getTime() <= a.getTime()) throw wrong('结束日期要不早于开始日期。', 'The last day must not lie before the first.')
  if (b.getTime() - a.getTime() > LONGEST_DAYS * DAY_MS) throw wrong(`最多${LONGEST_DAYS}天。`, `At most ${LONGEST_DAYS} days.`)
  return { from: a, to: b }
}
const share = (n: number, of: number): number | null => (of === 0 ? null : Math.round((n / of) * 10_000) / 10_000)
const figures = route({
  method: 'GET', path: '/api/case/voice', name: 'case.voice', permission: 'case.list', title: { zh: '反映人怎么说', en: 'What those who reported say' }, query: z.strictObject({ from: day, to: day }),
  answer: z.object({ ended: z.int(), from_people: z.int(), answered: z.int(), called: z.int(), reached: z.int(), solved: z.int(), satisfied: z.int(), rated: z.int(), disputed: z.int(), shares: z.object({ answered: z.number().nullable(), contacted: z.number().nullable(), solved: z.number().nullable(), satisfied: z.number().nullable() }), score: z.number().nullable() }),
  run: async ({ actor, query }, { db }) => {
    const { from, to } = stretch(query)
    const { score_sum, ...found } = await voiceFigures(db, actor!, reachOf(actor!, 'case.list'), from, to, answeredSources)
    // 联系率 of those called, 解决率 and 满意率 of those reached: each names what it is a share of.
    return { json: { ...found, shares: { answered: share(found.answered, found.from_people), contacted: share(found.reached, found.called), solved: share(found.solved, found.reached), satisfied: share(found.satisfied, found.reached) }, score: found.rated === 0 ? null : Math.round((score_sum / found.rated) * 100) / 100 } }
  },
})

const MOST = 20_000
export const tooManyAnswers = problem<{ most: number }>('case.too-many-answers', 422, ({ most }) => ({ zh: `一次最多导出${most}条。请缩短日期范围。`, en: `At most ${most} lines at a time. Choose fewer days.` }))
const when = (at: Date | null) => at && sayMoment(at)
const answersOut = route({
  method: 'GET', path: '/api/case/answers.xlsx', name: 'case.export-answers', permission: 'case.export-answers', limit: 'exports', title: { zh: '按外部编号导出答复', en: 'Answers by outside number' }, problems: [tooManyAnswers],
  query: z.strictObject({ system: z.string().regex(/^[\w-]{1,40}$/).default('hotline'), from: day, to: day }),
  run: async (asked, house) => {
    const actor = asked.actor!, { system } = asked.query, { from, to } = stretch(asked.query)
    let bytes = new Uint8Array()
    // Read and written down in one: an export that is not in the log has not been given out.
    await change(asked, house, async (tx) => {
      const lines = await answerLines(tx, actor, reachOf(actor, 'case.export-answers'), { system, from, to }, MOST + 1)
      if (lines.length > MOST) throw tooManyAnswers({ most: MOST })
      bytes = await writeSheets([{ name: '答复', head: ['工单号', '案号', '状态', '上报时间', '办结时间', '答复时间', '答复内容'], widths: [22, 16, 12, 18, 18, 18, 80], sticky: 1,
        rows: lines.map((line) => [line.number, line.case_number, stateNames[line.state as State].zh, when(line.reported_at), when(line.ended_at), when(line.answered_at), line.text]) }])
      return { json: {}, audit: [{ stream: 'case-export', id: nameId('case-export', system), facts: [{ type: 'exported', system, from: asked.query.from, to: asked.query.to, lines: lines.length } as { type: string }] }] }
    })
    return asFile('answers.xlsx', bytes)
  },
})
export const voiceRoutes = [callList, figures, answersOut]
