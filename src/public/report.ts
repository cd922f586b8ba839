// A report without an account: four fields in, a code out. What was sent twice is taken once.
import { z } from 'zod'
import { sayLimit } from '#core/clock-kind.ts'
import { newId } from '#kernel/clock.ts'
import type { Tx } from '#kernel/db.ts'
import type { House } from '#kernel/house.ts'
import { act } from '#kernel/run.ts'
import { route } from '#kernel/route.ts'
import { handsOf } from '#kernel/write/hands.ts'
import { lend } from '#kernel/write/numbers.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { report } from '../case/report.ts'
import * as wrong from '../case/problems.ts'
import { clockworkOf } from '../case/settings.ts'
import { VOICE_DAYS } from '../case/voice/part.ts'
import { bitsFor, proven, tokenFor } from './challenge.ts'
import { codeHash, codeOf, draftHash, keyOf } from './code.ts'
import { knock, stranger, type Knock } from './door.ts'
import { badPhone, foreignPhoto, noDistrict, placeMissing, proofNeeded, shut, tooManyHere, tooManyPhone } from './problems.ts'
import { codeOfDraft, count, counted, keepCode, sentBy, spend } from './store.ts'
import { challenge, most, PublicReport, stretches } from './words.ts'

type Input = z.output<typeof PublicReport>
const Said = z.object({ zh: z.string(), en: z.string() })
/** What happens next, with the district's own limit. */
async function nextOf(house: House, district: string): Promise<{ zh: string; en: string }> {
  const limit = sayLimit((await clockworkOf({ tx: house.db, district, memory: house.memory })).limits.accept)
  return {
    zh: `值班坐席会在${limit.zh}内看您的反映：属实的派给责任单位，处理完由另外的人到现场核查，然后答复您。用查询码随时可以看到哪一步；办完后${VOICE_DAYS}天内可以评价，不满意可以提出异议。`,
    en: `The officer on duty looks at it within ${limit.en} and sends it to the unit that answers for it. When it is done somebody else checks on the spot, and you are answered. With the code you can see at any time how far it is; within ${VOICE_DAYS} days of the end you can rate it, or dispute it.`,
  }
}

const counts = (key: string) => ({
  calm: { kind: 'report-calm', key, ms: stretches.tenMinutes }, hour: { kind: 'report-hour', key, ms: stretches.hour }, flood: { kind: 'report-calm', key: 'all', ms: stretches.tenMinutes },
  day: { kind: 'report-day', key: 'all', ms: stretches.day }, waits: { kind: 'report-waited', key, ms: stretches.hour },
})
const phoneCount = ({ salt }: Knock, phone: string) => ({ kind: 'report-phone', key: keyOf(salt, 'phone', phone.normalize('NFKC').replace(/\D/g, '').slice(-11)), ms: stretches.day })

/** Before anything is kept: shut doors, then the challenge where there is a flood. Answers how the proof was given. */
async function floods(house: House, who: Knock, input: Input): Promise<'computed' | 'waited' | undefined> {
  const { db } = house, { district, now } = who, of = counts(who.key)
  const [calm, hour, flood, day] = await Promise.all([counted(db, district, of.calm, now), counted(db, district, of.hour, now), counted(db, district, of.flood, now), counted(db, district, of.day, now)])
  if (day >= most.districtDay) throw shut({})
  if (!who.crowd && hour >= most.addressHour) throw tooManyHere({ seconds: 900 })
  if (input.phone && await counted(db, district, phoneCount(who, input.phone), now) >= most.phoneDay) throw tooManyPhone({ most: most.phoneDay }, [{ path: 'phone', said: tooManyPhone({ most: most.phoneDay }).body.said }])
  if (flood < most.districtCalm && (who.crowd || calm < most.addressCalm)) return undefined
  const how = input.proof && proven(who.salt, who.key, input.proof, now)
  if (how === 'computed' || (how === 'waited' && await counted(db, district, of.waits, now) < challenge.waitsHour)) return how
  const bits = bitsFor(flood)
  throw proofNeeded({ token: tokenFor(who.salt, who.key, bits, now), bits, wait: challenge.waitMs / 1000 })
}

