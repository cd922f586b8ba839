// The list of rooms, and the server made of them: routes, timers, pages.
import { caseRoom } from './case/case.ts'
import { directoryRoom } from './directory/directory.ts'
import { foundingRoom } from './founding/founding.ts'
import { noticeRoom } from './notice/notice.ts'
import { packRoom } from './pack/pack.ts'
import type { Job } from '#kernel/jobs.ts'
import { operationRoutes } from '#kernel/operations.ts'
import type { Reaction } from '#kernel/reader/reaction.ts'
import { routesOfVerb, type Route } from '#kernel/route.ts'
import type { Sights } from '#kernel/sight.ts'
import { systemRoutes } from '#kernel/system.ts'
import type { Verb } from '#kernel/verb.ts'

export const rooms = [directoryRoom, packRoom, caseRoom, noticeRoom, foundingRoom]

const sights: Sights = Object.assign({}, ...rooms.map((room) => room.sights)) as Sights
/** What the rooms do when facts stand in the log. */
export const reactions: Reaction[] = rooms.flatMap((room) => ('reactions' in room ? (room as { reactions: readonly Reaction[] }).reactions : []))

const declared: Route[] = [...rooms.flatMap((room) => [...room.routes, ...(room.verbs as readonly Verb[]).flatMap(routesOfVerb)]), ...operationRoutes(reactions)]
/** Literal paths before those with `{id}`, so that a name is never taken for an id. */
export const routes: Route[] = [...declared, ...systemRoutes(declared, sights)].sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))

const timers: Record<string, Verb> = Object.assign({}, ...rooms.map((room) => room.timers)) as Record<string, Verb>
export const verbOfTimer = (stream: string, timer: string): Verb | undefined => timers[`${stream}.${timer}`]

/** The heavy work of every room that has some. */
export const jobs: Job[] = rooms.flatMap((room) => ('jobs' in room ? (room as { jobs: readonly Job[] }).jobs : []))

/** What is done with news that leaves the outbox, beside the inboxes. */
export const { carry } = noticeRoom
