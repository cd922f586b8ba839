// Following by code: how far it is, rating and disputing. A wrong code tells nothing, takes as long as a right one, and is counted.
import { z } from 'zod'
import { fileDamaged, isSha, publicCopies, showPicture } from '#kernel/files.ts'
import { newId } from '#kernel/clock.ts'
import type { House } from '#kernel/house.ts'
import { writtenTexts } from '#kernel/kept.ts'
import { loadStream } from '#kernel/log.ts'
import { notFound, runVerb } from '#kernel/run.ts'
import { route, type Asked } from '#kernel/route.ts'
import type { Verb } from '#kernel/verb.ts'
import { tooBusy } from '#kernel/turns.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import type { Case } from '../case/state.ts'
import { caseStream } from '../case/stream.ts'
import * as voice from '../case/voice/commands.ts'
import { followed } from '../case/voice/followed.ts'
import type { Fact } from '../case/words.ts'
import { shippedFiles } from '../pack/shipped-files.ts'
import { codeHash } from './code.ts'
import { knock, stranger, type Knock } from './door.ts'
import { locked, noDistrict, noSuchCode } from './problems.ts'
import { caseOfCode, count, lock, lockedUntil } from './store.ts'
import { Code, DisputeByCode, FOLLOW_CODE, most, RateByCode, stretches } from './words.ts'

/** The case behind a code, or the same refusal whatever was wrong. */
async function behind(house: House, asked: Asked, typed: string, code: string | undefined): Promise<{ who: Knock; id: string }> {
  const who = await knock(house, asked, code), { district, salt, key, now } = who
  const until = await lockedUntil(house.db, district, key, now)
  if (until) throw locked({ seconds: Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)) })
  const id = await caseOfCode(house.db, district, await codeHash(salt, typed))
  if (id) return { who, id }
  const wrong = await count(house.db, district, { kind: 'wrong-code', key, ms: stretches.quarter }, now)
  if (wrong >= (who.crowd ? most.wrongCodesOfProxy : most.wrongCodes)) await lock(house.db, district, key, new Date(now.getTime() + stretches.quarter))
  throw noSuchCode({})
}
const codeProblems = [noDistrict, noSuchCode, locked, tooBusy]
const Said = z.object({ zh: z.string(), en: z.string() })
const header = { [FOLLOW_CODE]: { title: { zh: '查询码；只放在请求头里，不进网址。', en: 'The code to follow with; in this header only, never in an address.' }, schema: z.string().max(40) } }
const Query = z.strictObject({ district: z.string().max(40).optional() })

async function livedBy(house: House, district: string, id: string): Promise<{ rows: Awaited<ReturnType<typeof loadStream<Fact>>>; kase: Case }> {
  const rows = await loadStream<Fact>(house.db, district, 'case', id)
  return { rows, kase: rows.reduce((state, row) => caseStream.evolve(state, row.fact, row.at, row.actor), caseStream.start) }
}
/** What was done, as far as a person has made copies for everybody: a photo without one is not shown. */
async function shownOf(house: House, district: string, kase: Case): Promise<string[]> {
  const copies = await publicCopies(house.db, district, kase.after)
  return kase.after.flatMap((sha) => copies.get(sha)?.sha256 ?? [])
}
const follow = route({
  method: 'GET', path: '/api/public/follow', name: 'public.follow', access: 'anyone', title: { zh: '凭查询码看进展', en: 'Follow by code' }, query: Query, headers: header, problems: codeProblems,
  answer: z.object({ number: z.string(), state: z.string(), said: Said, reported_at: z.string(), ended_at: z.string().nullable(), steps: z.array(z.object({ type: z.string(), at: z.string(), said: Said })), answers: z.array(z.object({ at: z.string(), text: z.string() })), photos: z.array(z.string()), rate: z.boolean(), dispute: z.boolean(), until: z.string().nullable(), score: z.int().nullable(), disputed: z.enum(['open', 'refused']).nullable() }),
  run: async (asked, house) => {
    const { who: { district, now }, id } = await behind(house, asked, asked.header(FOLLOW_CODE) ?? '', asked.query.district)
    const { rows, kase } = await livedBy(house, district, id)
    const [texts, { answers }, photos] = await Promise.all([writtenTexts(house.db, district, 'case', id), shippedFiles(), shownOf(house, district, kase)])
    return { json: followed(kase, rows, { texts, answers: answers!, photos, now }) }
  },
})
const photo = route({
  method: 'GET', path: '/api/public/photo/{sha256}', name: 'public.photo', access: 'anyone', title: { zh: '看公开的照片', en: 'See a public photo' }, query: Query, headers: header, problems: [...codeProblems, notFound, fileDamaged],
  run: async (asked, house) => {
    const { who: { district }, id } = await behind(house, asked, asked.header(FOLLOW_CODE) ?? '', asked.query.district), sha = asked.params.sha256!
    const shown = isSha(sha) && (await shownOf(house, district, (await livedBy(house, district, id)).kase)).includes(sha) ? await showPicture(house, district, sha, 'small') : undefined
    if (!shown) throw notFound({ noun: 'file' })
    return { bytes: shown.bytes, mediaType: 'image/jpeg', headers: { 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; sandbox" } }
  },
})

const Done = z.object({ done: z.literal(true) })
async function say(house: House, asked: Asked, verb: Verb, { code, district, ...input }: { code: string; district?: string | undefined; [field: string]: unknown }) {
  const { who, id } = await behind(house, asked, code, district)
  await runVerb(house.db, { verb, id, input }, { actor: stranger(who.district), now: who.now, command: newId(who.now.getTime()), memory: house.memory })
  house.events.poke(who.district)
  return { json: { done: true } }
}
const rate = route({
  method: 'POST', path: '/api/public/rate', name: 'public.rate', access: 'anyone', keyed: false, title: { zh: '评价', en: 'Rate' }, input: RateByCode, answer: Done, problems: [...codeProblems, ...voice.rate.problems], example: { code: 'XXXX-XXXX', score: 5 },
  run: async (asked, house) => await say(house, asked, voice.rate as Verb, parseInput(RateByCode, asked.input)),
})
const dispute = route({
  method: 'POST', path: '/api/public/dispute', name: 'public.dispute', access: 'anyone', keyed: false, title: { zh: '提出异议', en: 'Dispute' }, input: DisputeByCode, answer: Done, problems: [...codeProblems, ...voice.dispute.problems], example: { code: 'XXXX-XXXX', text: '垃圾桶后面还有两袋。' },
  run: async (asked, house) => await say(house, asked, voice.dispute as Verb, parseInput(DisputeByCode, asked.input)),
})
export { Code }
export const followRoutes = [follow, photo, rate, dispute]
