// A document: every part is well formed and named, nothing a person wrote breaks it, pictures keep their shape.
import { strFromU8, unzipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { docx, sizeOf, type Block } from './docx.ts'

const at = new Date('2026-11-23T02:00:00Z')
/** A JPEG as far as its size goes: start, an application part, the frame. */
const jpeg = (width: number, height: number) => Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
const made = (blocks: Block[]) => Object.fromEntries(Object.entries(unzipSync(docx({ title: '交办单 <1>', blocks, at }))).map(([name, bytes]) => [name, bytes]))

/** Walks the tags: each closed in its order, attributes quoted, no sign left raw. Answers what stands between them. */
function walked(xml: string): string {
  const open: string[] = []
  let text = '', at = 0
  for (const found of xml.matchAll(/<(\?xml[^?]*\?|\/?[\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g)) {
    const between = xml.slice(at, found.index)
    expect(between).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot);)/)
    text += between
    at = found.index + found[0].length
    const [, name, , empty] = found
    if (name!.startsWith('?')) continue
    if (name!.startsWith('/')) expect(open.pop()).toBe(name!.slice(1))
    else if (!empty) open.push(name!)
  }
  expect([open, xml.slice(at).trim()]).toEqual([[], ''])
  return text
}

describe('a document', () => {
  test('has every part its parts speak of, each well formed', () => {
    const parts = made([{ text: '建设办', style: 'mark' }, { rule: true }, { rows: [['地点', '菜场\n后门']] }, { pictures: [{ bytes: jpeg(800, 600), about: 'a' }, { bytes: jpeg(600, 800), about: 'b' }] }])
    for (const [name, bytes] of Object.entries(parts)) if (/\.(xml|rels)$/.test(name)) walked(strFromU8(bytes))
    const targets = [...strFromU8(parts['word/_rels/document.xml.rels']!).matchAll(/Id="(\w+)"[^>]*Target="([^"]+)"/g)].map((found) => [found[1]!, found[2]!] as const)
    for (const [, target] of targets) expect(Object.keys(parts)).toContain(`word/${target}`)
    for (const found of strFromU8(parts['[Content_Types].xml']!).matchAll(/PartName="\/([^"]+)"/g)) expect(Object.keys(parts)).toContain(found[1])
    const document = strFromU8(parts['word/document.xml']!), ids = new Set(targets.map(([id]) => id))
    const asked = [...document.matchAll(/r:(?:embed|id)="(\w+)"/g)].map((found) => found[1]!)
    expect(asked).toEqual(['p1', 'p2', 'foot'])
    for (const id of asked) expect(ids).toContain(id)
    const known = new Set([...strFromU8(parts['word/styles.xml']!).matchAll(/w:styleId="(\w+)"/g)].map((found) => found[1]))
    for (const found of document.matchAll(/w:pStyle w:val="(\w+)"/g)) expect(known).toContain(found[1])
  })
  test('A4, the margins and the lines of GB/T 9704', () => {
    const document = strFromU8(made([{ text: '正文', style: 'body' }])['word/document.xml']!)
    expect(document).toContain('<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"')
    expect(document).toContain('<w:docGrid w:type="linesAndChars" w:linePitch="580" w:charSpace="-848"/>')
  })
  test('whatever people write stays words, and what XML cannot hold is left out', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const said = walked(strFromU8(made([{ text, style: 'body' }, { rows: [[text, text]] }])['word/document.xml']!))
      expect(said).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
    }), { numRuns: 40 })
    expect(walked(strFromU8(made([{ text: 'a<b & "c"\u0007', style: 'body' }])['word/document.xml']!))).toBe('\na&lt;b &amp; &quot;c&quot;')
  })
  test('a picture keeps its shape in a box of 7 by 5¼ cm', () => {
    const document = strFromU8(made([{ pictures: [{ bytes: jpeg(800, 600), about: 'wide' }, { bytes: jpeg(600, 1200), about: 'high' }] }])['word/document.xml']!)
    expect([...document.matchAll(/<wp:extent cx="(\d+)" cy="(\d+)"/g)].map((found) => [Number(found[1]), Number(found[2])])).toEqual([[2_520_000, 1_890_000], [945_000, 1_890_000]])
    expect(sizeOf(jpeg(1600, 900))).toEqual({ width: 1600, height: 900 })
    expect(sizeOf(new Uint8Array([0xff, 0xd8]))).toBeUndefined()
  })
  test('the same blocks are the same bytes', () => {
    expect(docx({ title: 't', blocks: [{ text: 'x', style: 'body' }], at })).toEqual(docx({ title: 't', blocks: [{ text: 'x', style: 'body' }], at }))
  })
})
