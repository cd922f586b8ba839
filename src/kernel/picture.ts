// The one door for pictures: opened in processes apart, two at a time, with a limit on memory and on time.
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Problem, type ProblemBody } from '#core/problem.ts'
import type { Order } from './picture/child.ts'
import { brokenPicture, hugePicture, MAX_UPLOAD_BYTES } from './picture/problems.ts'
import type { Burnt } from './picture/burn.ts'
import type { Region } from './picture/region.ts'
import type { Picture, Sizes } from './picture/work.ts'
import { turns } from './turns.ts'

export { brokenPicture, heicPicture, hugePicture, MAX_UPLOAD_BYTES, movingPicture, noPicture, pictureProblems } from './picture/problems.ts'
export { Region } from './picture/region.ts'
export type { Picture } from './picture/work.ts'

/** Fifty million pixels are 200 MB while they are open, twice that for a progressive JPEG; V8 counts half a gigabyte of its own. */
const MEMORY_KB = 1_300_000
const SECONDS = 20
const AT_ONCE = 2
const WAITING = 40
/** A child with nothing to do gives its memory back. */
const IDLE_MS = 60_000

const inTurn = turns(AT_ONCE, WAITING)

interface Hand { child: ChildProcess; idle?: NodeJS.Timeout }
const free: Hand[] = []
let count = 0

function newHand(): Hand {
  const file = fileURLToPath(new URL('./picture/child.ts', import.meta.url))
  // Without an environment: no secret of ours is there to be read. The limit is the operating system's own.
  const options: SpawnOptions = { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced', env: {} }
  const child = process.platform === 'win32' ? spawn(process.execPath, [file], options)
    : spawn('/bin/sh', ['-c', `ulimit -d ${MEMORY_KB} 2>/dev/null; exec "$0" "$@"`, process.execPath, file], options)
  const hand: Hand = { child }
  child.on('exit', () => { const at = free.indexOf(hand); if (at >= 0) free.splice(at, 1) })
  child.on('error', () => {})
  return hand
}
function rest(hand: Hand): void {
  if (!hand.child.connected) return
  free.push(hand)
  // A resting child must not keep the command line from ending.
  hand.child.unref()
  hand.child.channel?.unref()
  hand.idle = setTimeout(() => hand.child.kill('SIGKILL'), IDLE_MS).unref()
}

async function done<T>(what: Order['what'], bytes: Uint8Array, seconds: number, regions?: readonly Region[]): Promise<T> {
  const hand = free.pop() ?? newHand(), { child } = hand, n = ++count
  clearTimeout(hand.idle)
  child.ref()
  child.channel?.ref()
  return await new Promise<T>((resolve, reject) => {
    const end = (settle: () => void) => { clearTimeout(timer); child.off('message', heard); child.off('exit', died); child.off('error', failed); settle() }
    const timer = setTimeout(() => { child.kill('SIGKILL'); end(() => reject(brokenPicture({}))) }, seconds * 1000)
    const heard = (answer: { n: number; done?: T; problem?: ProblemBody; fault?: string }) => {
      if (answer.n !== n) return
      end(() => {
        rest(hand)
        if (answer.done !== undefined) resolve(answer.done)
        else reject(answer.problem ? new Problem(answer.problem) : new Error(answer.fault))
      })
    }
    // Killed by its limit, or brought down by what it was given: the picture is at fault, the next gets a fresh process.
    const died = () => end(() => reject(brokenPicture({})))
    const failed = (error: Error) => end(() => reject(error))
    child.on('message', heard)
    child.once('exit', died)
    child.once('error', failed)
    child.send({ n, what, bytes, regions } satisfies Order, (error) => { if (error) died() })
  })
}

// Bytes arrive from the other process as plain arrays of bytes.
const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Recognised, decoded, turned upright, shrunk and written anew; or refused with a sentence. */
export async function cleanPicture(raw: Uint8Array, seconds = SECONDS): Promise<Picture> {
  if (raw.byteLength > MAX_UPLOAD_BYTES) throw hugePicture({})
  const picture = await inTurn(() => done<Picture>('recode', raw, seconds))
  return { ...picture, bytes: buffer(picture.bytes) }
}
/** The small copies of a kept picture. */
export async function smallPictures(bytes: Uint8Array): Promise<Sizes> {
  const { small, tiny } = await inTurn(() => done<Sizes>('sizes', bytes, SECONDS))
  return { small: buffer(small), tiny: buffer(tiny) }
}
/** A kept picture with these regions burnt out of it: what was there cannot be had back. */
export async function burnPicture(bytes: Uint8Array, regions: readonly Region[]): Promise<Burnt> {
  const burnt = await inTurn(() => done<Burnt>('burn', bytes, SECONDS, regions))
  return { ...burnt, bytes: buffer(burnt.bytes) }
}
