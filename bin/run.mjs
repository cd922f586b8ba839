// Runs src/main.ts as a child that hears every request to stop, and ends with its status.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { readIf, withCache } from './lib.mjs'

const parentCheck_ms = 250

export function runMain(node, args) {
  // The channel carries no messages: its end tells the child that this process was killed, so that it can stop in order.
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: withCache() })
  let asked = false
  const ask = (signal) => {
    // The terminal signals the whole group, npm passes its own on as well: one is enough.
    if (!asked) child.kill(signal)
    asked = true
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => ask(signal))
  process.on('SIGHUP', () => ask('SIGTERM'))
  child.on('error', (error) => { console.error(error.message); process.exit(1) })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))

  // npm passes a signal to its shell, which dies of it and tells nobody; npm killed outright passes nothing on.
  // A server must not stay behind without the command that started it.
  if (!process.env.npm_lifecycle_event) return
  const before = ancestors()
  setInterval(() => { if (ancestors() !== before) ask('SIGTERM') }, parentCheck_ms).unref()
}

/** The shell that npm made for us, and npm itself where the system shows it. */
function ancestors() {
  const stat = readIf(`/proc/${process.ppid}/stat`) ?? ''
  return `${process.ppid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[2] ?? ''}`
}
