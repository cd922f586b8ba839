// Every row of the life, walked from every state it starts from, by the accounts whose work it is and by the clock; what was walked is read from the log and held against the table.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { json } from '#kernel/db.ts'
import { behind, canHappen, states, stepNames, steps, verbsIn, type State, type Step } from '../../src/case/life.ts'
import { factsOf } from '../../src/case/clocks/store.ts'
import { drawDue } from '../../src/case/recheck/round.ts'
import { caseStream } from '../../src/case/stream.ts'
import type { Fact } from '../../src/case/words.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { EAST, litter, put, raw } from './steps.ts'

type Who = 'clerk' | 'liaison' | 'unit-head' | 'handler' | 'liaison.urban' | 'inspector' | 'grid' | 'leader'
const people: readonly Who[] = ['clerk', 'liaison', 'unit-head', 'handler', 'liaison.urban', 'inspector', 'grid', 'leader']
const slippery = { pack: 'fine-cleaning', category: 'road.unclean', condition: 'slippery' }, roaming = { pack: 'fine-cleaning', category: 'litter.roaming', condition: 'seen' }
let world: World, elsewhere: object
let who: Record<Who, Client>
/** Verb and the state it was done from. */
const walked = new Set<string>(), faults: string[] = []
const at = async (text: string) => {
  await world.at(text)
  who = Object.fromEntries(await Promise.all(people.map(async (login) => [login, await world.as(login)]))) as Record<Who, Client>
}
beforeAll(async () => {
  world = await smallDistrict()
  // Long enough to sign for that silence comes before it.
  const hours = (amount: number) => ({ amount, kind: 'urgent_hour' })
  await world.house.db.updateTable('district').set({ settings: json({ stages: { sign: hours(5), joint: hours(1), ...Object.fromEntries(['accept', 'dispatch', 'check', 'close'].map((stage) => [stage, { amount: 2, kind: 'work_hour' }])) } }) }).where('id', '=', world.district).execute()
  await at('2026-11-23T09:30:00+08:00')
  const other = (await who.clerk.get('/api/category?q=单车')).body.items[0]
  elsewhere = { pack: other.pack, category: other.category, condition: other.conditions[0].id }
  const { version } = (await who.clerk.get('/api/calendar')).body
  const week = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [[360, 1320]]]))
  expect((await who.clerk.post('/api/calendar/change', { change: { kind: 'roster', unit: world.units.get('huanfa'), crew: '全天', from: '2026-11-23', week } }, { version })).status).toBe(200)
  const member = await world.house.db.selectFrom('account').select('id').where('login', '=', 'handler').executeTakeFirstOrThrow()
  for (const zh of ['甲班', '乙班']) expect((await who.liaison.post('/api/crew', { unit: world.units.get('huanfa'), zh, en: zh, roster: '全天', members: [member.id], beats: [] })).status).toBe(201)
}, 60_000)
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const stateOf = async (id: string): Promise<State> => (await world.house.db.selectFrom('case_now').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state as State
/** A person's step: offered to them before it, done, and where it leads as the table says. */
async function walk(id: string, login: Who, verb: string, body: object = {}): Promise<void> {
  const seen = (await who[login].get(`/api/case/${id}`)).body, from = seen.state as State, can = seen.can as { verb: string; blocked: unknown }[]
  const strange = can.filter((one) => !verbsIn(from).includes(one.verb as never)).map((one) => one.verb)
  if (strange.length > 0) faults.push(`${login} is offered ${strange.join()} in ${from}`)
  if (!can.some((one) => one.verb === verb && one.blocked === null)) faults.push(`${login} is not offered ${verb} in ${from}`)
  const done = await who[login].post(`/api/case/${id}/${verb}`, body, { version: seen.version })
  expect([verb, from, done.status, done.body.kind ?? '', done.status < 300 ? '' : JSON.stringify(done.body.faults ?? done.body.said)]).toEqual([verb, from, verb === 'void' ? 202 : 200, '', ''])
  if (verb === 'void') expect((await who.leader.post(`/api/approval/${done.body.pending}/approve`)).status).toBe(200)
  const now = await stateOf(id), row = steps[verb as keyof typeof steps] as Step
  if (now !== behind(from, verb) && now !== row.also) faults.push(`${verb} led from ${from} to ${now}`)
  walked.add(`${verb} ${from}`)
}
async function reported(more: object = {}, verb = ''): Promise<string> {
  const made = await who.clerk.post(`/api/case${verb}`, { ...(verb ? {} : { source: 'hotline' }), text: '路口有一堆垃圾', point: EAST, ...more })
  expect([made.status, made.body.kind]).toEqual([201, undefined])
  walked.add(`${verb === '/clip' ? 'clip' : 'report'} nothing`)
  return made.body.id as string
}
const suspension = { reason: 'works', until: '2026-11-27', measure: '已设围挡' }
const straight: readonly [State, Who, string, object | (() => Promise<object>)][] = [
  ['filed', 'clerk', 'file', { condition: litter }], ['dispatched', 'clerk', 'dispatch', {}], ['handling', 'liaison', 'sign-for', {}], ['handled', 'liaison', 'handle', async () => ({ text: '清走了', photos: [await put(who.liaison)] })],
  ['checking', 'inspector', 'check', { passed: true, text: '看过' }], ['closed', 'clerk', 'close', { conditionMet: true }],
]
/** Goes on as far as a state by the straight way. */
async function on(id: string, to: State): Promise<string> {
  if (to === 'verifying') await walk(id, 'clerk', 'ask-verify')
  else if (to === 'rejected') await walk(id, 'clerk', 'reject', { reason: 'unclear', text: '说不清' })
  else if (to === 'voided') await walk(id, 'clerk', 'void', { reason: 'test', text: '测试', orderReason: '测试' })
  else if (to === 'merged') await walk(id, 'clerk', 'merge', { into: await reported(), reason: '同一件' })
  else if (to === 'suspended') { await on(id, 'handling'); await walk(id, 'liaison', 'ask-suspension', suspension); await walk(id, 'clerk', 'suspend') }
  else {
    const from = await stateOf(id), begin = straight.findIndex(([state]) => state === from) + 1, end = straight.findIndex(([state]) => state === to)
    for (const [, login, verb, body] of straight.slice(begin, end + 1)) await walk(id, login, verb, typeof body === 'function' ? await body() : body)
  }
  expect(await stateOf(id)).toBe(to)
  return id
}
const fresh = async (state: State, more: object = {}, verb = '') => { const id = await reported(more, verb); return state === 'reported' ? id : await on(id, state) }
const open = states.filter((state) => canHappen(state, 'void')), withUnit = ['dispatched', 'handling'] as const, together = ['dispatched', 'handling', 'handled', 'checking'] as const
const unit = (code: string) => world.units.get(code)!

test('beside any state: looking, judging a photo, answering, joining, taking in and giving back, voiding', async () => {
  for (const state of states) {
    const id = await fresh(state)
    await walk(id, 'clerk', 'reveal', { reason: '回电话' })
    // The doubt itself is found by a job of its own (evidence.test.ts).
    const sha256 = randomUUID().replaceAll('-', '').repeat(2)
    await world.house.db.insertInto('photo_flag').values({ district: world.district, case_id: id, sha256, flag: 'elsewhere', role: 'before', why: json({ metres: 900 }), found_at: world.house.clock.now() }).execute()
    await walk(id, 'inspector', 'judge-photo', { sha256, flag: 'elsewhere', verdict: 'fine', text: '桥上拍的' })
    if (canHappen(state, 'answer')) await walk(id, 'clerk', 'answer', { text: '正在办理' })
    if (canHappen(state, 'locate')) await walk(id, 'clerk', 'locate', { placeText: '学前街口' })
    if (open.includes(state)) {
      await walk(id, 'clerk', 'join', { source: 'citizen', text: '我也看到了' })
      const other = await reported()
      await walk(other, 'clerk', 'merge', { into: id, reason: '同一件' })
      await walk(other, 'clerk', 'unmerge', { text: '不是同一件' })
      await walk(id, 'clerk', 'void', { reason: 'test', text: '测试', orderReason: '测试' })
    } else if (state !== 'merged') {
      const into = await reported(), other = await reported()
      await walk(other, 'clerk', 'merge', { into, reason: '同一件' })
      await on(into, state)
      await walk(other, 'clerk', 'unmerge', { text: '不是同一件' })
    }
  }
}, 60_000)

test('on the way: verified, merged, recategorised, returned, sent elsewhere, given more time, fixed on the spot', async () => {
  await walk(await fresh('verifying'), 'grid', 'verify', { found: 'exists', text: '在' })
  const photos = [await put(who.grid)], fixed = await who.grid.post('/api/case/fix', { source: 'patrol', text: '两袋', point: EAST, photos, condition: litter, result: '清了', after: [await put(who.grid)] })
  expect(fixed.status).toBe(201)
  walked.add('fix nothing')
  for (const state of ['reported', 'filed', ...withUnit] as const) {
    await walk(await fresh(state), 'clerk', 'recategorise', { condition: slippery })
    await walk(await fresh(state), 'clerk', 'merge', { into: await reported(), reason: '同一件' })
  }
  for (const state of withUnit) {
    const ask = { reason: 'not-mine', text: '不归我们' }, more = { amount: 1, text: '暴雨' }
    for (const decide of ['uphold-return', 'refuse-return']) { const id = await fresh(state); await walk(id, 'liaison', 'ask-return', ask); await walk(id, 'clerk', decide, { text: '知道了' }) }
    const id = await fresh(state)
    await walk(id, 'liaison', 'ask-extension', more); await walk(id, 'unit-head', 'endorse-extension'); await walk(id, 'clerk', 'grant-extension')
    await walk(id, 'liaison', 'ask-extension', more); await walk(id, 'unit-head', 'refuse-extension', { text: '人手够' })
    const moved = await fresh(state)
    await walk(moved, 'clerk', 'recategorise', { condition: elsewhere }); await walk(moved, 'clerk', 'redispatch', { reason: '归别的单位' })
  }
  const held = await fresh('handling')
  await walk(held, 'liaison', 'ask-suspension', suspension); await walk(held, 'clerk', 'refuse-suspension', { text: '先清' })
  await walk(await fresh('suspended'), 'clerk', 'resume')
  const back = await fresh('handled')
  await walk(back, 'inspector', 'check', { passed: false, text: '没清完' }); await walk(back, 'clerk', 'rework', { text: '再清' })
}, 60_000)

test('together: parts, sheets and supervision, answered in each state', async () => {
  for (const state of together) {
    const id = await fresh('dispatched')
    const ask = async () => {
      await walk(id, 'clerk', 'invite', { units: [unit('urban-management'), unit('community-west')], text: '请配合', advice: true })
      await walk(id, 'clerk', 'order', { text: '限期清理' }); await walk(id, 'clerk', 'supervise', { level: '3', text: '今天清完' })
    }
    if (state !== 'handling') await ask()
    if (state !== 'dispatched') await on(id, state)
    if (state === 'handling') await ask()
    await walk(id, 'liaison.urban', 'answer-joint', { answer: 'accept' }); await walk(id, 'liaison.urban', 'finish-joint', { text: '配合了' }); await walk(id, 'clerk', 'excuse-joint', { unit: unit('community-west'), text: '不用' })
    await walk(id, 'clerk', 'note-joint', { units: [unit('urban-management')], text: '商定清理' })
    await walk(id, 'liaison', 'acknowledge-order'); await walk(id, 'liaison', 'acknowledge-supervision'); await walk(id, 'liaison', 'reply-supervision', { text: '清完了' })
  }
}, 60_000)

test('behind the end: rated and disputed with the code, taken up, reopened, appealed, called back', async () => {
  const tell = async () => (await raw(world.url, 'POST', '/api/public/report', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ draft: randomUUID(), text: '垃圾桶满了', point: EAST, phone: '13861234567' }) })).body as { code: string; number: string }
  const say = async (what: string, body: object) => { const done = await raw(world.url, 'POST', `/api/public/${what}`, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }); expect([what, done.status, done.body.kind]).toEqual([what, 200, undefined]) }
  for (const [state, then] of [['closed', 'refuse-dispute'], ['rejected', 'refuse-dispute'], ['rejected', 'take-up'], ['closed', 'reopen']] as const) {
    const { code, number } = await tell(), id = (await who.clerk.get(`/api/case?q=${number}`)).body.items[0].id as string
    await on(id, state)
    await say('rate', { code, score: 2 }); await say('dispute', { code, text: '还在' })
    if (state === 'closed') await walk(id, 'clerk', 'call-back', { reached: true, solved: false })
    await walk(id, 'clerk', then, { text: '又看过', ...(then === 'reopen' ? { cause: 'dispute' } : {}) })
  }
  for (const decide of ['grant-appeal', 'refuse-appeal']) {
    const id = await fresh('closed')
    await walk(id, 'clerk', 'reopen', { cause: 'office', text: '又堆上了' }); await on(id, 'closed'); await walk(id, 'clerk', 'answer', { text: '已清走' })
    await walk(id, 'liaison', 'ask-appeal', { about: 'reopened', reason: 'mistaken', text: '是新的一堆' }); await walk(id, 'unit-head', 'endorse-appeal')
    // Who filed, closed and reopened it does not judge: the case waits for a leader and for nobody else of the office.
    const waits = async (login: Who) => ((await who[login].get('/api/case?mine=true&flag=endorsed&limit=100')).body.items as { id: string }[]).some((row) => row.id === id)
    expect([await waits('leader'), await waits('clerk'), await waits('unit-head')]).toEqual([true, false, false])
    await walk(id, 'leader', decide, { text: '查过记录' })
  }
}, 60_000)

