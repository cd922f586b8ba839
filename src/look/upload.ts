// A photo on its way up in parts: waits while the network is away, goes on where it stopped, says how far it is.
import { ask, asProblem, notReached, Problem } from './api.ts'

export interface Sent { sha256: string; width: number; height: number; bytes: number }
export type Step = 'waiting' | 'sending' | 'offline'
interface State { offset: number; state: 'open' | 'done' | 'refused'; file: Sent | null }

/** Small enough that a broken line costs seconds, large enough that a good one is not slowed. */
const PART_BYTES = 512 * 1024
const PART_TIMEOUT_MS = 90_000
const AT_ONCE = 2
const PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 15_000
/** Connected, they say, and still nothing gets through: time to ask the person. */
const TRIES = 8

let running = 0
const queue: (() => void)[] = []
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((go) => queue.push(go))
  running++
  try { return await work() } finally { running--; queue.shift()?.() }
}

/** One part; XMLHttpRequest because only it tells how much has left. */
/** Where photos are sent, and what says whose they are. */
export interface Door { path: string; headers: Record<string, string>; /** Behind every address, `?…`. */ search?: string }
const own: Door = { path: '/api/upload', headers: {} }

const part = (door: Door, id: string, offset: number, bytes: Blob, progress: (sent: number) => void, signal: AbortSignal): Promise<State> => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest()
  request.open('PATCH', `${door.path}/${id}${door.search ?? ''}`)
  request.responseType = 'json'
  request.timeout = PART_TIMEOUT_MS
  request.setRequestHeader('upload-offset', String(offset))
  request.setRequestHeader('content-type', 'application/octet-stream')
  for (const [name, value] of Object.entries(door.headers)) request.setRequestHeader(name, value)
  request.upload.onprogress = (e) => progress(e.loaded)
  request.onerror = request.ontimeout = () => reject(notReached())
  request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
  request.onload = () => {
    const answer = request.response as (State & { said?: { zh: string; en: string } }) | null
    if (request.status < 300 && answer) resolve(answer)
    else reject(answer?.said ? new Problem({ kind: 'unclear', status: request.status, ...answer, said: answer.said }) : new Problem({ ...notReached(), status: request.status, said: notReached().said }))
  }
  signal.addEventListener('abort', () => request.abort(), { once: true })
  request.send(bytes)
})

/** Until the network is back, or for a while: a phone does not always say when it is. */
const pause = (ms: number, signal: AbortSignal): Promise<void> => new Promise((go) => {
  const done = () => { clearTimeout(timer); removeEventListener('online', done); signal.removeEventListener('abort', done); go() }
  const timer = setTimeout(done, ms)
  addEventListener('online', done)
  signal.addEventListener('abort', done)
})
const passing = (status: number) => status === 0 || status === 502 || status === 503 || status === 504

/** The id is made by the caller and stays for every retry, so that what has arrived is not sent again. */
export function sendPhoto(file: Blob, id: string, on: (step: Step, share: number) => void, signal: AbortSignal, door: Door = own, capture?: 'live' | 'gallery'): Promise<Sent> {
  const media = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(file.type) ? file.type : 'application/octet-stream'
  on('waiting', 0)
  return inTurn(async () => {
    let state: State | undefined, failed = 0
    for (;;) {
      signal.throwIfAborted()
      try {
        // Asked again after every break: the answer says how far it has come.
        state ??= await ask<State>(`${door.path}${door.search ?? ''}`, { method: 'POST', body: { id, bytes: file.size, media, device_time: new Date().toISOString(), ...(capture ? { capture } : {}) }, headers: door.headers, signal })
        if (state.state === 'done' && state.file) return state.file
        const { offset } = state
        on('sending', offset / file.size)
        state = await part(door, id, offset, file.slice(offset, offset + PART_BYTES), (sent) => on('sending', (offset + sent) / file.size), signal)
        failed = 0
      } catch (error) {
        signal.throwIfAborted()
        const problem = asProblem(error)
        if (problem.kind !== 'upload.other-offset' && !passing(problem.status)) throw problem
        if (++failed > TRIES && navigator.onLine) throw problem
        if (passing(problem.status)) {
          on('offline', (state?.offset ?? 0) / file.size)
          await pause(Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** (failed - 1)), signal)
        }
        state = undefined
      }
    }
  })
}
