// Contrast of every text colour on the grounds it stands on, and the colours of lateness and of hands kept apart for colour-blind eyes.
import { describe, expect, test } from 'vitest'
import { colour, type Tint, type Token } from './tokens.ts'

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as [number, number, number]
const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
const luminance = (hex: string) => { const [r, g, b] = channels(hex).map(linear) as [number, number, number]; return 0.2126 * r + 0.7152 * g + 0.0722 * b }
const contrast = (a: string, b: string) => { const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]; return (high + 0.05) / (low + 0.05) }

describe.each<Tint>(['light', 'dark'])('%s', (tint) => {
  const on: [Token, Token[]][] = [
    ['ink', ['paper', 'surface', 'surface-2', 'sunken', 'wash']], ['ink-2', ['paper', 'surface', 'surface-2', 'wash']], ['ink-3', ['paper', 'surface', 'surface-2', 'sunken', 'wash']],
    ['accent-2', ['paper', 'surface', 'wash']], ['due', ['paper', 'surface', 'due-w', 'surface-2']], ['late', ['paper', 'surface', 'late-w', 'surface-2']],
    ['office', ['surface', 'office-w']], ['unit', ['surface', 'unit-w']], ['check', ['surface', 'check-w']], ['hold', ['surface', 'paper']], ['done', ['surface', 'paper']],
    ['on-accent', ['accent', 'late', 'slate', 'pin-due']],
  ]
  test.each(on)('%s is read at 4.5 : 1', (ink, grounds) => {
    for (const ground of grounds) expect(contrast(colour(ink, tint), colour(ground, tint)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  })
  test.each<Token>(['line-3', 'due-f', 'accent', 'late'])('%s is seen at 3 : 1', (mark) => {
    expect(contrast(colour(mark, tint), colour('surface', tint))).toBeGreaterThanOrEqual(3)
  })

  // Machado, Oliveira, Fernandes 2009, full strength.
  const blind = {
    protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
  }
  const lab = (rgb: number[]) => {
    const [r, g, b] = rgb as [number, number, number]
    const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116)
    const [x, y, z] = [(0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047, 0.2126 * r + 0.7152 * g + 0.0722 * b, (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883].map(f) as [number, number, number]
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
  }
  const apart = (a: Token, b: Token, matrix: number[][]) => {
    const [p, q] = [a, b].map((token) => { const rgb = channels(colour(token, tint)).map(linear); return lab(matrix.map((row) => Math.min(1, Math.max(0, row.reduce((sum, m, i) => sum + m * rgb[i]!, 0))))) }) as [number[], number[]]
    return Math.hypot(...p.map((v, i) => v - q[i]!))
  }
  test.each(Object.entries(blind))('lateness and hands stay apart for %s eyes', (_, matrix) => {
    for (const [a, b] of [['due-f', 'late'], ['late', 'accent'], ['due-f', 'accent'], ['office', 'unit'], ['unit', 'check'], ['office', 'check']] as const) {
      expect(apart(a, b, matrix), `${a} and ${b}`).toBeGreaterThanOrEqual(12)
    }
  })
})