test('litter: the crew takes it, passes it on, or is called by the clock, from both states; reopened it is called anew', async () => {
  const lying = async (signed: boolean) => { const id = await reported(); await walk(id, 'clerk', 'file', { condition: roaming }); if (await stateOf(id) === 'filed') await walk(id, 'clerk', 'dispatch', { unit: unit('huanfa'), reason: '归环发' }); if (signed) await walk(id, 'liaison', 'sign-for'); return id }
  for (const signed of [false, true]) {
    await walk(await lying(signed), 'handler', 'pass', { text: '车坏了' })
    const id = await lying(signed)
    await walk(id, 'handler', 'take')
    await lying(signed)
  }
  const again = await lying(false)
  await walk(again, 'handler', 'take'); await on(again, 'closed'); await walk(again, 'clerk', 'reopen', { cause: 'office', text: '又有了' })
  await walk(again, 'handler', 'take')
  await at('2026-11-23T09:45:00+08:00')
})

test('by the clock: silence, parts and replies run out, the media waits, clocks warn and run out, the calendar moves them, the suspended goes on', async () => {
  const soon = { amount: 1, kind: 'urgent_hour' }, part = async (id: string) => {
    await walk(id, 'clerk', 'invite', { units: [unit('urban-management')], text: '请配合', advice: true, limit: soon }); await walk(id, 'clerk', 'supervise', { level: '3', text: '今天清完', reply: soon })
  }
  for (const state of [...together, 'suspended'] as const) { const id = await fresh('dispatched'); await part(id); if (state !== 'dispatched') await on(id, state) }
  for (const state of [...open, 'closed'] as const) await fresh(state, { outlet: '本地晚报', replyBy: '2026-11-23T12:00:00+08:00' }, '/clip')
  await at('2026-11-23T12:30:00+08:00')
  await at('2026-11-23T17:20:00+08:00')
  for (const state of open) if (state !== 'suspended') await fresh(state)
  const { version } = (await who.clerk.get('/api/calendar')).body
  expect((await who.clerk.post('/api/calendar/change', { change: { kind: 'hours', from: '2026-11-24', hours: [[600, 720], [810, 1050]], week: [1, 2, 3, 4, 5], shifts: [[360, 1320]], holidays: true } }, { version })).status).toBe(200)
  await at('2026-11-23T17:20:30+08:00'); await at('2026-11-23T17:20:40+08:00')
  for (const text of ['2026-11-24T18:00:00+08:00', '2026-11-26T18:00:00+08:00', '2026-11-27T00:00:01+08:00']) await at(text)
}, 90_000)

