// Finds the unit that answers for a case, and says why: the first row of the responsibility list that fits place, owner and time.
import type { Said } from '#core/problem.ts'
import { sayBackstop, sayMiss, sayRule, type Miss } from './route-said.ts'
import { holdsAt } from './when.ts'
import type { ResponsibilityRule, Title } from './words.ts'

export interface Place { code: string; name: string }
export interface Because {
  /** The row that named the unit, counted from 1; null when the backstop answers. */
  rule: { pack: string; version: number; category: string; row: number } | null
  place: Place
  /** 属地兜底: no row could name a unit, so the unit of the place answers. */
  backstop: boolean
  /** Names in fitting rows that nobody has mapped to a unit yet, in the order of the rows. */
  unmapped?: string[]
  said: Said
}

export interface Answering { id: string; code: string; name: Title }
/** A group and its members, each with the area it covers, if it covers one. */
export interface Group { code: string; name: Title; members: readonly (Answering & { area: string | null })[] }
export interface Asked {
  rules: readonly ResponsibilityRule[]
  category: { code: string; title: Title }
  pack: { id: string; version: number; title: Title }
  /** `ancestors` upwards, nearest first. */
  area: Place & { ancestors: readonly Place[] }
  /** 权属单位: whose thing it is, where that is known. */
  owner?: Answering | undefined
  /** The moment asked about; a row with a time does not fit where none is given. */
  at?: Date | undefined
  /** By unit code. */
  units: ReadonlyMap<string, { id: string; name: Title }>
  groups?: ReadonlyMap<string, Group> | undefined
  /** Who leads the campaign, for a group none of whose members covers the place. */
  lead?: Answering | undefined
  /** The unit code a name of the sheet was mapped to. */
  alias: (name: string) => string | undefined
  territory: { id: string; code: string; name: Title } | undefined
}

/** What a row's verdict hangs on. A field that no row reads is free to change without any row being run again. */
export type Field = 'area' | 'owner' | 'time'
export function readsOf(rule: ResponsibilityRule, isGroup: boolean): Field[] {
  const fields: Field[] = []
  if (rule.areas || rule.to === 'territory' || isGroup) fields.push('area')
  if (rule.owners || rule.to === 'owner' || isGroup) fields.push('owner')
  if (rule.when) fields.push('time')
  return fields
}

/** How the row came to its unit: named, the place's own, the thing's owner, or the member of a group. */
export type Way = 'named' | 'territory' | 'owner' | 'member-of-place' | 'member-owner' | 'lead'
export type Verdict =
  | { fits: true; unit: { id: string; name: Title }; way: Way; scope: Place | 'whole'; group?: Title; reads: readonly Field[] }
  | { fits: false; miss: Miss; unmapped?: string; reads: readonly Field[] }

/** One row against one place, owner and time. Pure, and asks for nothing it does not read. */
export function judge(rule: ResponsibilityRule, asked: Omit<Asked, 'rules' | 'category' | 'pack'>): Verdict {
  const group = asked.groups?.get(rule.to)
  const reads = readsOf(rule, group !== undefined)
  const no = (miss: Miss, unmapped?: string): Verdict => ({ fits: false, miss, reads, ...(unmapped === undefined ? {} : { unmapped }) })
  const scope = !rule.areas ? 'whole' : [asked.area, ...asked.area.ancestors].find(({ code }) => rule.areas?.includes(code))
  if (!scope) return no('area')
  if (rule.owners) {
    if (!asked.owner) return no('owner-unknown')
    const owner = asked.owner.code
    if (!rule.owners.some((each) => each === owner || asked.groups?.get(each)?.members.some((member) => member.code === owner))) return no('owner')
  }
  if (rule.when && !(asked.at && holdsAt(rule.when, asked.at))) return no('time')
  const yes = (unit: { id: string; name: Title }, way: Way): Verdict => ({ fits: true, unit, way, scope, reads, ...(group ? { group: group.name } : {}) })
  if (rule.to === 'territory') return asked.territory ? yes(asked.territory, 'territory') : no('no-territory')
  if (rule.to === 'owner') return asked.owner ? yes(asked.owner, 'owner') : no('owner-unknown')
  if (group) {
    // Whose thing it is says more than where it stands: a school's fence is the school's, whatever community lies around it.
    const owner = group.members.find((member) => member.code === asked.owner?.code)
    if (owner) return yes(owner, 'member-owner')
    for (const { code } of [asked.area, ...asked.area.ancestors]) {
      const member = group.members.find((each) => each.area === code)
      if (member) return yes(member, 'member-of-place')
    }
    return asked.lead ? yes(asked.lead, 'lead') : no('no-member')
  }
  const unit = asked.units.get(rule.to) ?? asked.units.get(asked.alias(rule.to) ?? '')
  return unit ? yes(unit, 'named') : no('unmapped', rule.to)
}

