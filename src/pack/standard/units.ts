// A cell of units as a list of names: 甲中心、乙公司，及各产权单位.

/** Separators of a list; not inside brackets, where they tell about one unit. */
const separators = '、，,；;/\n|'

export function splitUnits(cell: string): string[] {
  const names = ['']
  let depth = 0
  for (const char of cell) {
    if (char === '(' || char === '（') depth++
    if (char === ')' || char === '）') depth = Math.max(0, depth - 1)
    if (depth === 0 && separators.includes(char)) names.push('')
    else names[names.length - 1] += char
  }
  // A bracket that is never closed would swallow the list.
  const list = depth > 0 ? cell.split(/[、，,；;/\n|]/) : names
  // 及, 和 before the last name only join it; 和平社区 begins with the same sign, so it goes only before 各, 所属, 属地, 相关.
  return [...new Set(list.map((name) => name.replace(/\s+/g, '').replace(/^(?:以及|及|和|与)(?=各|所属|属地|相关|有关)/, '')).filter((name) => name !== '' && !/^[-—/无]$/.test(name)))]
}
