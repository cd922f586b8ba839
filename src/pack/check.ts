// Checks the text of a pack and answers its content, or everything that is wrong with it, each fault with file and line.
import { z } from 'zod'
import type { Said } from '#core/problem.ts'
import { near } from '#core/near.ts'
import { faultsOf, LimitText, place, type About } from './wording.ts'
import { Category, FilingCondition, PackContent } from './words.ts'
import { checkOrder } from './check-order.ts'
import { inOrder, readYaml, type PackFault, type Path, type Read } from './yaml.ts'

export type { PackFault } from './yaml.ts'

/** What a pack may refer to: unit codes and, where they are known, group codes and the names people write (name → code). */
export interface Known {
  units: ReadonlySet<string>
  /** Area codes with the codes above them; where a district is not known, areas are not looked up. */
  areas?: ReadonlyMap<string, readonly string[]>
  groups?: ReadonlySet<string>
  names?: ReadonlyMap<string, string>
  /** The folder the file lies in: how a person finds the pack, so the two names are one. */
  folder?: string
}
/** In a rule, the unit of the place itself (属地). */
export const territory = 'territory'
/** In a rule, whoever owns the thing (权属单位). */
export const owner = 'owner'

// The shape of the file is the shape of the content, but for the limit, which a person writes as `4 work_hour`.
export const PackText = PackContent.extend({
  categories: z.array(Category.extend({ conditions: z.array(FilingCondition.extend({ limit: LimitText })).min(1).max(60) })).max(3000),
})

/** All faults of a file in one run. `content` is there exactly when there are none. */
export function checkPack(text: string, file: string, known: Known): { content?: PackContent; faults: PackFault[]; notes?: PackFault[]; read?: Read } {
  const { read, faults } = readYaml(text, file)
  if (!read) return { faults: inOrder(faults) }
  const about: About = { file, read, nameOf: (path) => nameOf(read.raw, path) }
  const parsed = PackText.safeParse(read.raw)
  const say: Say = (path, zh, en, whole = false) => { faults.push({ ...place(about, path, { zh, en }), ...(whole ? { said: { zh, en } } : {}) }) }
  if (!parsed.success) faults.push(...faultsOf(parsed.error.issues, { ...about, schema: PackText }))
  // These read the raw data, so that one misspelt key does not hide an unknown unit further down.
  checkTitles(read.raw, [], say)
  checkUnits(read.raw, known, say)
  checkTwice(read.raw, say)
  checkWords(read.raw, say)
  // Rows are weighed against each other only where they could be read: a wrong row says enough of itself.
  const notes: PackFault[] = []
  if (parsed.success) checkOrder(parsed.data, known, say, (path, zh, en) => { notes.push(place(about, path, { zh, en })) })
  const id = group(read.raw)['pack']
  if (known.folder !== undefined && typeof id === 'string' && id !== known.folder) say(['pack'], `文件夹叫 ${known.folder}，这里写的是 ${id}，要一致`, `the folder is ${known.folder} but the file says ${id}; make them the same`)
  return parsed.success && faults.length === 0 ? { content: parsed.data, faults, notes: inOrder(notes), read } : { faults: inOrder(faults) }
}

/** `whole`: the sentence names its place itself. */
export type Say = (path: Path, zh: string, en: string, whole?: boolean) => void
const group = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {})
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const categoriesOf = (raw: unknown) => list(group(raw)['categories']).map((category, n) => ({ category: group(category), path: ['categories', n] as const }))

/** A path as the author would say it: `litter.roaming seen limit` for categories.0.conditions.1.limit. */
function nameOf(raw: unknown, path: Path): string {
  let value = raw
  const words: string[] = []
  for (const [n, key] of path.entries()) {
    value = Array.isArray(value) ? value[Number(key)] : group(value)[String(key)]
    const called = group(value)['code'] ?? group(value)['id']
    if (typeof key === 'number') words.push(typeof called === 'string' ? called : `${String(path[n - 1])}[${key + 1}]`)
    // The list a thing stands in is said by the thing itself.
    else if (typeof path[n + 1] !== 'number') words.push(String(key).slice(0, 60))
  }
  return words.join(' ')
}

