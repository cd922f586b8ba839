// A verb's input as JSON Schema with hints for the form: the same schema the door checks against.
import { z } from 'zod'
import { freeKind } from '#core/free.ts'

interface Hints { widget?: string; title?: string; titleEn?: string; names?: Record<string, { zh: string; en: string }> }

/** Hints of a field, looking through optional and default wrappers; the outermost wins. */
function hintsOf(schema: z.ZodType): Hints {
  const meta = (schema.meta() ?? {}) as Hints
  const inner = (schema as unknown as { def?: { innerType?: z.ZodType } }).def?.innerType
  return inner ? { ...hintsOf(inner), ...meta } : meta
}

const forms = new WeakMap<z.ZodObject, object>()

/** JSON Schema (2020-12) with `x-widget`, `x-title-zh`, `x-title-en`, `x-names`, `x-free` on its properties. */
export function formOf(input: z.ZodObject): object {
  const had = forms.get(input)
  if (had) return had
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as { properties?: Record<string, Record<string, unknown>> }
  for (const [field, property] of Object.entries(schema.properties ?? {})) {
    const hints = hintsOf(input.shape[field] as z.ZodType)
    for (const ours of ['widget', 'free', 'max', 'title', 'titleEn', 'names']) delete property[ours]
    if (hints.widget) property['x-widget'] = hints.widget
    if (hints.title) property['x-title-zh'] = hints.title
    if (hints.titleEn) property['x-title-en'] = hints.titleEn
    if (hints.names) property['x-names'] = hints.names
    const free = freeKind(input.shape[field] as z.ZodType)
    if (free) property['x-free'] = free.kind
  }
  forms.set(input, schema)
  return schema
}
