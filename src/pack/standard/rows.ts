// One sheet of a filing standard, row by row, into the tree of classes.
import { headingOf, place } from '#core/columns.ts'
import type { Sheet, SheetRow } from '#core/sheet.ts'
import { fault, maxMinors, note, openMajor, openMinor, splitName, type Major, type Minor, type Tree } from './classes.ts'
import { hasKinds, kindIn, kindOfSheet, names, unitInHeading, type ColumnName, type StandardHeader } from './columns.ts'
import { readLimitCell, type AmbiguousWord, type Readings } from './limits.ts'
import { splitUnits } from './units.ts'

const maxText = 600
const maxSource = 4000

export function readRows(tree: Tree, sheet: Sheet, header: StandardHeader, readings: Readings, met: (word: AmbiguousWord) => void): void {
  const { columns } = header
  const kinds = hasKinds(sheet, header)
  const sheetKind = kindOfSheet(sheet, header)
  if (!kinds && !sheetKind) note(tree, sheet.name, '看不出是部件还是事件（工作表名、表头、标题都没有写），按事件读入。', 'Nothing says whether these are components or events; they are read as events.')
  const sources = header.others.filter(({ heading }) => !/^(序号|编号|no\.?)$/.test(headingOf(heading)))
  if (columns.kind !== undefined && !kinds) sources.push({ column: columns.kind, heading: header.row.cells[columns.kind] ?? '类型' })
  const unit = unitInHeading(header)

  let kind = sheetKind ?? 'event'
  let major: Major | undefined
  let minor: Minor | undefined
  for (const row of sheet.rows.filter((row) => row.number > header.row.number)) {
    const cell = (name: ColumnName) => (columns[name] === undefined ? '' : row.cells[columns[name]] ?? '').trim()
    const at = (name: ColumnName) => place(sheet.name, row.number, columns[name] ?? 0)
    if (row.cells.every((text) => text.trim() === '')) continue
    if (isHeaderAgain(row, header)) { note(tree, `${sheet.name}!A${row.number}`, '重复的表头，已跳过。', 'A repeated header row was skipped.'); continue }
    if (isRemark(row, columns)) { note(tree, `${sheet.name}!A${row.number}`, `表下说明，未读入：“${shorten(row.cells.join(' ').trim())}”`, `A remark under the table was not read: "${shorten(row.cells.join(' ').trim())}"`); continue }

    if (kinds && cell('kind') !== '') kind = kindIn(cell('kind')) ?? kind
    const majorFound = { code: cell('majorCode'), name: cell('majorName'), place: at('majorName') }
    const minorFound = { code: cell('minorCode'), name: cell('minorName'), place: at(columns.minorName === undefined ? 'minorCode' : 'minorName') }
    if (columns.majorCode === undefined) Object.assign(majorFound, splitName(majorFound.name))
    if (columns.minorCode === undefined) Object.assign(minorFound, splitName(minorFound.name))
    const nextMajor = openMajor(tree, kind, major, majorFound)
    // A class never reaches over the border of the one above it: a blank minor cell under a new major class is no repetition.
    if (nextMajor !== major || minor?.kind !== kind) minor = undefined
    major = nextMajor
    const before = minor
    minor = openMinor(tree, kind, major, minor, minorFound)

    if (tree.minors.length > maxMinors) { fault(tree, at('minorName'), `小类超过 ${maxMinors} 个，后面的行没有读。请分成几个标准导入。`, `More than ${maxMinors} minor classes; the rows below were not read. Import it as several standards.`); return }

    const [condition, close, limit] = [cell('condition'), cell('close'), cell('limit')]
    if (!minor) {
      if (condition || limit || close) fault(tree, at('minorName'), '这一行没有小类：请填写小类代码或小类名称。', 'This row has no minor class: fill in its code or its name.')
      else if (majorFound.code || majorFound.name) note(tree, majorFound.place, '只有大类的一行，作为标题读入。', 'A row with a major class only was read as a heading.')
      else fault(tree, `${sheet.name}!A${row.number}`, '看不懂这一行：没有小类，也没有立案条件。', 'This row is not understood: no minor class and no filing condition.')
      continue
    }
    addUnits(tree, minor, splitUnits(cell('unit')), at('unit'), minor === before)
    for (const { column, heading } of sources) addSource(tree, minor, heading, (row.cells[column] ?? '').trim(), place(sheet.name, row.number, column))

    if (condition === '' && limit === '' && close === '') continue
    if (condition === '') {
      minor.refused = true
      fault(tree, at('condition'), '没有立案条件，却有时限或结案条件：请补上立案条件（合并的单元格请逐行填写）。', 'The filing condition is missing although a limit or a closing condition is given: fill it in (write merged cells out row by row).')
      continue
    }
    const read = readLimitCell(limit, readings, unit)
    if ('wrong' in read) { minor.refused = true; fault(tree, at('limit'), read.wrong.zh, read.wrong.en); continue }
    if (read.word) met(read.word)
    if (read.guess) note(tree, at('limit'), `“${limit}”：${read.guess.zh}`, `"${limit}": ${read.guess.en}`)
    const closing = closingOf(tree, { close, rest: read.rest, limit, limitAt: at('limit'), closeAt: at('close') })
    if (read.rest !== '') addSource(tree, minor, '处置时限', limit, at('limit'))
    if (tooLong(tree, condition, at('condition')) || tooLong(tree, closing, at('close'))) { minor.refused = true; continue }
    minor.conditions.push({
      id: String(minor.conditions.length + 1), text: { zh: condition, en: '' }, limit: read.limit,
      ...(closing ? { close: { zh: closing, en: '' } } : {}), evidence: { report: 1, handle: 1 },
    })
  }
}

