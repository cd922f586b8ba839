// A list given out as .csv: nothing in it runs as a formula, and nothing in it breaks a row.
import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

test.each([
  ['=1+1', `'=1+1`], ['+86 512', `'+86 512`], ['-2', `'-2`], ['@x', `'@x`], ['\t=1', `'\t=1`], [-2.5, '-2.5'], ['石桥社区', '石桥社区'], ['a,b', '"a,b"'], ['=a"b', `"'=a""b"`], ['甲\n乙', '"甲\n乙"'], [null, ''], [undefined, ''], [0, '0'],
])('%j is written as %s', (value, cell) => expect(csvOf([[value, '.']])).toBe(`\ufeff${cell},.\r\n`))
