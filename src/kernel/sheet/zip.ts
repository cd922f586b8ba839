// The directory of a zip file, judged before a single byte is inflated, and its parts inflated under a byte counter.
import { crc32, inflateRaw } from 'node:zlib'
import { promisify } from 'node:util'
import { bomb, broken, limits } from './problems.ts'

export interface Part { name: string; method: number; packed: number; size: number; crc: number; at: number }

const endMark = 0x06054b50
const entryMark = 0x02014b50
const localMark = 0x04034b50
const all16 = 0xffff
const all32 = 0xffffffff

/** Reads and judges the central directory. Everything a bomb needs is visible here: count, sizes, ratios, overlaps. */
export function directory(bytes: Uint8Array, file: string): Part[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  if (end < 0) throw broken({ file, because: 'no zip directory' })
  const count = view.getUint16(end + 10, true)
  const start = view.getUint32(end + 16, true)
  // zip64 is for archives over 4 GB; in a file of at most 20 MB it only hides true sizes from readers that do not know it.
  if (count === all16 || start === all32 || view.getUint32(end + 12, true) === all32) throw bomb({ file, because: 'zip64' })
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count) throw broken({ file, because: 'several volumes' })
  if (count > limits.parts) throw bomb({ file, because: `${count} > ${limits.parts} parts` })

  const parts: Part[] = []
  let at = start
  let total = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== entryMark) throw broken({ file, because: 'zip directory cut off' })
    const nameLength = view.getUint16(at + 28, true)
    const part: Part = {
      // Some writers use backslashes or a leading slash; readers of the format take both.
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/').replace(/^\/+/, ''),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    }
    if (part.size === all32 || part.packed === all32 || part.at === all32) throw bomb({ file, because: 'zip64' })
    if ((view.getUint16(at + 8, true) & 1) === 1) throw broken({ file, because: 'encrypted zip' })
    total += part.size
    if (total > limits.partsBytes) throw bomb({ file, because: `> ${limits.partsBytes / 1024 / 1024} MB` })
    if (part.size > limits.ratioFrom && part.size > part.packed * limits.ratio) throw bomb({ file, because: `ratio > ${limits.ratio}` })
    parts.push(part)
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  if (at > end) throw broken({ file, because: 'zip directory cut off' })
  return apart(parts, view, start, file)
}

/** The end record stands in the last 22 bytes, or before a comment of at most 65,535. */
function endOf(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - all16); at--)
    if (view.getUint32(at, true) === endMark && at + 22 + view.getUint16(at + 20, true) <= view.byteLength) return at
  return -1
}

/** Each part has its own bytes before the directory: bombs that let a thousand names share one kernel overlap. `at` becomes the start of the data. */
function apart(parts: Part[], view: DataView, limit: number, file: string): Part[] {
  const names = new Set<string>()
  let free = 0
  for (const part of [...parts].sort((a, b) => a.at - b.at)) {
    if (part.at + 30 > limit || view.getUint32(part.at, true) !== localMark) throw broken({ file, because: part.name })
    if (part.at < free) throw bomb({ file, because: 'overlapping parts' })
    if (names.has(part.name)) throw broken({ file, because: `${part.name} ×2` })
    names.add(part.name)
    part.at += 30 + view.getUint16(part.at + 26, true) + view.getUint16(part.at + 28, true)
    free = part.at + part.packed
    if (free > limit) throw broken({ file, because: part.name })
  }
  return parts
}

const inflate = promisify(inflateRaw)

/** The bytes of one part: never more than the directory said, and exactly those. */
export async function inflated(bytes: Uint8Array, part: Part, file: string): Promise<Uint8Array> {
  const packed = bytes.subarray(part.at, part.at + part.packed)
  if (part.method !== 0 && part.method !== 8) throw broken({ file, because: `${part.name}: method ${part.method}` })
  let data: Uint8Array
  try {
    // zlib counts while it writes and stops one byte above the said size: a directory that lies small gets no memory.
    data = part.method === 0 ? packed : part.size === 0 ? new Uint8Array() : await inflate(packed, { maxOutputLength: part.size })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw bomb({ file, because: `${part.name}: false size` })
    throw broken({ file, because: part.name })
  }
  if (data.length !== part.size) throw part.method === 0 ? bomb({ file, because: `${part.name}: false size` }) : broken({ file, because: part.name })
  if (crc32(data) !== part.crc) throw broken({ file, because: `${part.name}: CRC` })
  return data
}
