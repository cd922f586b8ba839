// Turns what the schema refuses into a sentence for the person who wrote the file: what is wrong, and what would be right.
import { z } from 'zod'
import { clockKinds, type ClockKind } from '#core/clock-kind.ts'
import { readLimit } from '#core/limit.ts'
import type { Said } from '#core/problem.ts'
import { near } from '#core/near.ts'
import type { PackFault, Path, Read } from './yaml.ts'

type Issue = z.core.$ZodIssue

const zhOfType: Record<string, string> = { string: '文字', number: '数', int: '整数', array: '列表（- …）', object: '一组“键: 值”', record: '一组“键: 值”', boolean: 'true 或 false' }
const enOfType: Record<string, string> = { string: 'text', number: 'a number', int: 'a whole number', array: 'a list (- …)', object: 'a group of "key: value"', record: 'a group of "key: value"', boolean: 'true or false' }
const ask = (guess: string | undefined): Said => (guess === undefined ? { zh: '', en: '' } : { zh: `；是不是 ${guess}？`, en: `; is it ${guess}?` })
const show = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 60) : Array.isArray(value) ? '[…]' : value === null ? '空 (empty)' : '{…}')

const clockWords: Record<string, ClockKind> = {
  minute: 'minute_on_shift', minutes: 'minute_on_shift', min: 'minute_on_shift', 分钟: 'minute_on_shift', hour: 'work_hour', hours: 'work_hour', 小时: 'work_hour',
  工作时: 'work_hour', 工作小时: 'work_hour', 紧急工作时: 'urgent_hour', day: 'work_day', days: 'work_day', 天: 'work_day', 工作日: 'work_day', 自然日: 'natural_day',
}
/** `4 work_hour` → a limit; anything else is answered with the nearest right spelling. */
export const LimitText = z.unknown().transform((value, context) => {
  const limit = typeof value === 'string' ? readLimit(value) : undefined
  if (limit) return limit
  const [, amount, word] = /^\s*(\d{1,4})\s*([^\d\s]\S*(?: \S+)*)\s*$/.exec(typeof value === 'string' ? value : '') ?? []
  const plain = word?.toLowerCase().replace(/[\s-]+/g, '_')
  const kind = plain === undefined ? undefined : clockWords[plain] ?? near(plain, clockKinds) ?? near(plain.replace(/(hour|day)s?$/, '_$1'), clockKinds)
  const now: Said = value === undefined ? { zh: '现在没有写', en: 'it is missing' } : { zh: `现在是 “${show(value)}”`, en: `not "${show(value)}"` }
  const guess = ask(kind && amount && Number(amount) > 0 && Number(amount) <= 3650 ? `"${Number(amount)} ${kind}"` : undefined)
  context.addIssue({ code: 'custom', params: { said: {
    zh: `应写作 "10 minute_on_shift"、"2 work_hour" 或 "3 work_day"（数1–3650，时钟 ${clockKinds.join('、')}），${now.zh}${guess.zh}`,
    en: `write "10 minute_on_shift", "2 work_hour" or "3 work_day" (1–3650, of ${clockKinds.join(', ')}), ${now.en}${guess.en}`,
  } satisfies Said } })
  return z.NEVER
})

/** The schema of the place a path leads to; only the four shapes that our files are made of. */
function schemaAt(schema: unknown, path: Path): unknown {
  const bare = schema instanceof z.ZodOptional ? schema.unwrap() : schema
  const [key, ...rest] = path
  if (key === undefined) return bare
  if (bare instanceof z.ZodObject) return schemaAt(bare.shape[String(key)], rest)
  if (bare instanceof z.ZodArray) return schemaAt(bare.element, rest)
  return bare instanceof z.ZodRecord ? schemaAt(bare.valueType, rest) : undefined
}
function keysAt(schema: unknown, path: Path): string[] {
  const found = schemaAt(schema, path)
  if (found instanceof z.ZodObject) return Object.keys(found.shape)
  return found instanceof z.ZodRecord && found.keyType instanceof z.ZodEnum ? found.keyType.options.map(String) : []
}
function valueAt(raw: unknown, path: Path): unknown {
  let value = raw
  for (const key of path) value = typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined
  return value
}

