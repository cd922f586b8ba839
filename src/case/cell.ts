// Keys by which cases are found in time and on the map: month and cell of about 500 metres. Pure.

/** 202611: year and month in China, where the district lives. */
export const monthOf = (at: Date): number => {
  const local = new Date(at.getTime() + 8 * 3_600_000)
  return local.getUTCFullYear() * 100 + local.getUTCMonth() + 1
}

/** Cells a degree; 0.005° is about 500 m. */
const PER_DEGREE = 200
const ROW = 100_000
export const cellOf = (lon: number, lat: number): number => Math.floor((lon + 180) * PER_DEGREE) * ROW + Math.floor((lat + 90) * PER_DEGREE)

/** All cells a box touches, or undefined when there are more than `max`: then the box itself is the better question. */
export function cellsIn([w, s, e, n]: readonly [number, number, number, number], max: number): number[] | undefined {
  const at = (degree: number, from: number) => Math.floor((degree + from) * PER_DEGREE)
  const [x0, x1, y0, y1] = [at(w, 180), at(e, 180), at(s, 90), at(n, 90)]
  if (!(x1 >= x0 && y1 >= y0) || (x1 - x0 + 1) * (y1 - y0 + 1) > max) return undefined
  const cells: number[] = []
  for (let x = x0; x <= x1; x++) for (let y = y0; y <= y1; y++) cells.push(x * ROW + y)
  return cells
}

/** The larger cell a cell lies in, `side` small ones to a side. */
export const coarse = (cell: number, side: number): number => Math.floor(Math.floor(cell / ROW) / side) * ROW + Math.floor((cell % ROW) / side)
