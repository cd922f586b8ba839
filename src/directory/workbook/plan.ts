// What a workbook would change: every row against the roster as it is, all faults in one run, nothing touched. Pure.
import { isAdmin } from '#core/admin.ts'
import { during, overlap, type Span } from '#core/day.ts'
import type { Fault } from '#core/problem.ts'
import type { Sheet } from '#core/sheet.ts'
import { lineage } from '../covers.ts'
import type { Roster, RosterAccount, RosterArea, RosterGroup, RosterHolder, RosterPerson, RosterPost, RosterUnit } from '../duty/roster.ts'
import { dutyNames, freeCode, loginName, oneSeat, unitCode, unitKindNames, type UnitKind } from '../words.ts'
import { rowsOf, type Row } from './cells.ts'
import { sheetNames, type SheetName } from './columns.ts'

export interface Count { new: number; changed: number; unchanged: number; ended: number }
/** A fact for the log of one thing: names of fields, never what stands in them. */
interface Noted { stream: 'unit' | 'group' | 'post' | 'person' | 'account'; id: string; fact: { type: string; [field: string]: unknown } }
export interface Plan {
  counts: Record<SheetName, Count>; seen: SheetName[]; faults: Fault[]; notes: Fault[]; noted: Noted[]
  units: RosterUnit[]; groups: RosterGroup[]; posts: RosterPost[]; people: RosterPerson[]; holders: RosterHolder[]; accounts: RosterAccount[]
  /** Roles that accounts are to have; who may not give them asks for them. */
  roles: RoleChange[]
}
interface RoleChange extends Fault { account: string; before: string[]; roles: string[] }
export interface About {
  today: string
  newId: () => string
  aliases: ReadonlyMap<string, string>
  roles: readonly { code: string; zh: string; en: string }[]
  /** Whether whoever sends the file may make accounts. */
  mayAccounts: boolean
  /** The person who sends it: nobody changes their own rights. */
  me: string | undefined
  /** Why these roles may not meet in one person. */
  clash(roles: readonly string[]): { zh: string; en: string } | undefined
  /** Roles asked for already, by account, in orders that wait. */
  waiting: ReadonlyMap<string, string>
}

const unitCodeSays = { zh: '只用小写字母、数字、点、横线和下划线，最多63个。', en: 'small letters, digits, dot, dash and underscore, at most 63.' }
const freeCodeSays = { zh: '只用字母、数字、点、横线和下划线，最多63个。', en: 'letters, digits, dot, dash and underscore, at most 63.' }
const loginSays = { zh: '3到41个小写字母、数字、点、横线或下划线。', en: '3 to 41 small letters, digits, dots, dashes or underscores.' }
export const gridPostCode = (area: string): string => `grid-${area}`
const split = (cell: string): string[] => cell.split(/[、，,；;\n|]/).map((name) => name.trim()).filter((name) => name !== '')

