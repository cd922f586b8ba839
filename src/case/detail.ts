// One case whole: its row, texts, photos, timeline, clocks, what may be done and where it would go.
import { dueAt } from '#core/deadline.ts'
import type { Actor, Reach } from '#kernel/actor.ts'
import { covers } from '#kernel/actor.ts'
import { formOf } from '#kernel/form.ts'
import type { House } from '#kernel/house.ts'
import { maskedTexts } from '#kernel/kept.ts'
import { loadStream, type Recorded } from '#kernel/log.ts'
import { atlasOf } from '../directory/atlas.ts'
import { titlesOf } from '../directory/store.ts'
import { shelfOf } from '../pack/store.ts'
import { totalOf } from './clocks/total.ts'
import { commands } from './commands.ts'
import { canHappen } from './life.ts'
import { oneCase } from './list.ts'
import { proposalFor } from './proposal.ts'
import { clockworkOf } from './settings.ts'
import { caseStream } from './stream.ts'
import { clocksOf, timelineOf } from './timeline.ts'
import type { Can, CaseDetail, CaseRow } from './views.ts'
import type { Fact } from './words.ts'
import type { Case } from './state.ts'

/** The verbs of this state that the actor's permission reaches; `blocked` says what is still missing. */
export function canDo(kase: Case, actor: Actor): Can[] {
  return commands.filter((verb) => !verb.system && !verb.makes && canHappen(kase.state, verb.name)).flatMap((verb) => {
    const reach = actor.may.get(verb.permission)
    if (!reach || !covers(reach, caseStream.whereabouts(kase))) return []
    const refused = verb.guard?.(kase, actor)
    return [{ verb: verb.name, title: verb.title, blocked: refused?.body.said ?? null, form: formOf(verb.input) }]
  })
}

/** Who sees a case only because their unit handles it is not told whose report it was: the unit may be the one complained of. */
const withoutReporter = (rows: Recorded<Fact>[], reach: Reach): Recorded<Fact>[] =>
  reach.all || reach.areas.length > 0 ? rows : rows.map((row) => (row.fact.type === 'reported' ? { ...row, actor: HIDDEN } : row))
const HIDDEN = 'hidden'

export async function detailOf(house: House, actor: Actor, reach: Reach, id: string): Promise<CaseDetail | undefined> {
  const { db, memory } = house
  const row = await oneCase(db, actor, reach, id) as CaseRow | undefined
  if (!row) return undefined
  const from = { tx: db, district: actor.district, memory }
  const [recorded, atlas, clockwork, shelf] = await Promise.all([loadStream<Fact>(db, actor.district, 'case', id), atlasOf(from), clockworkOf(from), shelfOf(from)])
  const kase = recorded.reduce((state, r) => caseStream.evolve(state, r.fact, r.at, r.actor), caseStream.start)
  const actors = await titlesOf(db, actor.district, [...new Set(recorded.map((r) => r.actor).filter((a) => a !== null))])
  const ids = recorded.flatMap(({ fact }) => Object.values(fact).filter((v): v is string => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v)))
  const overrides = recorded.flatMap(({ fact }) => (fact.type === 'dispatched' && fact.because.override ? [fact.because.override.reason] : []))
  const texts = await maskedTexts(db, actor.district, [...ids, ...overrides])
  const now = house.clock.now()
  const proposed = kase.state === 'filed' ? await proposalFor({ ...from, now }, kase, id) : undefined
  const unit = proposed && atlas.units.get(proposed.unit)
  const due = proposed && kase.under && dueAt(now, kase.under.limit, clockwork.calendarOf(proposed.unit))
  const clocks = clocksOf(recorded, now, clockwork)
  // A stage that has begun keeps the limit it began with.
  const given = (stage: 'dispatch' | 'check' | 'close') => clocks.find((clock) => clock.stage === stage)?.limit ?? clockwork.limits[stage]
  const text = (of: string | undefined) => (of ? texts.get(of) ?? null : null)
  return {
    ...row,
    text: text(kase.text), title: text(kase.title), occurred_at: kase.occurredAt ?? null,
    // Who may never see it in clear need not know that there is one.
    contact: actor.may.has('case.reveal') ? { name: text(kase.contactName), phone: text(kase.contactPhone) } : { name: null, phone: null }, external: kase.external ?? null,
    under: kase.under ? { condition: { zh: kase.under.conditionZh, en: kase.under.conditionEn }, close: { zh: kase.under.closeZh, en: kase.under.closeEn }, pack: kase.under.pack, title: shelf.pack(kase.under.pack)?.content.title ?? { zh: kase.under.pack, en: kase.under.pack }, version: kase.under.packVersion, evidence: kase.under.evidence } : null,
    before: kase.before, after: kase.after,
    timeline: timelineOf(withoutReporter(recorded, reach), {
      actor: (a) => (a === HIDDEN ? { zh: '上报人', en: 'The reporter' } : a === null ? { zh: '系统', en: 'The system' } : actors.get(a) ?? { zh: '已停用的账号', en: 'A former account' }),
      unit: (u) => atlas.units.get(u) ?? { zh: '已撤销的单位', en: 'a former unit' }, area: (a) => atlas.areas.get(a)?.name ?? '', text,
    }),
    clocks,
    total: kase.filedAt && kase.under ? totalOf({ filedAt: kase.filedAt, endedAt: kase.endedAt, unit: kase.unit ?? proposed?.unit, limits: { dispatch: given('dispatch'), handle: kase.under.limit, check: given('check'), close: given('close') } }, now, clockwork) : null,
    can: canDo(kase, actor),
    proposal: proposed && unit && due ? { unit: unit.id, unit_zh: unit.zh, unit_en: unit.en, because: proposed.because, due: due.at.toISOString(), provisional: due.provisional } : null,
  }
}
