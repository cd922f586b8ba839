// Rows of a file become drafts of areas or of map features: columns found, kinds read, shapes judged and brought to WGS-84. Pure, run apart.
import { borderOf, faultOf, numbersOf, tidied } from './border.ts'
import { fieldNames, type Field } from './fields.ts'
import { keyOf, type GroundFile, type GroundRow } from './row.ts'
import { toWgs84, turned, type Geometry } from './systems.ts'
import { areaKinds, layerNames, type AreaKind, type GroundFault, type LayerKind, type System } from './words.ts'

export interface Choice {
  what: 'area' | LayerKind
  system: System
  /** Heading of the file for a field, where the person said it; the rest is found by name. */
  columns: Partial<Record<Field, string>>
  /** Kind of rows that name none. */
  kind?: AreaKind | undefined
}
export interface Draft {
  path: string
  code: string; name: string
  /** As far as it is understood; '' when the row names none. */
  kind: string
  parent: string
  from: string; to: string
  /** WGS-84, tidied; undefined when the row brings no shape, null when it says there is none. */
  geometry: Geometry | undefined
  raw: Geometry | undefined
}
export interface Read { format: GroundFile['format']; encoding: string | undefined; projected: boolean; headings: string[]; columns: Partial<Record<Field, string>>; drafts: Draft[]; faults: GroundFault[] }

const kindWords: Record<AreaKind, readonly string[]> = {
  city: ['市', '城市', '地级市', 'city'], district: ['区', '区县', '县', '市辖区', '县级市', '开发区', 'district', 'county'], subdistrict: ['街道', '镇', '乡', '街道办', '街道办事处', '乡镇', '镇街', 'subdistrict', 'street', 'town'],
  zone: ['片区', '区域', '责任区', 'zone'], community: ['社区', '村', '行政村', '居委会', '村居', '社区居委会', '村委会', 'community', 'village'], grid: ['网格', '单元网格', '基础网格', '综合网格', '责任网格', 'grid'], cell: ['微网格', '楼栋', 'cell'],
}
const kindOf = new Map(areaKinds.flatMap((kind) => kindWords[kind].map((word) => [word, kind] as const)))
const roadLevels: Record<string, string> = { 主干道: 'arterial', 主干路: 'arterial', 快速路: 'arterial', 次干道: 'street', 次干路: 'street', 支路: 'lane', 街巷: 'lane', 背街小巷: 'lane', arterial: 'arterial', street: 'street', lane: 'lane', primary: 'arterial', secondary: 'arterial', tertiary: 'street', residential: 'lane' }

export function columnsOf(headings: readonly string[], said: Partial<Record<Field, string>>): Partial<Record<Field, string>> {
  const columns: Partial<Record<Field, string>> = {}
  for (const [field, heading] of Object.entries(said) as [Field, string][]) if (headings.includes(heading)) columns[field] = heading
  const keys = new Map(headings.map((heading) => [keyOf(heading), heading]))
  for (const [field, names] of Object.entries(fieldNames) as [Field, readonly string[]][]) {
    const found = names.find((name) => keys.has(name) && !Object.values(columns).includes(keys.get(name)!))
    if (columns[field] === undefined && found !== undefined) columns[field] = keys.get(found)!
  }
  return columns
}

export function draftsOf(file: GroundFile, choice: Choice): Read {
  const columns = columnsOf(file.headings, choice.columns)
  const faults: GroundFault[] = []
  const drafts = file.rows.map((row) => draftOf(row, columns, choice, faults)).filter((draft) => draft.code !== '' || draft.name !== '' || draft.geometry !== undefined)
  return { format: file.format, encoding: file.encoding, projected: file.projected ?? false, headings: file.headings, columns, drafts, faults }
}

