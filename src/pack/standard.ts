// A city's filing standard (立案、处置、结案标准), from sheets made by people to the content of a pack.
import type { Fault } from '#core/problem.ts'
import type { Sheet } from '#core/sheet.ts'
import { fault, note, type Minor, type Note, type Tree } from './standard/classes.ts'
import { headerOf } from './standard/columns.ts'
import { ambiguousWords, possible, readingOf, type AmbiguousWord, type Reading, type Readings } from './standard/limits.ts'
import { readRows } from './standard/rows.ts'
import { PackContent, type Category } from './words.ts'

export interface StandardOptions {
  /** Code of the pack the standard becomes. */
  pack: string
  title: { zh: string; en: string }
  /** What the city means by 天, 小时, 紧急工作日; asked once, remembered in the pack. */
  readings?: Readings
  /** Code of the unit a name in the sheet stands for, when the directory knows it. */
  unitOf?: (name: string) => string | undefined
}

export interface StandardReading {
  /** Undefined when there are faults: a standard is taken whole or not at all. */
  content: PackContent | undefined
  counts: { majors: number; minors: number; conditions: number }
  ambiguous: { word: AmbiguousWord; rows: number; reading: Reading; isDefault: boolean }[]
  unknownUnits: { name: string; rows: number }[]
  /** Read with a guess or left out on purpose, and told. */
  notes: Note[]
  /** Rows not understood, each with its place and what would be right. */
  faults: Fault[]
}

export function readStandard(sheets: Sheet[], options: StandardOptions): StandardReading {
  const tree: Tree = { majors: [], minors: [], notes: [], faults: [] }
  const readings = options.readings ?? {}
  for (const word of ambiguousWords)
    if (readings[word] && !possible[word].includes(readings[word])) fault(tree, `readings.${word}`, `“${word}”只能读作：${possible[word].join('、')}。`, `${word} can only be read as: ${possible[word].join(', ')}.`)
  const words = new Map<AmbiguousWord, number>()

  let tables = 0
  for (const sheet of tree.faults.length > 0 ? [] : sheets) {
    const found = headerOf(sheet)
    if (!found) { note(tree, sheet.name, '这个工作表没有立案标准的表头，已跳过。', 'This sheet has no header of a filing standard and was skipped.'); continue }
    tables++
    if (found.missing.length > 0) fault(tree, `${sheet.name}!A${found.header.row.number}`, `表头缺少：${found.missing.join('、')}。`, `The header lacks: ${found.missing.join(', ')}.`)
    else readRows(tree, sheet, found.header, readings, (word) => words.set(word, (words.get(word) ?? 0) + 1))
  }
  if (tables === 0 && tree.faults.length === 0)
    fault(tree, sheets[0]?.name ?? '.', '没有找到表头。第一行（或标题下一行）应有：大类代码、大类名称、小类代码、小类名称、处置单位、立案条件、结案条件、处置时限。', 'No header was found. The first row, or the one under the title, should name: 大类代码, 大类名称, 小类代码, 小类名称, 处置单位, 立案条件, 结案条件, 处置时限.')
  for (const minor of tree.minors) judge(tree, minor)
  if (tables > 0 && tree.faults.length === 0 && tree.minors.length === 0) fault(tree, sheets[0]?.name ?? '.', '表头下面没有内容。', 'There is nothing below the header.')

  const ambiguous = ambiguousWords.flatMap((word) => {
    const rows = words.get(word) ?? 0
    return rows === 0 ? [] : [{ word, rows, reading: readingOf(word, readings), isDefault: readings[word] === undefined }]
  })
  return {
    content: tree.faults.length === 0 ? contentOf(tree, options, ambiguous) : undefined,
    counts: { majors: tree.majors.length, minors: tree.minors.length, conditions: tree.minors.reduce((sum, minor) => sum + minor.conditions.length, 0) },
    ambiguous, unknownUnits: unknownOf(tree, options.unitOf), notes: tree.notes, faults: tree.faults,
  }
}

function judge(tree: Tree, minor: Minor): void {
  if (minor.conditions.length === 0 && !minor.refused) fault(tree, minor.place, `小类“${minor.name.slice(0, 60)}”没有立案条件：请补上，或删去这一行。`, `The class "${minor.name.slice(0, 60)}" has no filing condition: add one, or remove the row.`)
  if (minor.conditions.length > 60) fault(tree, minor.place, `小类“${minor.name.slice(0, 60)}”有 ${minor.conditions.length} 个立案条件，最多 60 个。`, `The class "${minor.name.slice(0, 60)}" has ${minor.conditions.length} filing conditions, at most 60.`)
  for (const name of [minor.name, minor.major?.name ?? '']) if (name.length > 600) fault(tree, minor.place, `名称太长：${name.length} 字。`, `The name is too long: ${name.length} characters.`)
}

/** Every condition of a class whose unit is unknown counts as a row that cannot be dispatched by rule. */
function unknownOf(tree: Tree, unitOf: StandardOptions['unitOf']): { name: string; rows: number }[] {
  const rows = new Map<string, number>()
  for (const minor of tree.minors)
    for (const name of minor.units) if (unitOf?.(name) === undefined) rows.set(name, (rows.get(name) ?? 0) + minor.conditions.length)
  return [...rows].map(([name, rows]) => ({ name, rows })).sort((a, b) => b.rows - a.rows)
}

function contentOf(tree: Tree, options: StandardOptions, ambiguous: StandardReading['ambiguous']): PackContent {
  const content: PackContent = {
    pack: options.pack, title: options.title, units: { lead: [], with: [] },
    categories: tree.minors.map((minor) => categoryOf(minor, options.unitOf)),
    ...(ambiguous.length > 0 ? { readings: Object.fromEntries(ambiguous.map(({ word, reading }) => [word, reading])) } : {}),
  }
  // All caps were judged row by row above; what fails here is our own mistake, or the caller's pack code or title.
  return PackContent.parse(content)
}

function categoryOf(minor: Minor, unitOf: StandardOptions['unitOf']): Category {
  const to = [...new Set(minor.units.map((name) => unitOf?.(name) ?? name))]
  return {
    code: minor.code, title: { zh: minor.name, en: '' }, kind: minor.kind,
    ...(minor.major ? { major: { code: minor.major.code, title: { zh: minor.major.name, en: '' } } } : {}),
    conditions: minor.conditions, rules: to.map((unit) => ({ to: unit })),
    ...(minor.source.size > 0 ? { source: Object.fromEntries([...minor.source].map(([key, texts]) => [key, texts.join('\n')])) } : {}),
  }
}
