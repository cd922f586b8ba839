// One case whole: its row, texts, photos, timeline, clocks, what may be done and where it would go.
import { z } from 'zod'
import { dueAt } from '#core/deadline.ts'
import type { Actor, Reach } from '#kernel/actor.ts'
import { covers } from '#kernel/actor.ts'
import { formOf } from '#kernel/form.ts'
import type { House } from '#kernel/house.ts'
import type { Recorded } from '#kernel/log.ts'
import type { Verb } from '#kernel/verb.ts'
import { recordedOf } from '#kernel/write/streams.ts'
import { atlasOf } from '../directory/atlas.ts'
import { titlesIn } from '../directory/store.ts'
import { answersOf } from '../pack/answer/store.ts'
import { shelfOf } from '../pack/store.ts'
import { totalOf } from './clocks/total.ts'
import { commands } from './commands.ts'
import { canHappen, stepOf, type State } from './life.ts'
import { maskedTexts, standingOf, wholeCase } from './list.ts'
import { factOf, flagsOf, isPartFact } from './parts.ts'
import { draftFor } from './voice/draft.ts'
import { outcomeOf } from './voice/followed.ts'
import { proposalFor } from './proposal.ts'
import { waitingFor } from './recheck/store.ts'
import { clockworkOf } from './settings.ts'
import { caseStream } from './stream.ts'
import { clocksOf, raisedOf, timelineOf } from './timeline.ts'
import { togetherOf } from './together.ts'
import type { AlsoReported, Can, CaseDetail, CaseRow } from './views.ts'
import type { Fact } from './words.ts'
import type { Case } from './state.ts'

const shown = new Map<string, string>()
/** What takes two people asks for a reason that the second reads. */
const ordered = { orderReason: z.string().min(1).max(300).meta({ title: '提请复核的理由', titleEn: 'Why, for whoever approves', widget: 'textarea' }) }
/** A verb and its form as text, made once: what differs from case to case is only what blocks it. */
function sayVerb(verb: Pick<Verb, 'name' | 'title' | 'input' | 'twoPersons'>): string {
  const had = shown.get(verb.name)
  if (had) return had
  const text = JSON.stringify({ verb: verb.name, title: verb.title, form: formOf(verb.twoPersons ? verb.input.extend(ordered) : verb.input), ...(verb.twoPersons ? { second: true } : {}) } satisfies Omit<Can, 'blocked'>).slice(0, -1)
  shown.set(verb.name, text)
  return text
}

interface Offered { verb: (typeof commands)[number]; /** Not shown while its guard refuses. */ hides: boolean; /** The flags it answers. */ asides: readonly string[] | undefined; /** Units beside the handling one do it too. */ beside: boolean }
const offered = new Map<State, Offered[]>()
/** What people may do in a state as far as the table goes; told once. */
function offeredIn(state: State): readonly Offered[] {
  const had = offered.get(state)
  if (had) return had
  const made = commands.filter((verb) => !verb.system && !verb.makes && canHappen(state, verb.name)).map((verb): Offered => {
    const { aside, awaited, bar } = stepOf(verb.name)!
    return { verb, hides: bar !== undefined || awaited !== undefined || (aside !== undefined && aside !== true), asides: aside === undefined || aside === true ? undefined : [aside].flat(), beside: awaited === 'beside' }
  })
  offered.set(state, made)
  return made
}

/** The verbs of this state that the actor's permission reaches, as JSON text; `blocked` says what is still missing. What answers an ask is there only while there is one. */
export function canDo(kase: Case, actor: Actor, drawn = false): string {
  const flags: readonly string[] = flagsOf(kase)
  // The same for every verb but those that units beside the handling one do too.
  const alone = caseStream.whereabouts(kase, '')
  const all = offeredIn(kase.state).flatMap(({ verb, hides, asides, beside: units }) => {
    // A blind re-check is offered to nobody but whom the draw named: to the others there is none.
    if (verb.name === 'recheck' && !drawn) return []
    const reach = actor.may.get(verb.permission)
    if (!reach || !covers(reach, units ? caseStream.whereabouts(kase, verb.name) : alone)) return []
    const refused = verb.guard?.(kase, actor)
    // What is done only on occasion is not offered before there is one: else every case would show the buttons of every side process, all shut.
    if (refused && hides) return []
    // Answers nothing that is asked just now: possible, but not what comes next.
    const beside = asides !== undefined && !asides.some((flag) => flags.includes(flag))
    return [`${sayVerb(verb)}${beside ? ',"beside":true' : ''},"blocked":${refused ? JSON.stringify(refused.body.said) : 'null'}}`]
  })
  return `[${all.join(',')}]`
}