/** A shipped pack speaks both languages: an empty title is a hole in somebody's screen. */
function checkTitles(value: unknown, path: Path, say: Say): void {
  if (Array.isArray(value)) for (const [n, item] of value.entries()) checkTitles(item, [...path, n], say)
  for (const [key, text] of Object.entries(group(value))) {
    if ((key === 'zh' || key === 'en') && typeof text === 'string' && text.trim() === '') say([...path, key], `${key === 'zh' ? '中文' : '英文'}不能空着，中英文都要有`, `the ${key === 'zh' ? 'Chinese' : 'English'} must not be empty; both languages are needed`)
    else if (key === 'zh' && typeof text === 'string' && typeof group(value)['en'] === 'string' && !/\p{Script=Han}/u.test(text)) say([...path, key], `中文里没有汉字，现在是 “${text.slice(0, 40)}”`, `the Chinese has no Chinese character; it says "${text.slice(0, 40)}"`)
    else if (key === 'en' && typeof text === 'string' && /\p{Script=Han}/u.test(text)) say([...path, key], `英文里有汉字，现在是 “${text.slice(0, 40)}”`, `the English has Chinese characters; it says "${text.slice(0, 40)}"`)
    else if (typeof text === 'object') checkTitles(text, [...path, key], say)
  }
}

function checkUnits(raw: unknown, known: Known, say: Say): void {
  const guess = (name: string, among: Iterable<string>): Said => {
    // The Chinese name is a likely slip: the file wants the code that stands beside it in the table.
    const candidates = new Map([...[...among].map((code) => [code, code] as const), ...(known.names ?? [])])
    const close = candidates.has(name) ? name : near(name, candidates.keys())
    const code = close === undefined ? undefined : candidates.get(close)
    const shown = close === code ? code : `${code}（${close}）`
    return code === undefined ? { zh: '', en: '' } : { zh: `；是不是 ${shown}？`, en: `; is it ${shown}?` }
  }
  const answering = [...known.units, ...(known.groups ?? []), territory, owner]
  const taking = [...known.units, ...(known.groups ?? [])]
  for (const { category, path } of categoriesOf(raw)) {
    const code = typeof category['code'] === 'string' ? category['code'] : nameOf(raw, path)
    for (const [n, rule] of list(category['rules']).entries()) {
      const at = [...path, 'rules', n]
      const { to, owners, areas } = group(rule)
      if (typeof to === 'string' && to !== '' && !answering.includes(to)) say([...at, 'to'], `${code} 派给 ${to}，但单位表里没有它${guess(to, answering).zh}`, `${code} goes to ${to}, which is not in the table of units${guess(to, answering).en}`, true)
      for (const [m, name] of list(owners).entries()) if (typeof name === 'string' && !taking.includes(name)) say([...at, 'owners', m], `单位表里没有 ${name}${guess(name, taking).zh}`, `${name} is not in the table of units${guess(name, taking).en}`)
      for (const [m, area] of list(areas).entries()) {
        if (typeof area !== 'string' || !known.areas || known.areas.has(area)) continue
        const close = near(area, known.areas.keys())
        say([...at, 'areas', m], `没有代码为 ${area} 的辖区${close ? `；是不是 ${close}？` : ''}`, `there is no area with the code ${area}${close ? `; is it ${close}?` : ''}`)
      }
      for (const [part, names] of [['owners', owners], ['areas', areas]] as const) {
        const those = list(names)
        for (const [m, name] of those.entries()) if (those.indexOf(name) < m) say([...at, part, m], `${String(name)} 写了两次`, `${String(name)} is named twice`)
      }
    }
  }
  const units = group(group(raw)['units'])
  const seen = new Set<string>()
  for (const part of ['lead', 'with'] as const) {
    for (const [n, name] of list(units[part]).entries()) {
      if (typeof name !== 'string') continue
      if (seen.has(name)) say(['units', part, n], `${name} 写了两次`, `${name} is named twice`)
      else if (!taking.includes(name)) say(['units', part, n], `单位表里没有 ${name}${guess(name, taking).zh}`, `${name} is not in the table of units${guess(name, taking).en}`)
      seen.add(name)
    }
  }
  const lead = list(units['lead'])
  if (lead.length > 0 && lead.every((name) => typeof name === 'string' && known.groups?.has(name))) say(['units', 'lead'], '牵头的只有成组的单位；至少写一个单位，派给一组而没有谁管那里时由它接', 'only groups lead; name at least one unit, which takes what no member of a group covers')
  if (Array.isArray(units['lead']) && units['lead'].length === 0) say(['units', 'lead'], '至少要有一个牵头单位', 'at least one unit must lead')
}

