// One row of a ground file, its caps, and what a person is told when a file is not read.
import { problem } from '#core/problem.ts'
import { headingOf } from '#core/columns.ts'
import { tidy } from '#core/text.ts'
import type { Geometry } from './systems.ts'

export interface GroundRow {
  /** `要素 3` or `Sheet!A5`. */
  path: string
  props: Record<string, string>
  geometry?: Geometry | null
  /** A shape that is none of the kinds we take, or a text that is no shape. */
  wrong?: { zh: string; en: string }
}
export interface GroundFile {
  format: 'geojson' | 'shapefile' | 'sheet'
  /** Names of the properties as the file writes them, in its order. */
  headings: string[]
  rows: GroundRow[]
  /** What was found out about the file: the encoding of its names, a projection undone. */
  encoding?: string
  projected?: boolean
}
export const caps = { features: 60_000, points: 600_000, properties: 120, cell: 400 } as const

export const notGround = problem<{ file: string; because: string; becauseEn: string }>('ground.not-readable', 422, ({ file, because, becauseEn }) => ({
  zh: `《${file}》读不出来：${because}。可以导入 GeoJSON、打成 zip 的 shapefile（.shp、.dbf，最好有 .prj 和 .cpg）、.xlsx 和 .csv。`,
  en: `"${file}" cannot be read: ${becauseEn}. GeoJSON, a zipped shapefile (.shp and .dbf, better with .prj and .cpg), .xlsx and .csv are taken.`,
}))
export const tooManyShapes = problem<{ file: string; what: string; whatEn: string; max: number }>('ground.too-much', 422, ({ file, what, whatEn, max }) => ({
  zh: `《${file}》太大：${what}最多 ${max}。请删去用不到的图层，或分成几个文件导入。`, en: `"${file}" is too big: at most ${max} ${whatEn}. Remove what is not needed, or import it as several files.`,
}))

/** Property names compared as headings of sheets are: without blanks, brackets and case. */
export const keyOf = (name: string): string => headingOf(name.slice(0, 100))
/** A value as clean text of bounded length. */
export function valueOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') return ''
  const text = String(value as string | number | boolean)
  return tidy(text.slice(0, caps.cell))
}
