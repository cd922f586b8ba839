// The sentences of routing: why this unit, why not that row. Pure.
import type { Said } from '#core/problem.ts'
import type { Place, Verdict } from './route.ts'
import { sayWhen } from './when.ts'
import type { ResponsibilityRule, Title, When } from './words.ts'

/** Why a row does not answer. */
export type Miss = 'area' | 'owner' | 'owner-unknown' | 'time' | 'unmapped' | 'no-territory' | 'no-member'

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

export function sayRule(about: { verdict: Extract<Verdict, { fits: true }>; row: number; category: Title; place: Place; unmapped: readonly string[]; when: When | undefined }): Said {
  const { verdict: { unit: { name }, scope, way, group }, row, category, place, unmapped, when } = about
  // The row may speak of a wider area than the place; then both are said.
  const wide = scope !== 'whole' && scope.code !== place.code ? scope : undefined
  const where = wide ? `${wide.name}（含${place.name}）` : place.name
  const whereEn = wide ? `${wide.name} (with ${place.name})` : place.name
  const row1 = { zh: `派给${name.zh}，因为权责清单第${row}行：`, en: `To ${en(name)}: row ${row} of the responsibility list ` }
  const of = group && { zh: group.zh, en: en(group) }
  const tail: Said = {
    named: { zh: `${where}的${category.zh}归它。`, en: `gives it "${en(category)}" in ${whereEn}.` },
    territory: { zh: `${category.zh}归属地单位，${place.name}属它管。`, en: `leaves "${en(category)}" to the unit of the place, here ${place.name}.` },
    owner: { zh: `${category.zh}归权属单位，这一处是它的。`, en: `leaves "${en(category)}" to the owner of the thing, which it is.` },
    'member-of-place': { zh: `${category.zh}归${of?.zh}，其中管${place.name}的是它。`, en: `leaves "${en(category)}" to ${of?.en}; the one that covers ${place.name} is this.` },
    'member-owner': { zh: `${category.zh}归${of?.zh}，其中这一处的权属单位是它。`, en: `leaves "${en(category)}" to ${of?.en}; the one that owns the thing is this.` },
    lead: { zh: `${category.zh}归${of?.zh}，其中没有谁管${place.name}，由牵头单位接。`, en: `leaves "${en(category)}" to ${of?.en}; none of them covers ${place.name}, so the lead takes it.` },
  }[way]
  const time = when ? { zh: `这一行${sayWhen(when).zh}有效。`, en: ` The row holds ${sayWhen(when).en}.` } : { zh: '', en: '' }
  const names = quoted(unmapped)
  const passed = unmapped.length > 0 ? { zh: `排在前面的${names.zh}还没有对应单位。`, en: ` ${names.en} further up ${names.verb} no unit yet.` } : { zh: '', en: '' }
  return { zh: row1.zh + tail.zh + time.zh + passed.zh, en: row1.en + tail.en + time.en + passed.en }
}

export function sayBackstop(about: { name: Title; unmapped: readonly string[]; rules: number; category: Title; place: Place }): Said {
  const { name, unmapped, rules, category, place } = about
  const names = quoted(unmapped)
  const then = { zh: `由属地${name.zh}兜底。`, en: `${en(name)}, the unit of the place, answers.` }
  if (unmapped.length > 0) return { zh: `权责清单上的${names.zh}还没有对应单位，${then.zh}`, en: `${names.en} in the responsibility list ${names.verb} no unit yet; ${then.en}` }
  if (rules > 0) return { zh: `权责清单没有写到${place.name}的${category.zh}，${then.zh}`, en: `The responsibility list does not reach "${en(category)}" in ${place.name}; ${then.en}` }
  return { zh: `权责清单没有给${category.zh}指定单位，${then.zh}`, en: `The responsibility list names no unit for "${en(category)}"; ${then.en}` }
}

/** What became of one row. */
export function sayMiss(verdict: Verdict, rule: ResponsibilityRule, won: { row: number; wins: boolean }): Said {
  if (verdict.fits) return won.wins ? { zh: '相符，由它决定', en: 'fits and decides' } : { zh: `也相符，但第${won.row}行在前`, en: `fits too, but row ${won.row} stands above it` }
  switch (verdict.miss) {
    case 'area': return { zh: `只管 ${rule.areas!.join('、')}，不含这里`, en: `holds only in ${rule.areas!.join(', ')}, which is not here` }
    case 'owner': return { zh: `只管权属为 ${rule.owners!.join('、')} 的`, en: `holds only for things of ${rule.owners!.join(', ')}` }
    case 'owner-unknown': return { zh: '要看权属单位，这里没有给出', en: 'asks whose thing it is, which is not given' }
    case 'time': return { zh: `只在${sayWhen(rule.when!).zh}有效`, en: `holds only ${sayWhen(rule.when!).en}` }
    case 'unmapped': return { zh: `“${rule.to}” 还没有对应单位`, en: `"${rule.to}" has no unit yet` }
    case 'no-territory': return { zh: '这里没有属地单位', en: 'the place has no unit of its own' }
    case 'no-member': return { zh: '这一组里没有谁管这里，方案也没有牵头单位', en: 'no member covers the place and the pack has no lead' }
  }
}
