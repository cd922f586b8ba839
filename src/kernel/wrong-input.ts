// What is wrong with an input, field by field, in sentences that say what would be right.
import type { z } from 'zod'
import { problem, type Fault, type Said } from '#core/problem.ts'

export const wrongInput = problem('wrong-input', 422, () => ({
  zh: '有几处填得不对，改好后再提交；没有任何内容被保存。',
  en: 'Some fields are not right. Correct them and send again; nothing was saved.',
}))

type Issue = z.core.$ZodIssue

function say(issue: Issue): Said {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { zh: '必填。', en: 'This field is needed.' }
        : { zh: `这里要${zhType[issue.expected] ?? issue.expected}。`, en: `This must be ${issue.expected}.` }
    case 'too_small':
      return issue.origin === 'string' ? { zh: `至少${issue.minimum}个字。`, en: `At least ${issue.minimum} characters.` }
        : issue.origin === 'array' ? { zh: `至少${issue.minimum}项。`, en: `At least ${issue.minimum}.` }
        : { zh: `不能小于${issue.minimum}。`, en: `Not less than ${issue.minimum}.` }
    case 'too_big':
      return issue.origin === 'string' ? { zh: `最多${issue.maximum}个字。`, en: `At most ${issue.maximum} characters.` }
        : issue.origin === 'array' ? { zh: `最多${issue.maximum}项。`, en: `At most ${issue.maximum}.` }
        : { zh: `不能大于${issue.maximum}。`, en: `Not more than ${issue.maximum}.` }
    case 'invalid_value':
      return { zh: `只能是：${issue.values.join('、')}。`, en: `One of: ${issue.values.join(', ')}.` }
    case 'unrecognized_keys':
      return { zh: `不认识的字段：${issue.keys.join('、')}。`, en: `Unknown field: ${issue.keys.join(', ')}.` }
    case 'invalid_format':
      return { zh: `格式不对，应为${issue.format}${issue.pattern ? `（${issue.pattern}）` : ''}。`, en: `Wrong format; expected ${issue.format}${issue.pattern ? ` (${issue.pattern})` : ''}.` }
    default:
      return { zh: `不符合要求：${issue.message}`, en: issue.message }
  }
}
const zhType: Record<string, string> = { string: '文字', number: '数字', int: '整数', boolean: '是或否', array: '一个列表', object: '一组字段', date: '日期' }

export const zodFaults = (error: z.ZodError): Fault[] =>
  error.issues.slice(0, 50).map((issue) => ({ path: issue.path.map(String).join('.') || '.', said: say(issue) }))

/** Parses the body of a plain route; a wrong one is refused field by field. */
export function parseInput<I extends z.ZodType>(schema: I, body: unknown): z.output<I> {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw wrongInput({}, zodFaults(parsed.error))
  return parsed.data
}
