// A district's own changes over a pack: limits, units, categories switched off; laid over the pack, compared, and checked. Pure.
import { z } from 'zod'
import { sayLimit } from '#core/clock-kind.ts'
import { Limit, sameLimit, writeLimit } from '#core/limit.ts'
import type { Said } from '#core/problem.ts'
import { checkPack, type Known } from './check.ts'
import { FilingCondition, PackContent, ResponsibilityRule, type Category } from './words.ts'

const code = PackContent.shape.pack
/** Only what is named is changed; what is not named stays as the pack below has it, also when a release brings it anew. */
export const Overlay = z.strictObject({
  lead: z.array(code).min(1).max(20).optional(),
  categories: z.array(z.strictObject({
    code,
    /** Switched off: not offered for new cases. Cases that were filed under it keep it. */
    off: z.literal(true).optional(),
    rules: z.array(ResponsibilityRule).max(60).optional(),
    conditions: z.array(z.strictObject({ id: code, limit: Limit.optional(), evidence: FilingCondition.shape.evidence.optional() })).max(60).optional(),
  })).max(3000),
})
export type Overlay = z.infer<typeof Overlay>
export type OverlayCategory = Overlay['categories'][number]
export const emptyOverlay: Overlay = { categories: [] }
export const isEmpty = (overlay: Overlay): boolean => overlay.lead === undefined && overlay.categories.length === 0

/** The pack with the changes laid over it. What the changes name and the pack has no more is told, not guessed. */
export function lay(base: PackContent, overlay: Overlay): { content: PackContent; gone: string[] } {
  const gone: string[] = []
  const over = new Map(overlay.categories.map((each) => [each.code, each]))
  for (const each of overlay.categories) {
    const below = base.categories.find((category) => category.code === each.code)
    if (!below) gone.push(each.code)
    else for (const { id } of each.conditions ?? []) if (!below.conditions.some((condition) => condition.id === id)) gone.push(`${each.code} ${id}`)
  }
  const categories = base.categories.flatMap((category): Category[] => {
    const changed = over.get(category.code)
    if (!changed) return [category]
    if (changed.off) return []
    return [{
      ...category, rules: changed.rules ?? category.rules,
      conditions: category.conditions.map((condition) => {
        const mine = changed.conditions?.find((each) => each.id === condition.id)
        return mine ? { ...condition, limit: mine.limit ?? condition.limit, evidence: mine.evidence ?? condition.evidence } : condition
      }),
    }]
  })
  return { content: { ...base, ...(overlay.lead ? { units: { lead: overlay.lead, with: base.units.with.filter((unit) => !overlay.lead!.includes(unit)) } } : {}), categories }, gone }
}

const sameEvidence = (one: FilingCondition['evidence'], other: FilingCondition['evidence']): boolean => one.report === other.report && one.handle === other.handle

/** Only what differs from the pack below, in its order: a change back to the old value is no change. */
export function tidied(base: PackContent, overlay: Overlay): Overlay {
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  const over = new Map(overlay.categories.map((each) => [each.code, each]))
  const categories = base.categories.flatMap((category): OverlayCategory[] => {
    const mine = over.get(category.code)
    if (!mine) return []
    if (mine.off) return [{ code: category.code, off: true }]
    const conditions = category.conditions.flatMap((condition) => {
      const wanted = mine.conditions?.find((each) => each.id === condition.id)
      const limit = wanted?.limit && !sameLimit(wanted.limit, condition.limit) ? { limit: wanted.limit } : {}
      const evidence = wanted?.evidence && !sameEvidence(wanted.evidence, condition.evidence) ? { evidence: wanted.evidence } : {}
      return 'limit' in limit || 'evidence' in evidence ? [{ id: condition.id, ...limit, ...evidence }] : []
    })
    const rules = mine.rules && !same(mine.rules, category.rules) ? { rules: mine.rules } : {}
    return 'rules' in rules || conditions.length > 0 ? [{ code: category.code, ...rules, ...(conditions.length > 0 ? { conditions } : {}) }] : []
  })
  return { ...(overlay.lead && !same(overlay.lead, base.units.lead) ? { lead: overlay.lead } : {}), categories }
}

export interface Change { category: string; condition: string | null; field: 'limit' | 'evidence' | 'rules' | 'off' | 'lead'; zh: string; en: string; before: Said; after: Said }
/** What a person would see change between two states of a pack. */
export function compare(before: PackContent, after: PackContent): Change[] {
  const changes: Change[] = []
  const now = new Map(after.categories.map((each) => [each.code, each]))
  const had = new Map(before.categories.map((each) => [each.code, each]))
  const same = (text: string): Said => ({ zh: text, en: text })
  if (before.units.lead.join() !== after.units.lead.join()) changes.push({ category: '', condition: null, field: 'lead', zh: '牵头单位', en: 'Lead', before: same(before.units.lead.join('、')), after: same(after.units.lead.join('、')) })
  for (const category of [...before.categories, ...after.categories.filter((each) => !had.has(each.code))]) {
    const [old, fresh] = [had.get(category.code), now.get(category.code)]
    const about = { category: category.code, ...category.title }
    if (!old || !fresh) { changes.push({ ...about, condition: null, field: 'off', before: old ? { zh: '在用', en: 'in use' } : { zh: '停用', en: 'off' }, after: fresh ? { zh: '在用', en: 'in use' } : { zh: '停用', en: 'off' } }); continue }
    if (JSON.stringify(old.rules) !== JSON.stringify(fresh.rules)) changes.push({ ...about, condition: null, field: 'rules', before: same(sayRules(old.rules)), after: same(sayRules(fresh.rules)) })
    for (const condition of old.conditions) {
      const mine = fresh.conditions.find((each) => each.id === condition.id)
      if (!mine) continue
      const one = { ...about, condition: condition.id }
      if (!sameLimit(mine.limit, condition.limit)) changes.push({ ...one, field: 'limit', before: sayLimit(condition.limit), after: sayLimit(mine.limit) })
      if (!sameEvidence(mine.evidence, condition.evidence)) changes.push({ ...one, field: 'evidence', before: same(`${condition.evidence.report} / ${condition.evidence.handle}`), after: same(`${mine.evidence.report} / ${mine.evidence.handle}`) })
    }
  }
  return changes
}
/** A list of rules in one line: `huanfa（shiqiao）→ territory`. */
export const sayRules = (rules: readonly ResponsibilityRule[]): string => rules.map((rule) => {
  const only = [...(rule.areas ?? []), ...(rule.owners ?? []), ...(rule.when ? [[rule.when.from ?? '', rule.when.until ?? '', rule.when.days?.join('') ?? '', rule.when.hours?.join(',') ?? ''].filter(Boolean).join(' ')] : [])]
  return only.length > 0 ? `${rule.to}（${only.join('，')}）` : rule.to
}).join(' → ') || 'territory'

export interface OverlayFault { path: string; said: Said }
/** What is wrong with the changed pack and was not wrong before: names a sheet brought in unmapped are no fault of the editor. */
export function faultsOfChange(before: PackContent, after: PackContent, known: Known): OverlayFault[] {
  const faults = (content: PackContent) => checkPack(JSON.stringify({ ...content, categories: content.categories.map((category) => ({ ...category, conditions: category.conditions.map((condition) => ({ ...condition, limit: writeLimit(condition.limit) })) })) }), '', known).faults
  const old = new Set(faults(before).map((fault) => fault.said.en))
  return faults(after).filter((fault) => !old.has(fault.said.en)).map(({ path, said }) => ({ path, said }))
}