/** Who sees a case only because their unit handles it is not told whose report it was: the unit may be the one complained of. */
const withoutReporter = (rows: Recorded<Fact>[], reach: Reach): Recorded<Fact>[] =>
  reach.all || reach.areas.length > 0 ? rows : rows.map((row) => (row.fact.type === 'reported' || row.fact.type === 'joined' ? { ...row, actor: HIDDEN }
    : isPartFact(row.fact) && factOf(row.fact).ofReporter ? { ...row, fact: wordless(row.fact) } : row))
const HIDDEN = 'hidden'
/** Nor what was said of the report's photos: where and when they were taken would lead to the reporter. */
const withoutDoubts = (rows: Recorded<Fact>[], before: readonly string[], reach: Reach): Recorded<Fact>[] =>
  reach.all || reach.areas.length > 0 ? rows : rows.filter(({ fact }) => fact.type !== 'photo-judged' || !before.includes(fact.sha256))

/** Everybody else who reported it. The words of a case that was merged in stand with that case. */
async function alsoOf(db: House['db'], actor: Actor, kase: Case, texts: ReadonlyMap<string, string>): Promise<AlsoReported[]> {
  const all = kase.one?.also ?? []
  if (all.length === 0) return []
  const clear = actor.may.has('case.reveal')
  const far = await maskedTexts(db, actor.district, all.flatMap((each) => [each.text, ...(clear ? [each.contactName, each.contactPhone] : [])]).filter((id) => id !== undefined && !texts.has(id)) as string[])
  const text = (id: string | undefined) => (id === undefined ? null : texts.get(id) ?? far.get(id) ?? null)
  return all.map((each) => ({
    source: each.source, at: each.at, id: each.case?.id ?? null, number: each.case?.number ?? null, external: each.external ?? null, text: text(each.text), photos: each.photos,
    contact: clear ? { name: text(each.contactName), phone: text(each.contactPhone) } : null,
  }))
}

/** What was said by or about whoever reported it may give them away. */
const wordless = (fact: Fact): Fact => ({ ...fact, text: undefined } as unknown as Fact)
/** What came from outside was done by nobody of the house. */
const fromOutside = (rows: Recorded<Fact>[]): Recorded<Fact>[] => rows.map((row) => (row.actor === null && (row.fact.type === 'reported' || row.fact.type === 'rated' || row.fact.type === 'disputed') ? { ...row, actor: HIDDEN } : row))