/** Words behind a limit are usually the closing condition, slipped one cell to the right; in brackets they are a remark. */
function closingOf(tree: Tree, { close, rest, limit, limitAt, closeAt }: { close: string; rest: string; limit: string; limitAt: string; closeAt: string }): string {
  if (rest === '') {
    if (close === '') note(tree, closeAt, '没有结案条件。', 'There is no closing condition.')
    return close
  }
  const moves = close === '' && !/^[(（]/.test(rest)
  if (moves) note(tree, limitAt, `“${limit}”：只取前面的时限，“${rest}”移作结案条件。`, `"${limit}": the limit was read and "${rest}" moved to the closing condition.`)
  else note(tree, limitAt, `“${limit}”：只取前面的时限，“${rest}”留在来源说明中。`, `"${limit}": the limit was read and "${rest}" kept with the source.`)
  return moves ? rest : close
}

function isHeaderAgain(row: SheetRow, header: StandardHeader): boolean {
  const { condition, limit } = header.columns
  const is = (column: number | undefined, synonyms: readonly string[]) => column !== undefined && synonyms.includes(headingOf(row.cells[column] ?? ''))
  return is(condition, names.condition) && is(limit, names.limit)
}

/** 注：… or 说明：… alone in its row. */
function isRemark(row: SheetRow, columns: StandardHeader['columns']): boolean {
  const filled = row.cells.filter((text) => text.trim() !== '')
  const inTable = (['condition', 'limit', 'close'] as const).some((name) => columns[name] !== undefined && (row.cells[columns[name]] ?? '').trim() !== '' && filled.length > 1)
  return !inTable && filled.length <= 2 && /^[（(]?(注|备注|说明|填表|附|续表|第.{1,3}页|制表|编制)/.test(filled[0]?.trim() ?? '')
}

function addUnits(tree: Tree, minor: Minor, units: string[], at: string, again: boolean): void {
  const fresh = units.filter((unit) => !minor.units.includes(unit))
  if (fresh.length === 0) return
  // Responsibility hangs on the class, so a second unit inside one class joins it.
  if (again && minor.units.length > 0) note(tree, at, `同一小类里又出现处置单位“${shorten(fresh.join('、'))}”，已并入该小类。`, `Another unit appears inside the same class and was added to it: ${shorten(fresh.join(', '))}`)
  for (const unit of fresh) {
    if (unit.length > 120) fault(tree, at, `处置单位“${shorten(unit)}”太长（${unit.length} 字，最多 120）：请用顿号分开各单位。`, `The unit "${shorten(unit)}" is too long (${unit.length} characters, at most 120): separate units by 、`)
    else if (minor.units.length >= 60) { fault(tree, at, '一个小类最多 60 个处置单位。', 'A class has at most 60 units.'); return }
    else minor.units.push(unit)
  }
}

function addSource(tree: Tree, minor: Minor, heading: string, text: string, at: string): void {
  if (text === '') return
  const key = heading.replace(/\s+/g, '').slice(0, 60)
  const texts = minor.source.get(key) ?? []
  if (texts.includes(text)) return
  if (texts.join('\n').length + text.length + 1 > maxSource) { note(tree, at, `“${key}”超过 ${maxSource} 字，这一格没有存入来源说明。`, `"${key}" exceeds ${maxSource} characters; this cell was not kept with the source.`); return }
  minor.source.set(key, [...texts, text])
}

function tooLong(tree: Tree, text: string, at: string): boolean {
  if (text.length <= maxText) return false
  fault(tree, at, `太长：${text.length} 字，最多 ${maxText} 字。请分成几个条件，每行一个。`, `Too long: ${text.length} characters, at most ${maxText}. Split it into several conditions, one a row.`)
  return true
}

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
