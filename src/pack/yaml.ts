// Reads a pack file as plain data with the line of every place in it, and refuses what a hand-written file never needs.
import { isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml'
import type { Fault, Said } from '#core/problem.ts'

/** One thing wrong in a file. `path` names the place in words of the file (`litter.roaming seen limit`), `line` counts from 1. */
export interface PackFault extends Fault { file: string; line: number }

/** The thirteen shipped packs together are a sixth of this. */
export const maxPackBytes = 1_000_000
/** Beyond this a file is not read by a person any more; the last fault says how many more there are. */
export const maxFaults = 200
// Our own files nest nine deep.
const maxDepth = 24

export type Path = readonly PropertyKey[]
export interface Read { raw: unknown; lineOf: (path: Path) => number }

const zhOfCode: Record<string, string> = {
  TAB_AS_INDENT: '缩进用了制表符，请改用空格', MULTIPLE_DOCS: '一个文件里只能有一份内容，请删去 “---” 之后的部分',
  BAD_INDENT: '缩进没有对齐，或括号没有配对', MISSING_CHAR: '引号或括号没有配对', BLOCK_AS_IMPLICIT_KEY: '键写法不对，冒号可能多了或少了', RESOURCE_EXHAUSTION: '嵌套太深',
}
const enOfCode: Record<string, string> = {
  BAD_INDENT: 'the indentation is uneven, or a bracket is not closed',
  MULTIPLE_DOCS: 'one file holds one document; delete what follows "---"', RESOURCE_EXHAUSTION: 'nested too deep',
}

/** `faults` empty means the text is plain data. `read` is there whenever the structure is certain enough to check on. */
export function readYaml(text: string, file: string): { read?: Read; faults: PackFault[] } {
  const at = (line: number, said: Said): PackFault => ({ file, line, path: '', said })
  // Three bytes a character at most in UTF-8; the length is tried first so that a huge text is never copied.
  if (text.length > maxPackBytes || new TextEncoder().encode(text).length > maxPackBytes) {
    return { faults: [at(1, { zh: '文件超过1 MB，没有读。请拆成几个专项', en: 'the file is larger than 1 MB and was not read; split it into several campaigns' })] }
  }
  const tabs = text.split('\n').flatMap((line, n) => (/^ *\t/.test(line) ? [at(n + 1, { zh: '缩进用了制表符，请改用空格', en: 'a tab is used to indent; use spaces' })] : []))
  if (tabs.length > 0) return { faults: tabs }
  // Chinese keyboards: a full-width colon makes one long word of key and value, a full-width comma one of two values.
  const wide = text.split('\n').flatMap((line, n) => {
    // A line nobody wrote by hand is left to the parser: the search below is meant for short ones.
    if (line.length > 2_000) return []
    const bare = line.replace(/"[^"]*"|'[^']*'|(^|\s)#.*$/g, '')
    const key = /^[\s-]*([a-z][a-z0-9_-]*)：/.exec(bare)?.[1] ?? /[{,，]\s*([a-z]+)：/.exec(bare)?.[1]
    if (key) return [at(n + 1, { zh: `${key} 后面是全角冒号，请改用半角 “: ”（冒号加空格）`, en: `a full-width colon stands after ${key}; use ": "` })]
    const comma = /[{,].*，\s*([a-z]+):\s/.exec(bare)?.[1]
    return comma ? [at(n + 1, { zh: `${comma} 前面是全角逗号，请改用半角 “, ”`, en: `a full-width comma stands before ${comma}; use ", "` })] : []
  })
  if (wide.length > 0) return { faults: inOrder(wide) }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, maxAliasCount: 0, merge: false } as Parameters<typeof parseDocument>[1])
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const faults: PackFault[] = document.errors.map((error) => at(lineAt(error.pos[0]), error.code === 'DUPLICATE_KEY' ? {
    zh: `${wordAt(text, error.pos[0])} 在同一处写了两次，只能留一个`, en: `${wordAt(text, error.pos[0])} stands here twice; keep one`,
  } : {
    zh: zhOfCode[error.code] ?? `这里的 YAML 写法不对（${firstLine(error.message)}）`, en: enOfCode[error.code] ?? `this is not valid YAML (${firstLine(error.message)})`,
  }))
  // A key written twice leaves the structure certain, so the rest of the file is still checked in the same run.
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY')) return { faults }
  const strange = strangeThings(document, (offset, said) => at(lineAt(offset), said))
  faults.push(...strange)
  // Nothing is expanded once an alias was seen: a few lines of them can unfold to gigabytes.
  if (strange.length > 0) return { faults }
  return { read: { raw: document.toJS({ maxAliasCount: 0 }), lineOf: (path) => lineAt(offsetOf(document, path)) }, faults }
}

const wordAt = (text: string, offset: number) => /^[^\s:,{}[\]]{1,60}/.exec(text.slice(offset, offset + 60))?.[0] ?? '?'
const firstLine = (message: string) => message.split('\n')[0]!.slice(0, 120)

/** Anchors, aliases and tags: a hand-written pack needs none, and each is a way to hide something from its reader. */
function strangeThings(document: Document.Parsed, at: (offset: number, said: Said) => PackFault): PackFault[] {
  const found: PackFault[] = []
  visit(document, {
    Node(_, node: Node, ancestors) {
      const offset = node.range?.[0] ?? 0
      if (ancestors.length > maxDepth * 2) {
        found.push(at(offset, { zh: `嵌套超过${maxDepth}层`, en: `nested more than ${maxDepth} deep` }))
        return visit.BREAK
      }
      if (isAlias(node)) found.push(at(offset, { zh: `不用别名（*${node.source}），请把内容写全`, en: `aliases (*${node.source}) are not used; write the content out` }))
      else if (node.tag) found.push(at(offset, { zh: `不用类型标记（${node.tag}），请直接写值`, en: `tags (${node.tag}) are not used; write the plain value` }))
      else if ((isScalar(node) || isCollection(node)) && node.anchor) found.push(at(offset, { zh: `不用锚点（&${node.anchor}），请把内容写全`, en: `anchors (&${node.anchor}) are not used; write the content out` }))
      return undefined
    },
  })
  return found
}

/** Where a path stands in the text; a path that leads nowhere answers for the deepest part that exists. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents
  let offset = document.contents?.range?.[0] ?? 0
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      if (!pair) break
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(key)]
      if (!isScalar(node) && !isCollection(node)) break
      offset = node.range?.[0] ?? offset
    } else break
  }
  return offset
}

/** In the order of the lines, once each, and no more than a person can read. */
export function inOrder(faults: readonly PackFault[]): PackFault[] {
  const once = new Map(faults.map((fault) => [`${fault.line} ${fault.said.en}`, fault]))
  const sorted = [...once.values()].sort((a, b) => a.line - b.line)
  const left = sorted.length - maxFaults
  const last = sorted[maxFaults]
  return left > 0 && last ? [...sorted.slice(0, maxFaults), { ...last, path: '', said: { zh: `还有${left}处，改完上面的再查`, en: `${left} more; correct these first` } }] : sorted
}
