// Finds the unit that answers for a case, and says why: the first row of the responsibility list that fits the place.
import type { Said } from '#core/problem.ts'
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

export interface Asked {
  rules: readonly ResponsibilityRule[]
  category: { code: string; title: Title }
  pack: { id: string; version: number; title: Title }
  /** `ancestors` upwards, nearest first. */
  area: Place & { ancestors: readonly Place[] }
  /** By unit code. */
  units: ReadonlyMap<string, { id: string; name: Title }>
  /** The unit code a name of the sheet was mapped to. */
  alias: (name: string) => string | undefined
  territory: { id: string; code: string; name: Title } | undefined
}

/**
 * Order decides, not how narrow a row is: a reader of the list must be able to follow it with a finger.
 * A row whose name nobody has mapped yet cannot answer; it is passed over and said, so that nobody takes the next row for the list's first word.
 */
export function route(input: Asked): { unit: string; because: Because } | undefined {
  const { rules, category, pack, area, units, alias, territory } = input
  const unmapped: string[] = []
  const place: Place = { code: area.code, name: area.name }
  const told = () => (unmapped.length > 0 ? { unmapped } : {})
  for (const [n, rule] of rules.entries()) {
    const scope = scopeOf(rule, area)
    if (!scope) continue
    const ownPlace = rule.to === 'territory'
    const unit = ownPlace ? territory : units.get(rule.to) ?? units.get(alias(rule.to) ?? '')
    if (!unit) {
      // A place without a unit of its own is no name to map.
      if (!ownPlace && !unmapped.includes(rule.to)) unmapped.push(rule.to)
      continue
    }
    const said = sayRule({ name: unit.name, row: n + 1, category: category.title, place, scope, ownPlace })
    return {
      unit: unit.id,
      because: { rule: { pack: pack.id, version: pack.version, category: category.code, row: n + 1 }, place, backstop: false, ...told(), said: passedOver(unmapped, said) },
    }
  }
  if (!territory) return undefined
  return { unit: territory.id, because: { rule: null, place, backstop: true, ...told(), said: sayBackstop({ name: territory.name, unmapped, rules: rules.length, category: category.title, place }) } }
}

/** The area a row speaks of for this place; `whole` when it names none; undefined when it does not reach here. */
function scopeOf(rule: ResponsibilityRule, area: Asked['area']): Place | 'whole' | undefined {
  if (!rule.areas) return 'whole'
  return [area, ...area.ancestors].find(({ code }) => rule.areas?.includes(code))
}

// A local pack may have no English title; a Chinese name in an English sentence beats a hole.
const en = (title: Title) => title.en || title.zh
// One sentence stays one sentence: the rest of a long list is counted, and stands in `unmapped`.
const namesSaid = 3
function quoted(names: readonly string[]): Said & { verb: string } {
  const first = names.slice(0, namesSaid)
  const more = names.length - first.length
  return {
    zh: first.map((name) => `「${name}」`).join('') + (more > 0 ? `等${names.length}个名称` : ''),
    en: first.map((name) => `“${name}”`).join(', ') + (more > 0 ? ` and ${more} more` : ''), verb: names.length > 1 ? 'have' : 'has',
  }
}

function sayRule(about: { name: Title; row: number; category: Title; place: Place; scope: Place | 'whole'; ownPlace: boolean }): Said {
  const { name, row, category, place, scope, ownPlace } = about
  // The row may speak of a wider area than the place; then both are said.
  const wide = scope !== 'whole' && scope.code !== place.code ? scope : undefined
  const where = wide ? `${wide.name}（含${place.name}）` : place.name
  const whereEn = wide ? `${wide.name} (with ${place.name})` : place.name
  return ownPlace
    ? { zh: `派给${name.zh}，因为权责清单第${row}行：${category.zh}归属地单位，${place.name}属它管。`, en: `To ${en(name)}: row ${row} of the responsibility list leaves "${en(category)}" to the unit of the place, here ${place.name}.` }
    : { zh: `派给${name.zh}，因为权责清单第${row}行：${where}的${category.zh}归它。`, en: `To ${en(name)}: row ${row} of the responsibility list gives it "${en(category)}" in ${whereEn}.` }
}

const passedOver = (unmapped: readonly string[], said: Said): Said => (unmapped.length === 0 ? said : {
  zh: `${said.zh}排在前面的${quoted(unmapped).zh}还没有对应单位。`, en: `${said.en} ${quoted(unmapped).en} further up ${quoted(unmapped).verb} no unit yet.`,
})

function sayBackstop(about: { name: Title; unmapped: readonly string[]; rules: number; category: Title; place: Place }): Said {
  const { name, unmapped, rules, category, place } = about
  const names = quoted(unmapped)
  const then = { zh: `由属地${name.zh}兜底。`, en: `${en(name)}, the unit of the place, answers.` }
  if (unmapped.length > 0) return { zh: `权责清单上的${names.zh}还没有对应单位，${then.zh}`, en: `${names.en} in the responsibility list ${names.verb} no unit yet; ${then.en}` }
  if (rules > 0) return { zh: `权责清单没有写到${place.name}的${category.zh}，${then.zh}`, en: `The responsibility list does not reach "${en(category)}" in ${place.name}; ${then.en}` }
  return { zh: `权责清单没有给${category.zh}指定单位，${then.zh}`, en: `The responsibility list names no unit for "${en(category)}"; ${then.en}` }
}
