// The list of rooms, and the server made of them: routes, timers, pages.
import { caseRoom } from './case/case.ts'
import { casePersonal } from './case/personal.ts'
import { directoryRoom } from './directory/directory.ts'
import { directoryPersonal } from './directory/personal.ts'
import { figureRoom } from './figure/figure.ts'
import { figurePersonal } from './figure/personal.ts'
import { rollUps } from './figure/replay.ts'
import { foundingRoom } from './founding/founding.ts'
import { foundingPersonal } from './founding/personal.ts'
import { noticeRoom } from './notice/notice.ts'
import { publicRoom } from './public/public.ts'
import { publicPersonal } from './public/personal.ts'
import { packRoom } from './pack/pack.ts'
import type { Job } from '#kernel/jobs.ts'
import { operationRoutes } from '#kernel/operations.ts'
import type { Reaction } from '#kernel/reader/reaction.ts'
import { noticePersonal } from './notice/personal.ts'
import { packPersonal } from './pack/personal.ts'
import { kernelPersonal } from '#kernel/personal.ts'
import type { RoomRegister } from '#kernel/register/register.ts'
import { retentionRoutes, type Retention } from '#kernel/register/retention.ts'
import { registerRoutes } from '#kernel/register/routes.ts'
import { routesOfVerb, type Route } from '#kernel/route.ts'
import type { Sights } from '#kernel/sight.ts'
import { systemRoutes } from '#kernel/system.ts'
import type { TwoPerson } from '#kernel/two-person/order.ts'
import { approvalRoutes } from '#kernel/two-person/routes.ts'
import { routeOfTwoPersonVerb } from '#kernel/two-person/verb.ts'
import type { Verb } from '#kernel/verb.ts'

export const rooms = [directoryRoom, packRoom, caseRoom, publicRoom, figureRoom, noticeRoom, foundingRoom]

const sights: Sights = Object.assign({}, ...rooms.map((room) => room.sights)) as Sights
/** What the rooms do when facts stand in the log. */
export const reactions: Reaction[] = rooms.flatMap((room) => ('reactions' in room ? (room as { reactions: readonly Reaction[] }).reactions : []))

const byTwo = rooms.flatMap((room) => (room.verbs as readonly Verb[]).filter((verb) => verb.twoPersons).map(routeOfTwoPersonVerb))
/** Everything that takes two people: of the rooms, and their verbs that say so. */
export const orders: TwoPerson[] = [...rooms.flatMap((room) => ('orders' in room ? room.orders as TwoPerson[] : [])), ...byTwo.map((verb) => verb.order)]
/** Every room's part of the register of personal data (src/personal.test.ts holds it complete). */
export const registers: Record<string, RoomRegister> = { kernel: kernelPersonal, directory: directoryPersonal, pack: packPersonal, case: casePersonal, public: publicPersonal, figure: figurePersonal, notice: noticePersonal, founding: foundingPersonal }
/** What is erased when its time is over. */
export const retention: Retention[] = rooms.flatMap((room) => ('retention' in room ? room.retention as Retention[] : []))
const declared: Route[] = [...rooms.flatMap((room) => [...room.routes, ...(room.verbs as readonly Verb[]).filter((verb) => !verb.twoPersons).flatMap(routesOfVerb)]), ...byTwo.map((verb) => verb.route), ...approvalRoutes(orders), ...registerRoutes(registers), ...retentionRoutes(retention), ...operationRoutes(reactions)]
/** Literal paths before those with `{id}`, so that a name is never taken for an id. */
export const routes: Route[] = [...declared, ...systemRoutes(declared, sights)].sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))

const timers: Record<string, Verb> = Object.assign({}, ...rooms.map((room) => room.timers)) as Record<string, Verb>
export const verbOfTimer = (stream: string, timer: string): Verb | undefined => timers[`${stream}.${timer}`]

/** Every stream some verb acts on: what a replay folds. */
export const streams = [...new Set(rooms.flatMap((room) => (room.verbs as readonly Verb[]).map((verb) => verb.stream)))]
/** Tables that follow from rows, not from facts alone: sums. A replay makes them anew behind the streams. */
export const derived = [rollUps]
/** The heavy work of every room that has some. */
export const jobs: Job[] = rooms.flatMap((room) => ('jobs' in room ? (room as { jobs: readonly Job[] }).jobs : []))

/** What is done with news that leaves the outbox, beside the inboxes. */
export const { carry } = noticeRoom