export interface Considered { asked: Asked; verdicts: readonly Verdict[]; /** How many rows were run to get here; the others were taken over. */ ran: number }

/** All rows in order. With `before`, only the rows that read something which has changed since are run again. */
export function consider(asked: Asked, before?: Considered): Considered {
  const stale = before ? changed(before.asked, asked) : undefined
  let ran = 0
  const verdicts = asked.rules.map((rule, n) => {
    const old = before?.verdicts[n]
    if (stale && old && stale !== 'all' && !old.reads.some((field) => stale.has(field))) return old
    ran++
    return judge(rule, asked)
  })
  return { asked, verdicts, ran }
}
/** Which fields differ; `all` when the rules themselves, or the table of units, are others. */
function changed(before: Asked, now: Asked): ReadonlySet<Field> | 'all' {
  if (before.rules !== now.rules || before.units !== now.units || before.groups !== now.groups || before.lead?.id !== now.lead?.id) return 'all'
  const fields = new Set<Field>()
  if (before.area.code !== now.area.code || before.territory?.id !== now.territory?.id || before.area.ancestors.length !== now.area.ancestors.length) fields.add('area')
  if (before.owner?.code !== now.owner?.code) fields.add('owner')
  if (before.at?.getTime() !== now.at?.getTime()) fields.add('time')
  return fields
}

/**
 * Order decides, not how narrow a row is: a reader of the list must be able to follow it with a finger.
 * The checker refuses a list in which a narrow row stands below a wide one, so order and narrowness never disagree.
 * A row whose name nobody has mapped yet cannot answer; it is passed over and said, so that nobody takes the next row for the list's first word.
 */
export function answerOf({ asked, verdicts }: Considered): { unit: string; because: Because } | undefined {
  const { rules, category, pack, area, territory } = asked
  const place: Place = { code: area.code, name: area.name }
  const winner = verdicts.findIndex((verdict) => verdict.fits)
  const passed = winner < 0 ? verdicts : verdicts.slice(0, winner)
  const unmapped = [...new Set(passed.flatMap((verdict) => (verdict.fits || verdict.unmapped === undefined ? [] : [verdict.unmapped])))]
  const told = unmapped.length > 0 ? { unmapped } : {}
  const won = verdicts[winner]
  if (won?.fits) {
    const said = sayRule({ verdict: won, row: winner + 1, category: category.title, place, unmapped, when: rules[winner]!.when })
    return { unit: won.unit.id, because: { rule: { pack: pack.id, version: pack.version, category: category.code, row: winner + 1 }, place, backstop: false, ...told, said } }
  }
  if (!territory) return undefined
  return { unit: territory.id, because: { rule: null, place, backstop: true, ...told, said: sayBackstop({ name: territory.name, unmapped, rules: rules.length, category: category.title, place }) } }
}

export const route = (asked: Asked): { unit: string; because: Because } | undefined => answerOf(consider(asked))

/** Every row with what became of it, for whoever asks why: the winner, those above that did not fit, those below that were not needed. */
export function explain({ asked, verdicts }: Considered): { row: number; to: string; fits: boolean; wins: boolean; said: Said }[] {
  const winner = verdicts.findIndex((verdict) => verdict.fits)
  return verdicts.map((verdict, n) => ({ row: n + 1, to: asked.rules[n]!.to, fits: verdict.fits, wins: n === winner, said: sayMiss(verdict, asked.rules[n]!, { row: winner + 1, wins: n === winner }) }))
}