/** As JSON text with its version: the row as the database wrote it, and behind it what its facts say. */
export async function detailOf(house: House, actor: Actor, reach: Reach, id: string): Promise<{ version: number; text: string } | undefined> {
  const { db, memory } = house
  const from = { tx: db, district: actor.district, memory }
  const [found, atlas, clockwork, shelf] = await Promise.all([wholeCase(db, memory, actor, reach, id), atlasOf(from), clockworkOf(from), shelfOf(from)])
  if (!found) return undefined
  const recorded = recordedOf<Fact>(found.log)
  const titles = await titlesIn(from, recorded.flatMap((row) => row.actor ?? []))
  const kase = recorded.reduce((state, r) => caseStream.evolve(state, r.fact, r.at, r.actor), caseStream.start)
  const texts = found.texts
  const now = house.clock.now()
  const proposed = kase.state === 'filed' || kase.again ? await proposalFor({ ...from, now }, kase, id) : undefined
  const drawn = canHappen(kase.state, 'recheck') && actor.may.has('case.recheck') && (await waitingFor(db, actor.district, actor.account!)).some((row) => row.case_id === id)
  const unit = proposed && atlas.units.get(proposed.unit)
  // For whoever may answer.
  const answers = actor.may.has('case.answer') && canHappen(kase.state, 'answer') ? await answersOf(from) : undefined
  const begins = kase.tenMinutes && !kase.returning?.upheld ? new Date(kase.tenMinutes.sighted.at) : now
  const due = proposed && kase.under && (kase.again && !kase.again.anew ? { at: new Date(kase.handle!.due), provisional: kase.handle!.provisional } : dueAt(begins, kase.under.limit, clockwork.calendarOf(proposed.unit)))
  const into = kase.one?.into, target = into && await standingOf(db, actor, reach, into.id)
  const clocks = clocksOf(recorded, now, clockwork)
  // A stage that has begun keeps the limit it began with.
  const given = (stage: 'dispatch' | 'check' | 'close') => clocks.find((clock) => clock.stage === stage)?.limit ?? clockwork.limits[stage]
  const text = (of: string | undefined) => (of ? texts.get(of) ?? null : null)
  const behind: Omit<CaseDetail, keyof CaseRow | 'can'> = {
    text: text(kase.text), title: text(kase.title), occurred_at: kase.occurredAt ?? null,
    // Who may never see it in clear need not know that there is one.
    contact: actor.may.has('case.reveal') ? { name: text(kase.contactName), phone: text(kase.contactPhone) } : { name: null, phone: null }, external: kase.external ?? null,
    under: kase.under ? { condition: { zh: kase.under.conditionZh, en: kase.under.conditionEn }, close: { zh: kase.under.closeZh, en: kase.under.closeEn }, pack: kase.under.pack, title: shelf.pack(kase.under.pack)?.content.title ?? { zh: kase.under.pack, en: kase.under.pack }, version: kase.under.packVersion, evidence: kase.under.evidence } : null,
    resumes_on: canHappen(kase.state, 'auto-resume') ? kase.suspension?.held?.until ?? null : null,
    ...(kase.judged && (reach.all || reach.areas.length > 0) ? { judged: kase.judged } : {}),
    before: kase.before, after: kase.after, also: await alsoOf(db, actor, kase, texts), into: into && target ? { ...into, ...target } : null,
    answer_draft: answers ? draftFor(answers, kase, { outcome: outcomeOf(kase, recorded), place: text(kase.placeText) ?? atlas.areas.get(kase.area ?? '')?.name ?? '', day: kase.handledAt ?? now }) : null,
    outlet: text(kase.voice?.clip?.outlet), reply_by: kase.voice?.clip?.replyBy ?? null,
    timeline: timelineOf(withoutReporter(fromOutside(withoutDoubts(recorded, kase.before, reach)), reach), {
      actor: (a) => (a === HIDDEN ? { zh: '上报人', en: 'The reporter' } : a === null ? { zh: '系统', en: 'The system' } : titles.get(a) ?? { zh: '已停用的账号', en: 'A former account' }),
      unit: (u) => atlas.units.get(u) ?? { zh: '已撤销的单位', en: 'a former unit' }, area: (a) => atlas.areas.get(a)?.name ?? '', text,
    }),
    raised: raisedOf(recorded, flagsOf(kase)),
    together: togetherOf(kase, { unit: (u) => atlas.units.get(u) ?? { zh: '已撤销的单位', en: 'a former unit' }, text }),
    clocks,
    total: kase.filedAt && kase.under ? totalOf({ filedAt: kase.filedAt, endedAt: kase.endedAt, unit: kase.unit ?? proposed?.unit, limits: { dispatch: given('dispatch'), handle: kase.under.limit, check: given('check'), close: given('close') }, extended: (kase.handle ?? kase.suspension?.held?.clock)?.extended, held: kase.suspension?.held }, now, clockwork) : null,
    proposal: proposed && unit && due ? { unit: unit.id, unit_zh: unit.zh, unit_en: unit.en, because: proposed.because, due: due.at.toISOString(), provisional: due.provisional } : null,
  }
  return { version: recorded.at(-1)!.version, text: `${found.row.slice(0, -1)},${JSON.stringify(behind).slice(1, -1)},"can":${canDo(kase, actor, drawn)}}` }
}
