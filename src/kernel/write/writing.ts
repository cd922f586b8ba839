// What one command writes, as data: nothing here touches a database, so many can go in one statement, or wait in memory.
import type { Problem } from '#core/problem.ts'
import type { Kept } from '../kept.ts'

/** One row of a table of a room. Values are as JSON has them; the database reads them by the types of the table. */
export interface RowWrite {
  table: string
  /** `add` makes a row; `set` changes the row of the key; `once` makes it unless it is there. */
  mode: 'add' | 'set' | 'once'
  /** The key beside the district. All rows of one table and mode name the same columns. */
  key: Readonly<Record<string, unknown>>
  values: Readonly<Record<string, unknown>>
  /** With `set`: columns in which null means "as it was". */
  keep?: readonly string[]
  /** Columns of counts, most of them nought: only the others travel. */
  counts?: ReadonlySet<string>
  /** What it means to a person that the key is taken already. */
  taken?: () => Problem
}

export interface LogRow { district: string; stream: string; id: string; version: number; type: string; data: unknown; actor: string | null; at: Date; command: string; hash: string }
export interface OutboxRow { district: string; id: string; stream: string; stream_id: string; version: number; kind: string; to_unit: string | null; to_role: string | null; to_crew: string | null; /** Of a role only those nearest to here. */ to_area: string | null; created_at: Date }
export interface TimerRow { name: string; dueAt: Date }
export interface KeyRow { district: string; actor: string; key: string; request_hash: string; status: number; answer: string; at: Date }

export interface Writing {
  district: string
  stream: string
  id: string
  at: Date
  log: readonly LogRow[]
  texts: readonly Kept[]
  rows: readonly RowWrite[]
  /** The timers that shall wait from now on; absent when nothing about them changes. */
  timers?: readonly TimerRow[] | undefined
  /** The thing is new: no timer of it can be waiting yet. */
  fresh: boolean
  outbox: readonly OutboxRow[]
  /** Files that must have arrived, and what to say if one has not. */
  files: readonly { sha256: string; missing: () => Problem }[]
  key?: KeyRow | undefined
}

/** What two writings in one statement may not share: the same thing, the same key, the same row that may exist once. */
export const claimsOf = (writing: Writing): string[] => [
  `${writing.stream}/${writing.id}`,
  ...(writing.key ? [`key/${writing.key.actor}/${writing.key.key}`] : []),
  ...writing.rows.filter((row) => row.taken).map((row) => `${row.table}/${JSON.stringify(row.key)}`),
]
