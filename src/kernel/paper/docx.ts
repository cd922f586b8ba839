// A document for the printer as WordprocessingML: A4, margins, lines and fonts of GB/T 9704; paragraphs, one kind of table, pictures. Pure: the same blocks give the same bytes.
import { zipSync, strToU8 } from 'fflate'

/** Sizes in half points, fonts named and not shipped: the office's machines have them. */
const styles = {
  mark: { font: '方正小标宋简体', size: 52, align: 'center', colour: 'C00000', line: 1000 },
  number: { font: '仿宋_GB2312', size: 32, align: 'center', line: 580 },
  title: { font: '方正小标宋简体', size: 44, align: 'center', line: 700 },
  to: { font: '仿宋_GB2312', size: 32, align: 'left', line: 580 },
  body: { font: '仿宋_GB2312', size: 32, align: 'both', line: 580, indent: true },
  heading: { font: '黑体', size: 32, align: 'both', line: 580, indent: true },
  sign: { font: '仿宋_GB2312', size: 32, align: 'right', line: 580, behind: 640 },
  line: { font: '仿宋_GB2312', size: 28, align: 'left', line: 700 },
  cell: { font: '仿宋_GB2312', size: 28, align: 'left', line: 440 },
  label: { font: '黑体', size: 28, align: 'center', line: 440 },
} as const satisfies Record<string, { font: string; size: number; align: string; line: number; colour?: string; indent?: boolean; behind?: number }>
export type PaperStyle = Exclude<keyof typeof styles, 'cell' | 'label'>

export interface Jpeg { bytes: Uint8Array; about: string }
export type Block =
  | { text: string; style: PaperStyle }
  /** The red line under the number. */
  | { rule: true }
  | { rows: readonly (readonly [label: string, value: string])[] }
  | { pictures: readonly Jpeg[] }

const TYPE_AREA = 8844
/** Two small pictures stand side by side on the type area. */
const PICTURE = { width: 2_520_000, height: 1_890_000 }

// What XML 1.0 cannot hold is left out: a text of people may hold anything.
const sayable = (text: string): string => [...text].filter((sign) => { const code = sign.codePointAt(0)!; return code === 9 || code === 10 || (code >= 32 && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff) }).join('')
const xml = (text: string): string => sayable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const words = (text: string): string => text.split('\n').map((line) => `<w:t xml:space="preserve">${xml(line)}</w:t>`).join('<w:br/>')
const paragraph = (style: keyof typeof styles, inner: string, keep = false): string => `<w:p><w:pPr><w:pStyle w:val="${style}"/>${keep ? '<w:keepNext/>' : ''}</w:pPr>${inner}</w:p>`
const said = (style: keyof typeof styles, text: string): string => paragraph(style, `<w:r>${words(text)}</w:r>`)

/** Width and height as the JPEG says them, from its frame header. */
export function sizeOf(jpeg: Uint8Array): { width: number; height: number } | undefined {
  for (let at = 2; at + 9 < jpeg.length && jpeg[at] === 0xff;) {
    const mark = jpeg[at + 1]!
    const two = (from: number) => (jpeg[from]! << 8) | jpeg[from + 1]!
    if (mark >= 0xc0 && mark <= 0xcf && mark !== 0xc4 && mark !== 0xc8 && mark !== 0xcc) return { height: two(at + 5), width: two(at + 7) }
    at += 2 + two(at + 2)
  }
  return undefined
}

function picture({ bytes, about }: Jpeg, n: number): string {
  const { width, height } = sizeOf(bytes) ?? { width: 4, height: 3 }
  const scale = Math.min(PICTURE.width / width, PICTURE.height / height), [cx, cy] = [Math.round(width * scale), Math.round(height * scale)]
  const name = `name="p${n}" descr="${xml(about)}"`
  return `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${cx}" cy="${cy}"/><wp:docPr id="${n}" ${name}/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">`
    + `<pic:pic><pic:nvPicPr><pic:cNvPr id="${n}" ${name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="p${n}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`
    + `<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${cx}" cy="${cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>`
}