async function make(house: House, tx: Tx, who: Knock, input: Input, how: 'computed' | 'waited' | undefined, numbers: ReturnType<typeof lend>): Promise<{ code: string; number: string }> {
  const { district, salt, key, now } = who, of = counts(key)
  const draft = draftHash(salt, input.draft)
  if (how && !(await spend(tx, district, keyOf(salt, 'token', input.proof!.token), now))) throw proofNeeded({ token: tokenFor(salt, key, challenge.bits, now), bits: challenge.bits, wait: challenge.waitMs / 1000 })
  const done = await act(tx, { verb: report, input: {
    source: 'citizen', text: input.text, ...(input.point ? { point: input.point } : {}), ...(input.placeText?.trim() ? { placeText: input.placeText } : {}), ...(input.photos?.length ? { photos: input.photos } : {}), ...(input.phone ? { contactPhone: input.phone } : {}),
  } }, { actor: stranger(district), now, memory: house.memory, command: newId(now.getTime()) }, numbers)
  const number = String(done.answer.number)
  // Two drafts in a million millions share a code; the second takes its next one.
  for (let nth = 0; ; nth++) {
    const code = codeOf(salt, input.draft, nth)
    if (await keepCode(tx, { district, code_hash: await codeHash(salt, code), draft_hash: draft, nth, case_id: done.id, made_at: now })) {
      for (const one of [of.flood, of.calm, of.hour, of.day, ...(how === 'waited' ? [of.waits] : []), ...(input.phone ? [phoneCount(who, input.phone)] : [])]) await count(tx, district, one, now)
      return { code, number }
    }
  }
}

export const reportRoute = route({
  method: 'POST', path: '/api/public/report', name: 'public.report', access: 'anyone', keyed: false, creates: true, title: { zh: '不登录反映问题', en: 'Report without an account' }, input: PublicReport,
  answer: z.object({ code: z.string(), number: z.string(), next: Said }), problems: [noDistrict, placeMissing, badPhone, foreignPhoto, proofNeeded, tooManyHere, tooManyPhone, shut, wrong.outsideDistrict],
  example: { draft: '01936f2e-8a4b-4c31-9d55-2f6e8b1a7c04', text: '路口垃圾桶满了，袋子堆到了人行道上。', placeText: '学前街与望河路口' },
  run: async (asked, house) => {
    const input = parseInput(PublicReport, asked.input)
    input.draft = input.draft.toLowerCase()
    const who = await knock(house, asked, input.district), { district, salt } = who
    const again = async () => {
      const had = await codeOfDraft(house.db, district, draftHash(salt, input.draft))
      return had && { status: 201, json: { code: codeOf(salt, input.draft, had.nth), number: had.number, next: await nextOf(house, district) } }
    }
    const before = await again()
    if (before) return before
    if (!input.point && !input.placeText?.trim()) throw placeMissing({}, [{ path: 'placeText', said: placeMissing.example().said }])
    if (input.phone !== undefined && !/^\+?[\d\s()-]{5,28}$/.test(input.phone.normalize('NFKC').trim())) throw badPhone({}, [{ path: 'phone', said: badPhone.example().said }])
    const mine = await sentBy(house.db, district, input.draft, input.photos ?? [])
    if ((input.photos ?? []).some((sha) => !mine.has(sha))) throw foreignPhoto({}, [{ path: 'photos', said: foreignPhoto.example().said }])
    const how = await floods(house, who, input)
    const numbers = lend(handsOf(house.db).numbers)
    try {
      const made = await house.db.transaction().execute((tx) => make(house, tx, who, input, how, numbers))
      house.events.poke(district)
      return { status: 201, json: { ...made, next: await nextOf(house, district) } }
    } catch (error) {
      numbers.undo()
      // The same sending, arrived twice at once: the other one's answer is the answer.
      const twice = (error as { code?: string }).code === '23505' ? await again() : undefined
      if (twice) return twice
      throw error
    }
  },
})
