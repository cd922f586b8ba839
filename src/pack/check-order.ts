// Weighs the rows of a responsibility list against each other: rows that can never answer, rows that contradict, rows that overlap.
import type { Known, Say } from './check.ts'
import { coversTime, neverBoth } from './when.ts'
import type { PackContent, ResponsibilityRule } from './words.ts'

type Note = (path: readonly PropertyKey[], zh: string, en: string) => void

export function checkOrder(content: PackContent, known: Pick<Known, 'areas'>, say: Say, note: Note): void {
  for (const [c, category] of content.categories.entries()) {
    for (const [n, rule] of category.rules.entries()) {
      const at = ['categories', c, 'rules', n]
      checkWindow(rule, at, say)
      const above = category.rules.slice(0, n)
      const hidden = above.findIndex((each) => covers(each, rule, known))
      if (hidden >= 0) sayHidden({ rule, above: above[hidden]!, row: hidden + 1, at, code: category.code, mine: n + 1 }, say)
      else {
        const crossing = above.findIndex((each) => each.to !== rule.to && !covers(rule, each, known) && meets(each, rule, known))
        if (crossing >= 0) note(at, `与第${crossing + 1}行有重叠：重叠处由第${crossing + 1}行决定`, `overlaps row ${crossing + 1}, which decides where both hold`)
      }
    }
  }
}

function sayHidden(about: { rule: ResponsibilityRule; above: ResponsibilityRule; row: number; at: readonly PropertyKey[]; code: string; mine: number }, say: Say): void {
  const { rule, above, row, at, code, mine } = about
  if (above.to === rule.to) return say([...at], `${code} 第${mine}行永远用不到：第${row}行已派给 ${above.to}，请删去一行`, `row ${mine} of ${code} can never answer: row ${row} sends to ${above.to} already; delete one`, true)
  const narrower = rule.areas || rule.owners || rule.when
  if (narrower) return say([...at], `${code} 第${mine}行永远用不到：第${row}行更宽又在前面；把窄的一行（派给 ${rule.to}）移到第${row}行之前`, `row ${mine} of ${code} can never answer: row ${row} is wider and stands above it; move the narrow row (to ${rule.to}) before row ${row}`, true)
  say([...at], `${code} 第${row}行派给 ${above.to}，第${mine}行派给 ${rule.to}，两行管的是同样的事，自相矛盾；请只留一行，或写明辖区、权属、时间`, `rows ${row} (to ${above.to}) and ${mine} (to ${rule.to}) of ${code} speak of the same and contradict; keep one, or say area, owner or time`, true)
}

/** Every case of `inner` is one of `outer`, and `outer` always has somebody to name. */
function covers(outer: ResponsibilityRule, inner: ResponsibilityRule, known: Pick<Known, 'areas'>): boolean {
  // Whose thing it is is often not known: a row to the owner lets such cases through to the next.
  if (outer.to === 'owner' && !(inner.to === 'owner' || inner.owners)) return false
  const areas = !outer.areas || (inner.areas !== undefined && inner.areas.every((area) => within(area, outer.areas!, known)))
  const owners = !outer.owners || (inner.owners !== undefined && inner.owners.every((each) => outer.owners!.includes(each)))
  return areas && owners && coversTime(outer.when, inner.when)
}
/** Some case may be of both. */
function meets(one: ResponsibilityRule, other: ResponsibilityRule, known: Pick<Known, 'areas'>): boolean {
  const areas = !one.areas || !other.areas || one.areas.some((area) => within(area, other.areas!, known)) || other.areas.some((area) => within(area, one.areas!, known))
  const owners = !one.owners || !other.owners || one.owners.some((each) => other.owners!.includes(each))
  return areas && owners && !neverBoth(one.when, other.when)
}
const within = (area: string, among: readonly string[], known: Pick<Known, 'areas'>): boolean => among.includes(area) || (known.areas?.get(area) ?? []).some((above) => among.includes(above))

function checkWindow({ when }: ResponsibilityRule, at: readonly PropertyKey[], say: Say): void {
  if (!when) return
  if (Object.values(when).every((part) => part === undefined)) say([...at, 'when'], '什么时间都没有写；写 from、until、days 或 hours，或删去 when', 'names no time; write from, until, days or hours, or delete when')
  if (when.from !== undefined && when.until !== undefined && when.until < when.from) say([...at, 'when', 'until'], `止日 ${when.until} 早于起日 ${when.from}，这一行永远用不到`, `ends on ${when.until}, before it begins on ${when.from}; the row can never answer`)
  if (when.days && new Set(when.days).size < when.days.length) say([...at, 'when', 'days'], '同一天写了两次', 'a day stands here twice')
  for (const [n, span] of (when.hours ?? []).entries()) if (span.slice(0, 5) === span.slice(6)) say([...at, 'when', 'hours', n], `${span} 起止相同；全天就不写 hours`, `${span} begins where it ends; leave hours out for the whole day`)
}