const LABEL = 1900
function table(rows: readonly (readonly [string, string])[]): string {
  const border = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) => `<w:${side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>`).join('')
  const cell = (width: number, inner: string) => `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>${inner}</w:tc>`
  return `<w:tbl><w:tblPr><w:tblW w:w="${TYPE_AREA}" w:type="dxa"/><w:tblBorders>${border}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="${LABEL}"/><w:gridCol w:w="${TYPE_AREA - LABEL}"/></w:tblGrid>`
    + rows.map(([label, value]) => `<w:tr><w:trPr><w:cantSplit/></w:trPr>${cell(LABEL, said('label', label))}${cell(TYPE_AREA - LABEL, said('cell', value))}</w:tr>`).join('') + '</w:tbl>'
}

const NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
// 版心 156×225 mm: 22 lines of 28 signs.
const PAGE = '<w:sectPr><w:footerReference w:type="default" r:id="foot"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1400" w:gutter="0"/><w:docGrid w:type="linesAndChars" w:linePitch="580" w:charSpace="-848"/></w:sectPr>'
const relations = (rows: readonly (readonly [id: string, type: string, target: string])[]) => `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${rows.map(([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`).join('')}</Relationships>`
const styleSheet = `${HEAD}<w:styles ${NS}>${Object.entries(styles).map(([name, style]) => {
  const { font, size, align, line } = style
  return `<w:style w:type="paragraph" w:styleId="${name}"><w:name w:val="${name}"/><w:pPr><w:spacing w:before="0" w:after="0" w:line="${line}" w:lineRule="exact"/>`
    + `${'indent' in style ? '<w:ind w:firstLineChars="200" w:firstLine="640"/>' : ''}${'behind' in style ? `<w:ind w:right="${style.behind}"/>` : ''}<w:jc w:val="${align}"/></w:pPr>`
    + `<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="${font}"/>${'colour' in style ? `<w:color w:val="${style.colour}"/>` : ''}<w:sz w:val="${size}"/><w:szCs w:val="${size}"/></w:rPr></w:style>`
}).join('')}<w:style w:type="paragraph" w:styleId="picture"><w:name w:val="picture"/><w:pPr><w:spacing w:before="120" w:after="60"/></w:pPr></w:style></w:styles>`
const foot = `${HEAD}<w:ftr ${NS}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>${['— ', '', ' —'].map((text) => (text
  ? `<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>` : '<w:fldSimple w:instr=" PAGE "><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>')).join('')}</w:p></w:ftr>`

/** The file. `at` is when the document is of, for its parts carry a time. */
export function docx({ title, blocks, at }: { title: string; blocks: readonly Block[]; at: Date }): Uint8Array<ArrayBuffer> {
  const pictures: Jpeg[] = []
  const body = blocks.map((block) => {
    if ('text' in block) return said(block.style, block.text)
    if ('rule' in block) return '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="18" w:space="1" w:color="C00000"/></w:pBdr><w:spacing w:before="0" w:after="240" w:line="160" w:lineRule="exact"/></w:pPr></w:p>'
    if ('rows' in block) return table(block.rows)
    return block.pictures.length === 0 ? '' : `<w:p><w:pPr><w:pStyle w:val="picture"/></w:pPr>${block.pictures.map((one) => picture(one, pictures.push(one))).join('')}</w:p>`
  }).join('')
  const parts: Record<string, Uint8Array> = {
    '[Content_Types].xml': strToU8(`${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>`
      + ['document:/word/document.xml', 'styles:/word/styles.xml', 'footer:/word/footer.xml'].map((of) => { const [kind, name] = of.split(':'); return `<Override PartName="${name}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.${kind === 'document' ? 'document.main' : kind}+xml"/>` }).join('')
      + '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'),
    '_rels/.rels': strToU8(relations([['doc', `${OFFICE}/officeDocument`, 'word/document.xml'], ['core', `${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml']])),
    'docProps/core.xml': strToU8(`${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${xml(title)}</dc:title></cp:coreProperties>`),
    'word/document.xml': strToU8(`${HEAD}<w:document ${NS}><w:body>${body}${PAGE}</w:body></w:document>`),
    'word/styles.xml': strToU8(styleSheet), 'word/footer.xml': strToU8(foot),
    'word/_rels/document.xml.rels': strToU8(relations([['styles', `${OFFICE}/styles`, 'styles.xml'], ['foot', `${OFFICE}/footer`, 'footer.xml'], ...pictures.map((_, n) => [`p${n + 1}`, `${OFFICE}/image`, `media/p${n + 1}.jpeg`] as const)])),
  }
  pictures.forEach(({ bytes }, n) => { parts[`word/media/p${n + 1}.jpeg`] = bytes })
  return new Uint8Array(zipSync(parts, { mtime: at }))
}
