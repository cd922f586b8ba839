// Every colour of the product, once: light and dark, read by the CSS variables, the antd theme, the map and the charts.

/** look.md §2 and §5. The order of a pair is [light, dark]. */
const pairs = {
  paper: ['#f4f5f1', '#0f1618'], surface: ['#ffffff', '#162024'], 'surface-2': ['#fafaf7', '#1a262a'], sunken: ['#ebede8', '#0b1113'],
  line: ['#e3e6e0', '#26343a'], 'line-2': ['#d3d8d1', '#34464c'], 'line-3': ['#7f8b8a', '#718387'],
  ink: ['#1a2426', '#e6eceb'], 'ink-2': ['#455154', '#b6c2c2'], 'ink-3': ['#5f6b6e', '#8d9b9d'],
  accent: ['#0e6b6f', '#55c2bd'], 'accent-2': ['#0a5558', '#7fd6d1'], 'on-accent': ['#ffffff', '#0f1618'],
  wash: ['#e4f1ef', '#143438'], 'wash-2': ['#cfe5e2', '#1c474b'],
  due: ['#8a5200', '#f0b44c'], 'due-f': ['#c27c08', '#f0b44c'], 'due-w': ['#fcf0d8', '#37290f'],
  late: ['#b3261e', '#ff8a76'], 'late-w': ['#fbe8e5', '#3d1c18'],
  office: ['#1d4596', '#a3ccfa'], 'office-w': ['#e9eefa', '#1a2b45'],
  unit: ['#0e6b6f', '#55c2bd'], 'unit-w': ['#e4f1ef', '#143438'],
  check: ['#964a96', '#b98be0'], 'check-w': ['#f6ecf6', '#2c2140'],
  hold: ['#566063', '#a5b1b2'], done: ['#3f5553', '#9db5b1'],
  slate: ['#3f5357', '#c9d2d2'], 'pin-due': ['#99610a', '#f0b44c'],
  'map-land': ['#f3f3ed', '#10191c'], 'map-building': ['#e5e6de', '#19262a'], 'map-road': ['#ffffff', '#26363c'], 'map-casing': ['#dcded4', '#1b292e'],
  'map-water': ['#c9e0e5', '#0e2d38'], 'map-green': ['#d9e7d0', '#13271f'], 'map-water-ink': ['#5f8f9c', '#4f8797'], 'map-road-ink': ['#7c8584', '#6d7d80'],
  'shadow-tint': ['rgb(14 40 42 / .10)', 'rgb(0 0 0 / .36)'],
} as const satisfies Record<string, readonly [string, string]>

export type Token = keyof typeof pairs
export type Tint = 'light' | 'dark'
export const tokens = pairs

export const colour = (token: Token, tint: Tint): string => pairs[token][tint === 'light' ? 0 : 1]

export const sans = '"PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",system-ui,sans-serif'
const latin = '"Segoe UI","Helvetica Neue","Noto Sans","Liberation Sans",Arial'
export const serif = '"Songti SC","Noto Serif SC","Noto Serif CJK SC","STZhongsong",serif'

export const shadow = {
  bar: '0 -6px 16px rgb(14 40 42 / .05)',
  float: '0 6px 20px rgb(14 40 42 / .10), 0 1px 3px rgb(14 40 42 / .08)',
  sheet: '0 16px 48px rgb(14 40 42 / .18)',
}

/** `:root{--paper:…}` for both tints; `html[data-tint=dark]` chooses. */
export function variables(): string {
  const of = (tint: Tint) => Object.keys(pairs).map((name) => `--${name}:${colour(name as Token, tint)};`).join('')
  return `:root{color-scheme:light;${of('light')}--sans:${sans};--serif:${serif};--shadow-bar:${shadow.bar};--shadow-float:${shadow.float};--shadow-sheet:${shadow.sheet}}`
    // Latin first where Latin is read: the Chinese fonts draw English quotes as wide as a character.
    + `:root:lang(en){--sans:${latin},${sans}}`
    + `:root[data-tint=dark]{color-scheme:dark;${of('dark')}--shadow-float:0 0 0 1px var(--line-2),${shadow.float};--shadow-sheet:0 0 0 1px var(--line-2),${shadow.sheet}}`
}
