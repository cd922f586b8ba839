// What a person can meet when something is refused: a kind, a sentence in two languages that says what to do, and where.

/** A sentence a person reads, in both languages of the product. */
export interface Said { zh: string; en: string }

/** One thing wrong in one place: `path` is a field path such as `photos.0`, or a place in a file such as `部件!H12`. */
export interface Fault { path: string; said: Said }

export interface ProblemBody {
  /** Stable identifier of the kind, e.g. `case.out-of-turn`; the OpenAPI description lists the kinds of every verb. */
  kind: string
  /** HTTP status. */
  status: number
  said: Said
  faults?: Fault[]
  /** Facts a machine may use, e.g. the version that won a race. Never personal data. */
  details?: Record<string, unknown>
}

/** The one class of the house: thrown where a rule refuses, caught once at the door. */
export class Problem extends Error {
  readonly body: ProblemBody
  constructor(body: ProblemBody) {
    // A refusal is an answer, told by its kind: where in the code it was made helps nobody, and finding that out costs more than most guards.
    const depth = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super(`${body.kind}: ${body.said.en}`)
    Error.stackTraceLimit = depth
    this.name = 'Problem'
    this.body = body
  }
}

/** Declares a kind of problem: `const outOfTurn = problem('case.out-of-turn', 409, …)`, then `throw outOfTurn({ state })`. */
export function problem<D extends Record<string, unknown> = Record<never, never>>(
  kind: string, status: number, say: (details: D) => Said,
): ((details: D, faults?: Fault[]) => Problem) & { kind: string; status: number; example: () => ProblemBody } {
  const make = (details: D, faults?: Fault[]) =>
    new Problem({ kind, status, said: say(details), ...(faults ? { faults } : {}), ...(Object.keys(details).length ? { details } : {}) })
  // The example stands in the OpenAPI description; a proxy answers every detail with its own name.
  const example = () => ({ kind, status, said: say(new Proxy({}, { get: (_, key) => `{${String(key)}}` }) as D) })
  return Object.assign(make, { kind, status, example })
}
