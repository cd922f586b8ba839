// The directory as a workbook: what is there, or a template with examples; and which part of it a reach may see.
import type { Reach } from '#kernel/actor.ts'
import { writeSheets } from '#kernel/sheet/write.ts'
import { isGridPost, type Roster } from '../duty/roster.ts'
import { dutyNames, unitKindNames, type UnitKind } from '../words.ts'
import { book, columnsOf, examples, headOf, sheetNames, type SheetName } from './columns.ts'

type Rows = Record<SheetName, string[][]>

/** Every digit but the last two; two people of one name can still be told apart. */
export const starred = (phone: string): string => phone.replace(/\d(?=\D*\d\D*\d)/g, '*')

/** The people of a reach, and the units and posts they belong to. */
export function withinReach(roster: Roster, reach: Reach): Roster {
  if (reach.all) return roster
  const areas = new Set(reach.areas)
  const units = new Set([...reach.units, ...roster.units.filter((unit) => unit.area !== null && areas.has(unit.area)).map((unit) => unit.id)])
  const posts = roster.posts.filter((post) => units.has(post.unit) || (post.area !== null && areas.has(post.area)))
  const postIds = new Set(posts.map((post) => post.id))
  const holders = roster.holders.filter((holder) => postIds.has(holder.post))
  const held = new Set(holders.map((holder) => holder.person))
  const people = roster.people.filter((person) => (person.unit !== null && units.has(person.unit)) || held.has(person.id))
  const ids = new Set(people.map((person) => person.id))
  return {
    areas: roster.areas.filter((area) => areas.has(area.id) || posts.some((post) => post.area === area.id)), units: roster.units.filter((unit) => units.has(unit.id)),
    groups: [], posts, holders, people, accounts: roster.accounts.filter((account) => ids.has(account.person)),
  }
}

export function rowsFor(roster: Roster, phone: (written: string, person: string) => string): Rows {
  const unit = new Map(roster.units.map((each) => [each.id, each])), area = new Map(roster.areas.map((each) => [each.id, each]))
  const post = new Map(roster.posts.map((each) => [each.id, each])), person = new Map(roster.people.map((each) => [each.id, each]))
  const account = new Map(roster.accounts.map((each) => [each.person, each]))
  const days = (span: { from: string | null; to: string | null }) => [span.from ?? '', span.to ?? '']
  const gridHolders = Map.groupBy(roster.holders.filter((holder) => isGridPost(post.get(holder.post), area)), (holder) => post.get(holder.post)!.area!)
  return {
    units: roster.units.map((each) => [each.code, each.zh, each.en, unitKindNames[each.kind as UnitKind]?.zh ?? each.kind, unit.get(each.parent ?? '')?.code ?? '', area.get(each.area ?? '')?.code ?? '', ...days(each)]),
    groups: roster.groups.map((each) => [each.code, each.zh, each.en, each.auto === null ? '' : unitKindNames[each.auto as UnitKind]?.zh ?? each.auto, each.members.flatMap((id) => unit.get(id)?.code ?? []).join('、')]),
    posts: roster.posts.filter((each) => !isGridPost(each, area)).map((each) => [each.code, unit.get(each.unit)?.code ?? '', each.zh, each.en, dutyNames[each.duty].zh, area.get(each.area ?? '')?.code ?? '', ...days(each)]),
    people: roster.people.filter((each) => each.code !== null && !each.erased).map((each) => {
      const its = account.get(each.id)
      return [each.code!, each.name ?? '', each.phone === null ? '' : phone(each.phone, each.id), unit.get(each.unit ?? '')?.code ?? '', its?.login ?? '', its?.roles.join('、') ?? '', its?.zh ?? '', area.get(its?.area ?? '')?.code ?? '', ...days(each)]
    }),
    duties: roster.holders.flatMap((each) => {
      const its = post.get(each.post)
      const who = person.get(each.person)
      return !its || isGridPost(its, area) || !who?.code ? [] : [[its.code, who.code, who.name ?? '', ...days(each)]]
    }),
    // Every grid, the vacant ones with an empty cell: what is missing is seen in the sheet too.
    grids: roster.areas.filter((each) => each.kind === 'grid').flatMap((each) => {
      const mine = (gridHolders.get(each.id) ?? []).flatMap((holder) => { const who = person.get(holder.person); return who?.code ? [[each.code, each.name, who.code, who.name ?? '', ...days(holder)]] : [] })
      return mine.length > 0 ? mine : [[each.code, each.name, '', '', '', '']]
    }),
  }
}

export const exampleRows = (): Rows => Object.fromEntries(sheetNames.map((name) => [name, examples[name]])) as Rows

const help = [
  '怎样填 How to fill it in',
  '每张表一类；只交要改的表和要改的行也可以。没有写到的行不动，什么都不会被删除。One sheet a kind; only the sheets and rows to be changed may be sent. What is not mentioned stays; nothing is ever deleted.',
  '结束一个单位、岗位、人员或任职，写截止日（那一天还算）。To end a unit, post, person or appointment, write its last day (which still counts).',
  '单位可写代码、名称或已经对应过的别名；辖区写代码或名称；岗位写代码；人写工号。Units by code, name or known alias; areas by code or name; posts by code; people by staff number.',
  '手机打了星号的不会改动原来的号码。A starred phone leaves the number as it is.',
  '有一行不对，整份都不导入；会说明是哪张表、哪一行、哪一列。One wrong row stops the whole file; sheet, row and column are named.',
]
export const writeWorkbook = (rows: Rows): Promise<Uint8Array<ArrayBuffer>> => writeSheets([
  ...sheetNames.map((name) => { const columns = columnsOf(name).map(([, column]) => column); return { name: book[name].zh, head: columns.map(headOf), needed: columns.map((column) => column.needed === true), widths: columns.map((column) => column.wide ?? 16), rows: rows[name] } }),
  { name: '说明', sentences: help },
])
