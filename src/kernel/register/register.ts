// The register of personal data: every field that can hold some has its entry; every other field has the reason why it holds none.
import { z } from 'zod'
import type { Said } from '#core/problem.ts'
import type { Route } from '../route.ts'

/** PIPL article 13 in short: why the data may be handled at all. */
export const bases = {
  duty: { zh: '《个人信息保护法》第13条第3项：履行法定职责', en: 'PIPL art. 13(3): statutory duties' },
  work: { zh: '《个人信息保护法》第13条第2项：依法实施人力资源管理', en: 'PIPL art. 13(2): management of staff' },
  safety: { zh: '《网络安全法》第21条、《个人信息保护法》第51条：保障安全', en: 'Cybersecurity Law art. 21, PIPL art. 51: keeping it safe' },
} as const satisfies Record<string, Said>

export interface Personal {
  /** `table.column`, or `verb.name.field` of an input, `(sheet)` for the rows of a file. */
  at: readonly string[]
  what: Said
  purpose: Said
  basis: keyof typeof bases
  /** Who sees it in clear. */
  sees: Said
  /** How long, and what ends it. */
  keep: Said
}
export interface RoomRegister {
  personal: readonly Personal[]
  /** `table: column column` or `verb.name: field field`, under the reason why no personal data stands there. */
  not: Readonly<Record<string, readonly string[]>>
}

/** `case_now: id version` as `case_now.id`, `case_now.version`. */
export const spread = (lines: readonly string[]): string[] => lines.flatMap((line) => { const [of, names] = line.split(': '); return (names ?? '').split(/\s+/).map((name) => `${of}.${name}`) })

/** Every place of an input where somebody can write words: strings that are no id, no choice and no date. */
export function wordsOf(route: Pick<Route, 'name' | 'input' | 'query' | 'upload'>): string[] {
  const found: string[] = route.upload ? [`${route.name}.(sheet)`] : []
  const walk = (schema: any, path: string): void => {
    if (schema === undefined || schema === null || typeof schema !== 'object') return
    for (const one of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) walk(one, path)
    if (schema.enum !== undefined || schema.const !== undefined || ['uuid', 'date-time', 'date'].includes(schema.format)) return
    if (schema.type === 'string') found.push(path)
    for (const [name, inner] of Object.entries(schema.properties ?? {})) walk(inner, `${path}.${name}`)
    if (schema.items) walk(schema.items, path)
    if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties, `${path}.*`)
  }
  for (const schema of [route.input, route.query]) if (schema) walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), route.name)
  return [...new Set(found)]
}

/** What is missing, what is doubled, and what stands for a field that is gone; each as the line to write, and where. */
export function faultsOfRegister(rooms: Readonly<Record<string, RoomRegister>>, fields: readonly { at: string; room: string }[]): string[] {
  const known = new Map<string, number>()
  for (const room of Object.values(rooms)) for (const at of [...room.personal.flatMap((entry) => entry.at), ...spread(Object.values(room.not).flat())]) known.set(at, (known.get(at) ?? 0) + 1)
  const there = new Set(fields.map((field) => field.at))
  const dot = (at: string) => at.lastIndexOf('.')
  return [
    ...fields.filter((field) => !known.has(field.at)).map(({ at, room }) => `${at} stands in no register. In src/${room}/personal.ts add to \`personal\`: { at: ['${at}'], what: { zh: '…', en: '…' }, purpose: { zh: '…', en: '…' }, basis: 'duty', sees: { zh: '…', en: '…' }, keep: { zh: '…', en: '…' } } — or, if it can hold nothing about a person, to \`not\`: 'why not': ['${at.slice(0, dot(at))}: ${at.slice(dot(at) + 1)}']`),
    ...[...known].filter(([, times]) => times > 1).map(([at]) => `${at} stands in the registers more than once: keep one`),
    ...[...known.keys()].filter((at) => !there.has(at)).map((at) => `${at} is in a register, but there is no such field any more: take the entry out`),
  ]
}