function draftOf(row: GroundRow, columns: Partial<Record<Field, string>>, choice: Choice, faults: GroundFault[]): Draft {
  const cell = (field: Field) => (columns[field] === undefined ? '' : row.props[columns[field]] ?? '')
  const code = cell('code').slice(0, 60), name = cell('name').slice(0, 120)
  const where = { path: row.path, code: code || name || row.path, name }
  const tell = (fault: GroundFault) => { faults.push({ ...fault, codes: code ? [code] : fault.codes }) }
  const draft: Draft = { path: row.path, code, name, kind: '', parent: cell('parent').slice(0, 120), from: '', to: '', geometry: undefined, raw: undefined }
  const saidKind = cell('kind')
  if (choice.what === 'area') {
    if (code === '') tell(faultOf('no-code', 'must', where, [], `${name || '这一行'}没有编码。每个辖区要有自己的编码，再导一次时靠它认出来。`, `${name || 'This row'} has no code. Every area needs one; a later import knows it by that.`))
    draft.kind = saidKind === '' ? '' : kindOf.get(keyOf(saidKind)) ?? ''
    if (saidKind !== '' && draft.kind === '') {
      if (choice.kind === undefined) tell(faultOf('no-kind', 'must', where, [], `类型“${saidKind.slice(0, 30)}”看不懂。可写：${areaKinds.map((kind) => kindWords[kind][0]).join('、')}。`, `The kind "${saidKind.slice(0, 30)}" is not known. One of: ${areaKinds.join(', ')}.`))
      draft.kind = choice.kind ?? ''
    }
    if (draft.kind === '') draft.kind = choice.kind ?? ''
    for (const field of ['from', 'to'] as const) {
      const day = dayOf(cell(field))
      if (day === undefined) tell(faultOf('bad-date', 'must', where, [], `日期“${cell(field).slice(0, 30)}”看不懂，应写成 2026-11-23。`, `The date "${cell(field).slice(0, 30)}" is not understood; write 2026-11-23.`))
      else draft[field] = day
    }
  } else draft.kind = choice.what === 'road' ? roadLevels[saidKind] ?? '' : saidKind.slice(0, 40)
  if (row.wrong) tell(faultOf('wrong-type', 'must', where, [], row.wrong.zh, row.wrong.en))
  else if (row.geometry) shapeInto(draft, row.geometry, where, choice, tell)
  return draft
}

function shapeInto(draft: Draft, raw: Geometry, where: { path: string; code: string; name: string }, choice: Choice, tell: (fault: GroundFault) => void): void {
  const fits = fitting(choice.what)
  if (!fits.types.includes(raw.type)) { tell(faultOf('wrong-type', 'must', where, [], `图形是 ${raw.type}，这里要${fits.zh}。`, `The shape is a ${raw.type}; ${fits.en} is needed here.`)); return }
  const numbers = numbersOf(raw, where)
  if (numbers) { tell(numbers); return }
  const { geometry, closed } = tidied(turned(raw, (position) => toWgs84(position, choice.system)))
  draft.raw = raw
  draft.geometry = geometry
  if (closed) tell(faultOf('ring-closed', 'note', where, [], '边界首尾没有相接，已按首点闭合。', 'The border did not end where it began; it was closed at its first point.'))
  // A crossing drawn in a park is ugly; in a grid it makes two answers for one point.
  for (const fault of borderOf(geometry, where)) tell(choice.what === 'area' ? fault : { ...fault, level: fault.kind === 'self-crossing' ? 'note' : 'must' })
}
function fitting(what: Choice['what']): { types: Geometry['type'][]; zh: string; en: string } {
  if (what === 'area') return { types: ['Polygon', 'MultiPolygon', 'Point'], zh: '面（或只给中心点）', en: 'a polygon (or a point for the middle)' }
  if (what === 'road') return { types: ['LineString', 'MultiLineString'], zh: '线', en: 'a line' }
  if (what === 'place' || what === 'compound') return { types: ['Point', 'Polygon', 'MultiPolygon'], zh: '点或面', en: 'a point or a polygon' }
  return { types: ['Polygon', 'MultiPolygon'], zh: `面（${layerNames[what].zh}）`, en: 'a polygon' }
}

/** `2026-11-23`, `2026/1/2`, `2026年1月2日`, `20261123`; '' stays ''. */
function dayOf(text: string): string | undefined {
  if (text === '') return ''
  const found = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]00:00(?::00)?.*)?$/.exec(text)
  if (!found) return undefined
  const day = `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}`
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : undefined
}