export function planWorkbook(sheets: readonly Sheet[], roster: Roster, about: About): Plan {
  const faults: Fault[] = []
  const { rows, notes, seen, behind } = rowsOf(sheets, faults)
  const counts = Object.fromEntries(sheetNames.map((name) => [name, { new: 0, changed: 0, unchanged: 0, ended: 0 }])) as Plan['counts']
  const noted: Noted[] = []

  /** Puts a row into the counts and answers whether it must be written. A row that now ends, and did not before, is told apart. */
  function weigh<T extends object>(sheet: SheetName, stream: Noted['stream'], id: string, before: T | undefined, after: T, ends?: { before: Span | undefined; after: Span }): boolean {
    if (!before) { counts[sheet].new++; noted.push({ stream, id, fact: { type: 'made' } }); return true }
    const fields = (Object.keys(after) as (keyof T & string)[]).filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    if (fields.length === 0) { counts[sheet].unchanged++; return false }
    const ended = ends !== undefined && ends.after.to !== null && ends.before?.to === null
    counts[sheet][ended ? 'ended' : 'changed']++
    noted.push({ stream, id, fact: { type: ended ? 'ended' : 'changed', fields } })
    return true
  }
  /** The same key twice in a sheet: the second row is wrong and names the first. */
  const twice = () => {
    const first = new Map<string, number>()
    return (row: Row, column: string, key: string): boolean => {
      const had = first.get(key)
      if (had === undefined) { first.set(key, row.number); return false }
      row.wrong(column, `与第${had}行重复。`, `Stands in row ${had} already.`)
      return true
    }
  }

  // Areas are the ground's; here they are only referred to, by code or by a name that only one has.
  const areaByName = new Map<string, RosterArea | null>()
  for (const area of roster.areas) areaByName.set(area.name, areaByName.has(area.name) ? null : area)
  const areaByCode = new Map(roster.areas.map((area) => [area.code, area]))
  const areaById = new Map(roster.areas.map((area) => [area.id, area]))
  const areaCalled = (text: string) => areaByCode.get(text) ?? areaByName.get(text) ?? undefined
  const area = (row: Row, column: string, before: string | null): string | null | undefined => {
    if (!row.has(column)) return before
    if (row.text(column) === '') return null
    return row.known(column, areaCalled, () => [...areaByCode.keys(), ...areaByName.keys()], { zh: '辖区', en: 'area' })?.id
  }

  // Units: first all rows as they stand, then what they refer to, since a parent may stand below.
  const units = new Map(roster.units.map((unit) => [unit.code, unit]))
  const changedUnits = new Map<string, RosterUnit>()
  const parents: [Row, RosterUnit][] = []
  const unitTwice = twice()
  for (const row of rows.units) {
    const code = row.code('code', unitCode, unitCodeSays)
    const zh = row.words('zh', 60, true), en = row.has('en') ? row.words('en', 80) : undefined
    const kind = row.oneOf<UnitKind>('kind', unitKindNames)
    if (code === undefined || unitTwice(row, 'code', code)) continue
    const before = units.get(code)
    const span = row.span(before ?? { from: null, to: null })
    const itsArea = area(row, 'area', before?.area ?? null)
    if (zh === undefined || kind === undefined || !span || itsArea === undefined || (row.has('en') && en === undefined)) continue
    const named = [...units.values()].find((unit) => unit.zh === zh && unit.code !== code && !rows.units.some((other) => other.text('code') === unit.code && other.text('zh') !== zh))
    if (named) { row.wrong('zh', `单位“${zh}”已经有了，代码是 ${named.code}。`, `The unit "${zh}" is there already, as ${named.code}.`); continue }
    const unit: RosterUnit = { id: before?.id ?? about.newId(), code, zh, en: en || before?.en || zh, kind, area: itsArea, parent: before?.parent ?? null, ...span }
    units.set(code, unit)
    parents.push([row, unit])
  }
  const byUnitName = new Map([...units.values()].map((unit) => [unit.zh, unit]))
  const byUnitId = new Map([...units.values()].map((unit) => [unit.id, unit]))
  const unitCalled = (text: string) => units.get(text) ?? byUnitName.get(text) ?? byUnitId.get(about.aliases.get(text) ?? '')
  const unitNames = () => [...units.keys(), ...byUnitName.keys(), ...about.aliases.keys()]
  const unitWord = { zh: '单位', en: 'unit' }
  for (const [row, unit] of parents) {
    if (row.has('parent')) {
      if (row.text('parent') === '') unit.parent = null
      else {
        const parent = row.known('parent', unitCalled, unitNames, unitWord)
        if (!parent) continue
        unit.parent = parent.id
      }
    }
  }
  for (const [row, unit] of parents) {
    const line = new Set<string>([unit.id])
    for (let up = unit.parent; up !== null; up = byUnitId.get(up)?.parent ?? null) {
      if (line.has(up)) { row.wrong('parent', '上级转了一圈又回到自己。', 'The line of parents comes back to where it began.'); break }
      line.add(up)
    }
    const taken = unit.area !== null && during(unit, about.today) ? [...units.values()].find((other) => other.id !== unit.id && other.area === unit.area && during(other, about.today)) : undefined
    if (taken) row.wrong('area', `这个辖区已经归“${taken.zh}”。一个辖区只能有一个单位。`, `This area belongs to "${taken.zh}" already; an area has one unit.`)
    const before = roster.units.find((one) => one.id === unit.id)
    if (weigh('units', 'unit', unit.id, before, unit, { before, after: unit })) changedUnits.set(unit.id, unit)
  }

  const groups: RosterGroup[] = []
  const groupTwice = twice()
  for (const row of rows.groups) {
    const code = row.code('code', unitCode, unitCodeSays)
    const zh = row.words('zh', 60, true), en = row.has('en') ? row.words('en', 80) : ''
    if (code === undefined || zh === undefined || en === undefined || groupTwice(row, 'code', code)) continue
    if (units.has(code)) { row.wrong('code', `${code} 已经是一个单位的代码。`, `${code} is the code of a unit.`); continue }
    const before = roster.groups.find((group) => group.code === code)
    const auto = !row.has('auto') ? before?.auto ?? null : row.text('auto') === '' ? null : row.oneOf<UnitKind>('auto', unitKindNames)
    if (auto === undefined) continue
    if (auto !== null && row.text('members') !== '') { row.wrong('members', '自动成员和逐个成员只能填一样。', 'Either every unit of a kind, or members one by one.'); continue }
    const names = row.has('members') ? split(row.text('members')) : undefined
    const found = names?.map((name) => row.known('members', unitCalled, unitNames, unitWord, name)?.id)
    if (found?.includes(undefined)) continue
    const members = auto !== null ? [] : [...new Set((found as string[] | undefined) ?? before?.members ?? [])]
    if (auto === null && members.length === 0) notes.push({ path: zh, said: { zh: '这个组还没有成员。', en: 'This group has no member yet.' } })
    const group: RosterGroup = { code, zh, en: en || before?.en || zh, auto, members }
    if (weigh('groups', 'group', code, before, group)) groups.push(group)
  }

  const posts = new Map(roster.posts.map((post) => [post.code, post]))
  const changedPosts = new Map<string, RosterPost>()
  const postTwice = twice()
  for (const row of rows.posts) {
    const code = row.code('code', freeCode, freeCodeSays)
    const unit = row.text('unit') === '' ? row.words('unit', 120, true) && undefined : row.known('unit', unitCalled, unitNames, unitWord)
    const zh = row.words('zh', 60, true), en = row.has('en') ? row.words('en', 80) : ''
    const duty = row.oneOf('duty', dutyNames)
    if (code === undefined || postTwice(row, 'code', code)) continue
    const before = posts.get(code)
    const itsArea = area(row, 'area', before?.area ?? null)
    const span = row.span(before ?? { from: null, to: null })
    if (!unit || zh === undefined || en === undefined || !duty || itsArea === undefined || !span) continue
    if (duty === 'grid-worker' && itsArea === null) { row.wrong('area', '网格员岗位要写明负责哪个网格。', 'A grid worker’s post needs its grid.'); continue }
    const post: RosterPost = { id: before?.id ?? about.newId(), code, unit: unit.id, zh, en: en || before?.en || zh, duty, area: itsArea, ...span }
    posts.set(code, post)
    if (weigh('posts', 'post', post.id, before, post, { before, after: post })) changedPosts.set(post.id, post)
  }

  const people = new Map(roster.people.filter((person) => person.code !== null).map((person) => [person.code!, person]))
  const changedPeople: RosterPerson[] = []
  const accounts: RosterAccount[] = []
  const roleChanges: RoleChange[] = []
  const accountOf = new Map(roster.accounts.map((account) => [account.person, account]))
  const accountByLogin = new Map(roster.accounts.map((account) => [account.login, account]))
  const personTwice = twice(), loginTwice = twice()
  for (const row of rows.people) {
    const code = row.code('code', freeCode, freeCodeSays)
    if (code === undefined || personTwice(row, 'code', code)) continue
    const before = people.get(code)
    if (before?.erased) { notes.push({ path: `${row.number}`, said: { zh: `工号 ${code} 的个人信息已经按要求删除，这一行没有读。`, en: `The personal data of ${code} were erased on request; the row was not read.` } }); continue }
    // Accounts of the first set-up have no name; their rows come and go without one.
    const name = row.words('name', 40, before?.name !== null || before === undefined)
    const phone = phoneIn(row, before)
    const unit = !row.has('unit') ? before?.unit ?? null : row.text('unit') === '' ? null : row.known('unit', unitCalled, unitNames, unitWord)?.id
    const span = row.span(before ?? { from: null, to: null })
    if (name === undefined || phone === undefined || unit === undefined || !span) continue
    // A last day ends the account: that would be a way to be rid of an administrator alone.
    if (before && span.to !== before.to && roster.accounts.some((one) => one.person === before.id && one.active && isAdmin(one.roles))) { row.wrong('to', '他是管理员。先由两名管理员收回他的管理员角色，再写截止日。', 'This is an administrator. First two administrators take that role away, then the last day is written.'); continue }
    const person: RosterPerson = { id: before?.id ?? about.newId(), code, name: name || null, phone, unit, erased: false, ...span }
    people.set(code, person)
    if (weigh('people', 'person', person.id, before, person, { before, after: person })) changedPeople.push(person)
    if (row.has('login') && row.text('login') !== '') account(row, person, before)
    else if (row.has('login') && accountOf.has(person.id)) row.wrong('login', `他有账号 ${accountOf.get(person.id)!.login}，不能在这里删去。停用请写截止日，或由安全管理员锁定。`, `There is an account ${accountOf.get(person.id)!.login}; it cannot be removed here. End the person’s time, or have it locked.`)
    else if (row.text('roles') !== '') row.wrong('login', '写了角色，还要写账号名。', 'Roles need an account name.')
  }

  function account(row: Row, person: RosterPerson, wasPerson: RosterPerson | undefined): void {
    const login = row.text('login').toLowerCase()
    if (loginTwice(row, 'login', login)) return
    const before = accountOf.get(person.id)
    const other = accountByLogin.get(login)
    if (!before && !loginName.test(login)) return row.wrong('login', `“${login.slice(0, 41)}”不能作账号名：${loginSays.zh}`, `"${login.slice(0, 41)}" cannot be an account name: ${loginSays.en}`)
    if (other && other.person !== person.id) return row.wrong('login', `账号 ${login} 已经有人用了。`, `The account name ${login} is taken.`)
    if (before && before.login !== login) return row.wrong('login', `他的账号是 ${before.login}，账号名不能改。`, `The account is ${before.login}; its name stays.`)
    const wanted = row.has('roles') ? split(row.text('roles')).map((text) => row.known('roles', (name) => about.roles.find((role) => [role.code, role.zh, role.en].includes(name)), () => about.roles.flatMap((role) => [role.code, role.zh]), { zh: '角色', en: 'role' }, text)?.code) : before?.roles ?? []
    const itsArea = area(row, 'area', before?.area ?? null)
    if (wanted.includes(undefined) || itsArea === undefined) return
    const roles = [...new Set(wanted as string[])].sort()
    // An account whose roles still wait has none: sent back as it was exported, that is no change.
    if (roles.length === 0 && !(before && before.roles.length === 0)) return row.wrong('roles', '账号至少要有一个角色。', 'An account needs at least one role.')
    const title = row.has('title') ? row.words('title', 60) : ''
    if (title === undefined) return
    const role = about.roles.find((one) => one.code === roles[0]) ?? { zh: '', en: 'Account' }
    const unit = byUnitId.get(person.unit ?? '')
    const held = before ? [...before.roles].sort() : []
    // An account keeps its unit until its person moves. Its roles are no field of it: they are given, or asked for.
    const made: RosterAccount = {
      id: before?.id ?? about.newId(), person: person.id, login, zh: title || before?.zh || `${unit?.zh ?? ''}${role.zh}`, en: before && before.zh === (title || before.zh) ? before.en : title || `${role.en}${unit ? `, ${unit.en}` : ''}`,
      unit: before && wasPerson && wasPerson.unit === person.unit ? before.unit : person.unit, area: itsArea, active: before?.active ?? true, roles: held,
    }
    const fields = before ? (['zh', 'unit', 'area'] as const).filter((field) => JSON.stringify(before[field]) !== JSON.stringify(made[field])) : []
    const moves = held.join() !== roles.join()
    if (before && fields.length === 0 && !moves) return
    if (moves && isAdmin([...held, ...roles])) return row.wrong('roles', '三个管理员的账号不能用表格开，也不能改。', 'Accounts of the three administrators are not made or changed by a sheet.')
    if (!about.mayAccounts) return row.wrong('login', '您的角色不能开账号或改角色。请把账号几列留空，或请系统管理员来导入。', 'Your role makes no accounts and changes no roles. Leave these columns empty, or have the system administrator import.')
    if (person.id === about.me && (moves || fields.some((field) => field !== 'zh'))) return row.wrong('roles', '不能改自己账号的角色、单位和辖区。请由另一名管理员来做。', 'Nobody changes the roles, the unit or the area of their own account; another administrator has to do it.')
    if (moves) {
      const clash = about.clash([...roles, ...roster.accounts.filter((one) => one.person === person.id && one.id !== made.id && one.active).flatMap((one) => one.roles)])
      if (clash) return row.wrong('roles', `这几个角色不能由同一个人担任：${clash.zh}。`, `One person may not hold these roles together: ${clash.en}.`)
      const titles = (all: readonly string[], lang: 'zh' | 'en') => all.map((one) => about.roles.find((known) => known.code === one)?.[lang] ?? one).join(lang === 'zh' ? '、' : ', ')
      if (about.waiting.get(made.id) !== roles.join()) roleChanges.push({ account: made.id, before: held, roles, path: row.at('roles'), said: { zh: `${login}：${titles(held, 'zh') || '无'} → ${titles(roles, 'zh')}`, en: `${login}: ${titles(held, 'en') || 'none'} → ${titles(roles, 'en')}` } })
      if (before && fields.length === 0) return
    }
    accounts.push(made)
    noted.push({ stream: 'account', id: made.id, fact: before ? { type: 'changed', fields } : { type: 'created', unit: made.unit } })
  }

  // Duties: an appointment is known by its post, its person and its first day.
  const holders = [...roster.holders]
  const changedHolders = new Map<string, RosterHolder>()
  const postById = new Map([...posts.values()].map((post) => [post.id, post]))
  const rowOf = new Map<string, { row: Row; column: string }>()
  const holderTwice = twice()
  function appoint(sheet: 'duties' | 'grids', row: Row, post: RosterPost): void {
    const person = row.known('person', (code) => people.get(code), () => people.keys(), { zh: '工号', en: 'staff number' })
    if (!person) return
    const blank = row.text('from') === ''
    const mine = holders.filter((holder) => holder.post === post.id && holder.person === person.id)
    const span = row.span({ from: null, to: null })
    if (!span) return
    // Without a first day the row means the appointment that runs; a new one begins today, or when the person comes.
    const before = mine.find((holder) => (blank ? holder.to === null || holder.to >= about.today : holder.from === span.from))
    const from = span.from ?? before?.from ?? [about.today, person.from ?? '', post.from ?? ''].sort().at(-1)!
    if (span.to !== null && span.to < from) return row.wrong('to', `截止日 ${span.to} 早于起始日 ${from}。`, `It ends on ${span.to}, before it begins on ${from}.`)
    if (holderTwice(row, 'person', `${post.id} ${person.id} ${from}`)) return
    if (person.to !== null && from > person.to) return row.wrong('from', `${person.code} 到 ${person.to} 已经离岗。`, `${person.code} left on ${person.to}.`)
    const holder: RosterHolder = { id: before?.id ?? about.newId(), post: post.id, person: person.id, from, to: row.has('to') ? span.to : before?.to ?? null }
    if (before) holders[holders.indexOf(before)] = holder
    else holders.push(holder)
    rowOf.set(holder.id, { row, column: 'person' })
    const ended = before !== undefined && before.to === null && holder.to !== null
    if (!before) { counts[sheet].new++; noted.push({ stream: 'post', id: post.id, fact: { type: 'appointed', person: person.id, from, to: holder.to } }) }
    else if (before.to === holder.to) { counts[sheet].unchanged++; return }
    else { counts[sheet][ended ? 'ended' : 'changed']++; noted.push({ stream: 'post', id: post.id, fact: { type: 'appointment-changed', person: person.id, from, to: holder.to } }) }
    changedHolders.set(holder.id, holder)
  }
  for (const row of rows.duties) {
    if (row.text('person') === '' && row.text('post') !== '') continue
    const post = row.text('post') === '' ? row.words('post', 63, true) && undefined : row.known('post', (code) => posts.get(code), () => posts.keys(), { zh: '岗位代码', en: 'post code' })
    if (post) appoint('duties', row, post)
  }
  const unitOfArea = new Map([...units.values()].filter((unit) => unit.area !== null && during(unit, about.today)).map((unit) => [unit.area!, unit]))
  for (const row of rows.grids) {
    const grid = row.text('area') === '' ? row.words('area', 63, true) && undefined : row.known('area', areaCalled, () => areaByCode.keys(), { zh: '网格', en: 'grid' })
    if (!grid) continue
    if (grid.kind !== 'grid') { row.wrong('area', `${grid.name} 不是网格。`, `"${grid.name}" is no grid.`); continue }
    // A grid without a worker stands in the sheet with an empty cell: a vacancy, not a fault.
    if (row.text('person') === '') continue
    let post = [...posts.values()].find((one) => one.duty === 'grid-worker' && one.area === grid.id)
    if (!post) {
      const unit = lineage(areaById, grid.id).map((one) => unitOfArea.get(one.id)).find((one) => one !== undefined)
      if (!unit) { row.wrong('area', `${grid.name} 和它的上级都没有单位，网格员没有归属。请先在“单位”表里给社区写上辖区。`, `Neither "${grid.name}" nor an area above has a unit. Give the community’s unit its area first.`); continue }
      post = { id: about.newId(), code: gridPostCode(grid.code), unit: unit.id, zh: `${grid.name}网格员`, en: `Grid worker, ${grid.code}`, duty: 'grid-worker', area: grid.id, from: null, to: null }
      posts.set(post.code, post)
      postById.set(post.id, post)
      changedPosts.set(post.id, post)
      noted.push({ stream: 'post', id: post.id, fact: { type: 'made' } })
    }
    appoint('grids', row, post)
  }
  // Only after all rows: one row may end what another begins.
  for (const [id, { row, column }] of rowOf) {
    const mine = holders.find((holder) => holder.id === id)!
    const post = postById.get(mine.post)!
    const clash = holders.find((other) => other.id !== id && other.post === mine.post && overlap(other, mine) && (other.person === mine.person || oneSeat(post.duty)) && (changedHolders.has(id) || changedHolders.has(other.id)))
    if (!clash || (rowOf.has(clash.id) && rowOf.get(clash.id)!.row.number > row.number)) continue
    const who = [...people.values()].find((person) => person.id === clash.person)?.code ?? ''
    row.wrong(column, `${post.zh}从 ${clash.from} 到 ${clash.to ?? '现在'} 由 ${who} 担任，时间重叠。先给那一行写上截止日。`, `${who} holds ${post.code} from ${clash.from} to ${clash.to ?? 'now'}; the days overlap. Give that row its last day first.`)
  }

  // Nothing is ever left out in silence: without a first fault there is nothing these could follow from.
  if (faults.length === 0) faults.push(...behind)
  const order = new Map(sheets.map((sheet, n) => [sheet.name, n]))
  const at = (fault: Fault) => { const [, sheet = '', column = '', number = '0'] = /^(.*?)(?:!([A-Z]+)(\d+))?$/s.exec(fault.path) ?? []; return [order.get(sheet) ?? 99, Number(number), column.length, column] as const }
  faults.sort((a, b) => { const [x, y] = [at(a), at(b)]; return x[0] - y[0] || x[1] - y[1] || x[2] - y[2] || (x[3] < y[3] ? -1 : 1) })
  return { counts, seen, faults, notes, noted, units: [...changedUnits.values()], groups, posts: [...changedPosts.values()], people: changedPeople, holders: [...changedHolders.values()], accounts, roles: roleChanges }
}

/** A starred number is one that this reader was not shown: it stays what it is. */
function phoneIn(row: Row, before: RosterPerson | undefined): string | null | undefined {
  if (!row.has('phone')) return before?.phone ?? null
  const text = row.text('phone').normalize('NFKC').replace(/\s/g, '')
  if (text === '') return null
  if (text.includes('*')) return before?.phone ?? row.wrong('phone', '打了星号的号码不能存。请写完整号码，或留空。', 'A starred number cannot be kept. Write it whole, or leave it empty.')
  if (!/^\+?[0-9]{1,4}[0-9-]{4,16}$/.test(text)) return row.wrong('phone', '不是电话号码。请只写数字和短横，如 0512-66668888。', 'Not a phone number. Digits and dashes only, as 0512-66668888.')
  return text
}
