// Free text in an input schema: marked, so that the kernel keeps it apart from the log and the form knows it is prose.
import { z } from 'zod'

export type FreeKind = 'text' | 'name' | 'phone'
/** Free text as a person writes it: cleaned, capped, kept in the erasable table; `decide` and the log see only its id. */
export const freeText = (max: number, kind: FreeKind = 'text') => z.string().min(1).max(max).meta({ free: kind, max })

/** The kind of free text a schema stands for, looking through optional and default wrappers. */
export function freeKind(schema: z.ZodType): { kind: FreeKind; max: number } | undefined {
  let inner: any = schema
  for (;;) {
    const meta = inner.meta?.() as { free?: FreeKind; max?: number } | undefined
    if (meta?.free) return { kind: meta.free, max: meta.max ?? 2000 }
    const next = inner.def?.innerType
    if (!next) return undefined
    inner = next
  }
}