test('a blind re-check by whom the draw named; what it fails the office leaves closed', async () => {
  await drawDue(world.house.db, world.district, world.house.clock.now())
  await fresh('closed')
  await at('2026-11-28T00:10:00+08:00')
  await drawDue(world.house.db, world.district, world.house.clock.now())
  const drawn = await world.house.db.selectFrom('recheck').innerJoin('account', 'account.id', 'recheck.checker').select(['case_id', 'login']).where('found', 'is', null).execute()
  const mine = drawn.find((row) => people.includes(row.login as Who))!
  await walk(mine.case_id, mine.login as Who, 'recheck', { found: 'not-done', text: '还在', photos: [await put(who[mine.login as Who])] })
  await walk(mine.case_id, 'clerk', 'keep-closed', { text: '新的一堆' })
})

/** What the clock, a step beside and whoever reported it leave in the log. */
const verbOf = (fact: Fact): string | undefined => {
  switch (fact.type) {
    case 'lapsed': return 'lapse'
    case 'warned': return 'warn'
    case 'recomputed': return 'recompute'
    case 'signed-for': return fact.auto ? 'auto-sign' : undefined
    case 'joint-agreed': return fact.silent ? 'consent-by-time' : undefined
    case 'joint-lapsed': return 'lapse-joint'
    case 'supervision-lapsed': return 'supervise-by-time'
    case 'crew-passed': return fact.why === 'time' ? 'call-next' : undefined
    case 'resumed': return fact.auto ? 'auto-resume' : undefined
    case 'reply-near': case 'reply-overdue': return 'warn-reply'
    case 'took-in': return 'take-in'
    case 'gave-back': return 'give-back'
    case 'rated': return 'rate'
    case 'disputed': return 'dispute'
    default: return undefined
  }
}
test('nothing of the table was left out, nothing was offered or led elsewhere than it says', async () => {
  const { db } = world.house, ids = (await db.selectFrom('case_now').select('id').where('district', '=', world.district).execute()).map((row) => row.id)
  for (const rows of (await factsOf(db, world.district, ids)).values()) {
    let kase = caseStream.start
    for (const { fact, at: when, actor } of rows) {
      const before = kase.state, verb = verbOf(fact)
      kase = caseStream.evolve(kase, fact, when, actor)
      if (!verb) continue
      // Signed for by time, the lapse of that very bell stands in the same command; nothing else may change the state beside the table.
      if (kase.state !== behind(before, verb)) faults.push(`${verb} led from ${before} to ${kase.state}`)
      walked.add(`${verb} ${before}`)
    }
  }
  expect(faults).toEqual([])
  const table = stepNames.flatMap((verb) => { const { from } = steps[verb] as Step; return from === 'nothing' ? [`${verb} nothing`] : from.map((state) => `${verb} ${state}`) })
  expect(table.filter((pair) => !walked.has(pair))).toEqual([])
  // And every way that was walked stands in it.
  expect([...walked].filter((pair) => !table.includes(pair))).toEqual([])
})