/** One sentence for one issue; several for several unknown keys. */
function sayIssue(issue: Issue, schema: unknown, raw: unknown): { path: Path; said: Said }[] {
  const value = valueAt(raw, issue.path)
  const one = (zh: string, en: string) => [{ path: issue.path, said: { zh, en } }]
  switch (issue.code) {
    case 'unrecognized_keys': return issue.keys.map((key) => {
      const known = keysAt(schema, issue.path)
      const guess = ask(near(key, known))
      return { path: [...issue.path, key], said: { zh: `没有这个键${guess.zh || `；这里可用 ${known.join('、')}`}`, en: `no such key${guess.en || `; known here: ${known.join(', ')}`}` } }
    })
    case 'invalid_type': return value === undefined
      ? one(`没有写，这里要有${zhOfType[issue.expected] ?? issue.expected}`, `is missing; ${enOfType[issue.expected] ?? issue.expected} is needed`)
      : one(`应是${zhOfType[issue.expected] ?? issue.expected}，现在是 “${show(value)}”`, `must be ${enOfType[issue.expected] ?? issue.expected}, not "${show(value)}"`)
    case 'invalid_value': {
      const allowed = issue.values.map(String)
      const guess = ask(near(show(value), allowed))
      return value === undefined ? one(`没有写，可填 ${allowed.join('、')}`, `is missing; one of ${allowed.join(', ')}`)
        : one(`“${show(value)}” 不在 ${allowed.join('、')} 之中${guess.zh}`, `"${show(value)}" is none of ${allowed.join(', ')}${guess.en}`)
    }
    case 'too_small': return issue.origin === 'string' ? one('不能空着', 'must not be empty') : issue.origin === 'array' ? one(`至少要有${issue.minimum}项`, `needs at least ${issue.minimum}`) : one(`不能小于${issue.minimum}`, `must not be below ${issue.minimum}`)
    case 'too_big': return issue.origin === 'string' ? one(`不能超过${issue.maximum}字`, `must not be longer than ${issue.maximum} characters`) : issue.origin === 'array' ? one(`不能超过${issue.maximum}项`, `must not have more than ${issue.maximum}`) : one(`不能大于${issue.maximum}`, `must not be above ${issue.maximum}`)
    case 'invalid_format': return one(`“${show(value)}” 只能用小写字母、数字、点、短横，以字母或数字开头`, `"${show(value)}" may only have lower case letters, digits, dots and dashes, and starts with a letter or digit`)
    case 'invalid_key': return one('这个名称不能用作键；只用小写字母、数字和短横，年份写四位', 'this name cannot be a key; use lower case letters, digits and dashes, and four digits for a year')
    case 'custom': return [{ path: issue.path, said: issue.params?.['said'] as Said }]
    default: return one(issue.message, issue.message)
  }
}

// A file this wrong is not read to its end by anybody; `inOrder` says that there are more.
const maxIssues = 1000

/** Every issue of a file as a fault with its line; `nameOf` says a path in the words of the file. */
export function faultsOf(issues: readonly Issue[], about: About & { schema: z.ZodType }): PackFault[] {
  const { read, schema } = about
  const first = issues.slice(0, maxIssues)
  // A misspelt key is one mistake: the key it stands for is not reported as missing as well.
  const meant = new Set(first.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, near(key, keysAt(schema, issue.path)) ?? key].join('\0')) : [])))
  return first.filter((issue) => !(meant.has(issue.path.join('\0')) && valueAt(read.raw, issue.path) === undefined))
    .flatMap((issue) => sayIssue(issue, schema, read.raw).map(({ path, said }) => place(about, path, said)))
}

export interface About { file: string; read: Read; nameOf: (path: Path) => string }
/** A sentence put at its place: the name of the place leads it. */
export function place(about: About, path: Path, said: Said): PackFault {
  const name = about.nameOf(path)
  return { file: about.file, line: about.read.lineOf(path), path: name, said: name === '' ? said : { zh: `${name}: ${said.zh}`, en: `${name}: ${said.en}` } }
}
