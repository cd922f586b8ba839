// The shape of a pack file as JSON Schema, so that an editor completes keys and marks mistakes while one writes.
import { z } from 'zod'
import { clockKinds } from '#core/clock-kind.ts'
import { actions, Category, FilingCondition, PackContent } from './words.ts'

const limit = z.string().regex(new RegExp(`^[1-9]\\d{0,3} (${clockKinds.join('|')})$`)).describe('10 minute_on_shift, 2 work_hour, 3 work_day …')
const Text = PackContent.extend({ categories: z.array(Category.extend({ conditions: z.array(FilingCondition.extend({ limit })).min(1).max(60) })).max(3000) })

/** Made from the very schema that the checker reads with; what a schema cannot say, the checker says. */
export const packSchema = (): Record<string, unknown> => ({ title: 'Dianfan pack', description: `A campaign as data: ${actions.join(', ')}. Check it with: npx dianfan check packs`, ...z.toJSONSchema(Text, { io: 'input', unrepresentable: 'any' }) })
