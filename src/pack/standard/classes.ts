// The tree of major and minor classes as rows open them: codes made equal, doubles kept apart, no row lost.
import type { Fault, Said } from '#core/problem.ts'
import type { FilingCondition } from '../words.ts'
import type { Kind } from './columns.ts'
import { numberOf } from './limits.ts'

export interface Major { kind: Kind; code: string; asked: string | undefined; name: string; key: string }
export interface Minor {
  code: string; asked: string | undefined; name: string; key: string; kind: Kind; major: Major | undefined
  units: string[]; source: Map<string, string[]>; conditions: FilingCondition[]; place: string
  /** A row of it was refused: that fault says enough about an empty class. */
  refused: boolean
}
export interface Note { place: string; said: Said }
export interface Tree { majors: Major[]; minors: Minor[]; notes: Note[]; faults: Fault[] }

export const note = (tree: Tree, place: string, zh: string, en: string) => { tree.notes.push({ place, said: { zh, en } }) }
export const fault = (tree: Tree, path: string, zh: string, en: string) => { tree.faults.push({ path, said: { zh, en } }) }

/** 1, 1.0, 01, ０１ and 一、 are the same code `01`; letters in lower case; undefined when it is no code at all. */
export function codeOf(cell: string): string | undefined {
  const text = cell.normalize('NFKC').replace(/\s+/g, '').replace(/[、.]$/, '')
  if (/^\d{1,4}(\.0+)?$/.test(text)) return String(Number(text)).padStart(2, '0')
  const spoken = /^[一二三四五六七八九十]{1,3}$/.test(text) ? numberOf(text) : undefined
  if (spoken !== undefined) return String(spoken).padStart(2, '0')
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$/.test(text) ? text.toLowerCase() : undefined
}

/** `01 公用设施` or `一、公用设施` in a sheet that has no column for codes. */
export function splitName(cell: string): { code: string; name: string } {
  const match = /^(\d{1,4}|[一二三四五六七八九十]{1,3}(?=[、.．]))[\s、.．-]*(\D.*)$/s.exec(cell.normalize('NFKC'))
  return match ? { code: match[1] ?? '', name: match[2] ?? '' } : { code: '', name: cell }
}

/** Names are compared without blanks and full-width differences. */
const keyOf = (name: string) => name.normalize('NFKC').replace(/\s+/g, '')
/** What a pack holds; a sheet that opens a class in every row is not searched any further. */
export const maxMinors = 3000
const letter = (kind: Kind) => (kind === 'component' ? 'c' : 'e')

interface Found { code: string; name: string; place: string }

/** The major class a row belongs to: the one already open, one met before, or a new one. */
export function openMajor(tree: Tree, kind: Kind, current: Major | undefined, found: Found): Major | undefined {
  const { asked, name } = read(tree, found, '大类', 'major class')
  if (asked === undefined && name === '') return current?.kind === kind ? current : undefined
  const mine = tree.majors.filter((major) => major.kind === kind)
  const known = metBefore(mine, current, asked, name)
  if (known) return known
  const wanted = `${letter(kind)}${asked ?? nextOf(mine.map((major) => major.code.slice(1)))}`
  const code = unused(wanted, tree.majors.map((major) => major.code))
  const major = { kind, code, asked, name: name || `${asked}`, key: keyOf(name) }
  if (code !== wanted) note(tree, found.place, `大类代码 ${asked} 已用于“${mine.find((other) => other.asked === asked)?.name}”，“${name}”另立为 ${code}。`, `Major code ${asked} already stands for another class; this one is kept apart as ${code}.`)
  if (name === '') note(tree, found.place, `大类 ${asked} 没有名称，以代码为名。`, `Major class ${asked} has no name; its code is used.`)
  tree.majors.push(major)
  return major
}

/** The minor class a row belongs to, within its major class. Two classes with one code but two names are two classes. */
export function openMinor(tree: Tree, kind: Kind, major: Major | undefined, current: Minor | undefined, found: Found): Minor | undefined {
  const { asked, name } = read(tree, found, '小类', 'minor class')
  if (asked === undefined && name === '') return current
  const mine = tree.minors.filter((minor) => minor.kind === kind && minor.major === major)
  const known = metBefore(mine, current, asked, name)
  if (known) return known
  const stem = major ? `${major.code}-` : letter(kind)
  const wanted = `${stem}${asked ?? nextOf(mine.map((minor) => minor.code.slice(stem.length)))}`
  const code = unused(wanted, tree.minors.map((minor) => minor.code))
  if (code !== wanted) note(tree, found.place, `小类代码 ${asked} 在同一大类中已用于“${mine.find((other) => other.asked === asked)?.name}”，“${name}”另立为 ${code}。`, `Minor code ${asked} already stands for another class; this one is kept apart as ${code}.`)
  if (name === '') note(tree, found.place, `小类 ${asked} 没有名称，以代码为名。`, `Minor class ${asked} has no name; its code is used.`)
  const minor: Minor = { code, asked, name: name || `${asked}`, key: keyOf(name), kind, major, refused: false, units: [], source: new Map(), conditions: [], place: found.place }
  tree.minors.push(minor)
  return minor
}

function read(tree: Tree, found: Found, zh: string, en: string): { asked: string | undefined; name: string } {
  const asked = found.code === '' ? undefined : codeOf(found.code)
  const name = found.name.replace(/\s+/g, '')
  if (found.code === '' || asked !== undefined) return { asked, name: /[a-z]/i.test(name) ? found.name.replace(/\s+/g, ' ') : name }
  // Words where a code should stand: a heading across the columns, or a slip. They serve as the name if there is none.
  if (name !== '') note(tree, found.place, `${zh}代码“${found.code.slice(0, 40)}”不是代码，已自动编号。`, `"${found.code.slice(0, 40)}" is no code of a ${en}; a number was given.`)
  const split = splitName(found.code)
  return { asked: codeOf(split.code), name: name || split.name.replace(/\s+/g, '') }
}

/** The open class if it fits, else one met before; a blank code or name fits any. */
function metBefore<T extends { asked: string | undefined; key: string }>(all: T[], current: T | undefined, asked: string | undefined, name: string): T | undefined {
  const key = keyOf(name)
  const fits = (one: T) => (asked === undefined || one.asked === asked) && (key === '' || one.key === key)
  return current && all.includes(current) && fits(current) ? current : all.find(fits)
}

const nextOf = (taken: string[]) => String(Math.max(0, ...taken.map((code) => Number.parseInt(code, 10)).filter(Number.isFinite)) + 1).padStart(2, '0')

function unused(wanted: string, taken: string[]): string {
  const all = new Set(taken)
  for (let n = 1; ; n++) {
    const code = n === 1 ? wanted : `${wanted}-${n}`
    if (!all.has(code)) return code
  }
}
