// A writer that kills itself with -9 at its k-th step on the disk: folder, key, file with the bytes, k.
import * as node from 'node:fs/promises'
import { folderStore, type Disk } from '../src/kernel/files/folder.ts'

const [place, key, file, k] = process.argv.slice(2) as [string, string, string, string]
let step = 0
const maybe = () => { if (++step === Number(k)) process.kill(process.pid, 'SIGKILL') }
const wrap = (act: (...args: never[]) => unknown) => (...args: never[]) => { maybe(); return act(...args) }
const disk = Object.fromEntries(Object.entries(node).filter(([, value]) => typeof value === 'function').map(([name, value]) => [name, wrap(value as never)])) as unknown as Disk
disk.open = (async (...args: Parameters<typeof node.open>) => {
  maybe()
  const handle = await node.open(...args)
  return new Proxy(handle, { get: (target, name) => {
    const value = Reflect.get(target, name) as unknown
    if (typeof value !== 'function') return value
    return async (...more: unknown[]) => {
      // Half of the bytes first, so that a kill in the middle of a write is among the steps.
      if (name === 'writeFile') { const bytes = more[0] as Buffer; await target.write(bytes.subarray(0, bytes.length >> 1)); maybe(); await target.write(bytes.subarray(bytes.length >> 1)); maybe(); return }
      const done = await (value as (...a: unknown[]) => unknown).apply(target, more)
      maybe()
      return done
    }
  } })
}) as typeof node.open
await folderStore(place, disk).put(key, await node.readFile(file))
