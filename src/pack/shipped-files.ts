// The pack files of this release, read once: for the lines values come from, and for the words of what is nobody's campaign.
import { join } from 'node:path'
import type { Answers } from './answers.ts'
import type { Elsewhere } from './base.ts'
import { loadPacks } from './load.ts'
import type { PackContent } from './words.ts'
import type { Path } from './yaml.ts'

export interface ShippedFile { file: string; content: PackContent; lineOf: (path: Path) => number }
const folder = join(import.meta.dirname, '..', '..', 'packs')
// The files of a release do not change while it runs.
let read: Promise<{ files: ReadonlyMap<string, ShippedFile>; elsewhere: Elsewhere; answers: Answers | undefined }> | undefined
export const shippedFiles = () => (read ??= loadPacks(folder).then(({ base, packs }) => ({
  files: new Map(packs.map(({ file, content, read: { lineOf } }) => [content.pack, { file, content, lineOf }])), elsewhere: base?.elsewhere ?? { departments: [] }, answers: base?.answers,
})))
