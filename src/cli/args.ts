// Reads flags of a command; an unknown one is refused instead of ignored.
import { parseArgs } from 'node:util'
import { Misuse } from './help.ts'

type Kind = 'string' | 'boolean'
export function readArgs<F extends Record<string, Kind>>(command: string, args: string[], flags: F): { words: string[]; flags: { [K in keyof F]?: F[K] extends 'string' ? string : boolean } } {
  try {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, strict: true, options: Object.fromEntries(Object.entries(flags).map(([name, type]) => [name, { type }])) })
    return { words: positionals, flags: values as never }
  } catch (error) {
    throw new Misuse((error as Error).message, command)
  }
}
