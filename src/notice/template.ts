// Templates with named fields only: what is not listed is refused when it is written, not left blank when it is sent.
import type { Fault } from '#core/problem.ts'
import { templateFields } from './words.ts'

export type Filled = Record<string, string>
const field = /\{([^{}]*)\}/g

export function faultsOfTemplate(path: string, text: string): Fault[] {
  const faults: Fault[] = []
  const names = Object.keys(templateFields)
  for (const [, name] of text.matchAll(field)) {
    if (!names.includes(name!)) faults.push({ path, said: { zh: `没有“${name}”这个字段；可用的有：${names.join('、')}。`, en: `There is no field "${name}"; there are: ${names.join(', ')}.` } })
  }
  if (/[{}]/.test(text.replace(field, ''))) faults.push({ path, said: { zh: '花括号没有配对。', en: 'A brace has no partner.' } })
  return faults
}

/** One pass: what a value brings along is never read as a field again. Line ends and control signs in values become blanks. */
export const fill = (text: string, values: Filled): string => text.replace(field, (_, name: string) => (values[name] ?? '').replace(/\p{Cc}+/gu, ' ').trim())
