// A declared route: the only way anything is reached over HTTP. Verbs become routes by `routesOfVerb`.
import { z } from 'zod'
import type { Said } from '#core/problem.ts'
import type { Actor } from './actor.ts'
import type { House } from './house.ts'
import type { Key } from './idempotency.ts'
import { badKey, otherRequest } from './idempotency.ts'
import { notFound, outsideReach, runVerb, stale, versionNeeded } from './run.ts'
import type { LimitKind } from './limits.ts'
import type { ProblemKind, Verb } from './verb.ts'
import { notAllowed } from './actor.ts'
import { newId } from './clock.ts'

export interface Asked {
  actor: Actor | undefined
  params: Record<string, string>
  query: any
  input: any
  /** Raw bytes of an upload route. */
  bytes: Uint8Array
  key: Key | undefined
  /** A header the route declares. */
  header(name: string): string | undefined
  expected: number | undefined
  address: string
  /** What the browser says it is. */
  agent: string
  token: string | undefined
  /** The token came with a browser's cookie, so that a new one can be set. */
  byCookie: boolean
  cookies: Record<string, string>
  /** What a browser that comes back to a stream saw last. */
  lastEventId?: string | undefined
  secure: boolean
}

/** `json` is a value; `text` is JSON that already left the database as text. */
export type Answer =
  | { status?: number; json: unknown; headers?: Record<string, string> | [string, string][] }
  | { status?: number; text: string; headers?: Record<string, string> | [string, string][] }
  | { status?: number; bytes: Uint8Array; mediaType: string; headers?: Record<string, string> | [string, string][] }
  | { status?: number; stream: ReadableStream<Uint8Array>; mediaType: string; headers?: Record<string, string> | [string, string][] }

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `/api/case/{id}/dispatch` */
  path: string
  /** Operation id, e.g. `case.dispatch`. */
  name: string
  title: Said
  /** Who may knock: anyone, whoever is signed in, or whoever holds `permission`. */
  access: 'anyone' | 'signed-in' | 'permitted'
  permission?: string
  query?: z.ZodObject
  input?: z.ZodObject
  /** Largest upload in bytes; the body is then raw bytes instead of JSON. */
  upload?: { maxBytes: number; mediaTypes: string[] }
  answer?: z.ZodType
  /** Request headers with a meaning of their own. */
  headers?: Record<string, { title: Said; schema: z.ZodType }>
  /** Acts on one version of a thing: If-Match is needed. */
  versioned?: boolean
  writes: boolean
  /** Takes an Idempotency-Key; false where a repeat changes nothing anyway (a photo is named by its content) or nobody is known yet (sign-in). */
  keyed: boolean
  /** Part of signing in: open to a session that still owes a step. */
  half?: boolean
  /** Counted under another kind than its shape says: signing in, exports. */
  limit?: LimitKind
  /** Makes something: answers 201. */
  creates?: boolean
  problems: readonly ProblemKind[]
  example?: unknown
  run(asked: Asked, house: House): Promise<Answer>
}

type Declared = Omit<Route, 'access' | 'writes' | 'keyed' | 'problems'> & Partial<Pick<Route, 'access' | 'writes' | 'keyed' | 'problems'>>
export const route = (declared: Declared): Route => ({
  access: declared.permission ? 'permitted' : 'signed-in', writes: declared.method !== 'GET', keyed: declared.method !== 'GET', problems: [], ...declared,
})

const Made = z.object({ id: z.uuid(), version: z.int() }).loose()

/** `POST /api/{noun}` makes, `POST /api/{noun}/{id}/{verb}` acts. Timers' verbs have no route. */
export function routesOfVerb(verb: Verb): Route[] {
  if (verb.system) return []
  return [route({
    method: 'POST', path: verb.makes === true ? `/api/${verb.stream.name}` : verb.makes ? `/api/${verb.stream.name}/${verb.name}` : `/api/${verb.stream.name}/{id}/${verb.name}`,
    name: `${verb.stream.name}.${verb.name}`, title: verb.title, permission: verb.permission, input: verb.input, answer: Made,
    versioned: !verb.makes, creates: verb.makes !== false, example: verb.example,
    problems: [notAllowed, ...(verb.makes ? [outsideReach] : [notFound, versionNeeded, stale]), badKey, otherRequest, ...verb.problems],
    run: async (asked, house) => {
      const now = house.clock.now()
      const done = await runVerb(house.db, { verb, id: asked.params.id, input: asked.input, expected: asked.expected }, { actor: asked.actor!, now, command: newId(now.getTime()), memory: house.memory }, asked.key)
      return { status: done.status, text: done.answer }
    },
  })]
}