/** What must be one of a kind: category codes in a pack, condition ids in a category, the title of a major class. */
function checkTwice(raw: unknown, say: Say): void {
  const codes = new Map<string, number>()
  const majors = new Map<string, string>()
  const titles = new Map<string, string>()
  for (const [row, { category, path }] of categoriesOf(raw).entries()) {
    const code = category['code']
    if (typeof code === 'string') {
      const first = codes.get(code)
      if (first === undefined) codes.set(code, row)
      else say([...path, 'code'], `第${first + 1}类已经用了这个代码，请换一个`, `category ${first + 1} has this code already; choose another`)
    }
    const zh = group(category['title'])['zh']
    if (typeof zh === 'string' && zh !== '' && typeof code === 'string') {
      const twin = titles.get(zh)
      if (twin !== undefined && twin !== code) say([...path, 'title', 'zh'], `“${zh}” 已是 ${twin} 的名称，两类要叫得出区别`, `"${zh}" is the title of ${twin} already; two kinds need two names`)
      titles.set(zh, code)
    }
    const ids = new Set<unknown>()
    const texts = new Map<string, number>()
    for (const [n, condition] of list(category['conditions']).entries()) {
      const id = group(condition)['id']
      if (typeof id === 'string' && ids.has(id)) say([...path, 'conditions', n, 'id'], '这一类里已有同名的立案条件，请换一个', 'the category has a condition of this id already; choose another')
      ids.add(id)
      const text = group(group(condition)['text'])['zh']
      if (typeof text !== 'string' || text === '') continue
      const first = texts.get(text)
      if (first !== undefined) say([...path, 'conditions', n, 'text', 'zh'], `和第${first + 1}条立案条件写得一样，没法选`, `reads like condition ${first + 1}; nobody could choose between them`)
      else texts.set(text, n)
    }
    const major = group(category['major'])
    if (typeof major['code'] !== 'string') continue
    const title = JSON.stringify(major['title'])
    if ((majors.get(major['code']) ?? title) !== title) say([...path, 'major', 'title'], `大类 ${major['code']} 前面用的是另一个名称，请写成一样`, `major class ${major['code']} has another title further up; use the same`)
    else majors.set(major['code'], title)
  }
}

/** Words of the people: said once, long enough to mean something. */
function checkWords(raw: unknown, say: Say): void {
  for (const { category, path } of categoriesOf(raw)) {
    const words = list(category['words'])
    for (const [n, word] of words.entries()) {
      if (typeof word !== 'string') continue
      const at = [...path, 'words', n]
      if (word.trim() !== word || /\s{2,}/.test(word)) say(at, '前后不留空格，中间只空一格', 'no blanks around it, and single ones within')
      else if (word !== '' && [...word.replaceAll(' ', '')].length < 2) say(at, `“${word}” 只有一个字，什么都会碰上；至少两个字`, `"${word}" is one character and meets everything; take two or more`)
      else if (words.indexOf(word) < n) say(at, `“${word}” 写了两次`, `"${word}" stands here twice`)
    }
  }
}
