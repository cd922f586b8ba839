// A child for calibration: the smallest HTTP server, or a closed loop of bare prepared statements against the database.
import { createServer } from 'node:http'
import pg from 'pg'

type Order = { echo: true } | { url: string; statements: { text: string; values: unknown[][] }[]; seconds: number; connections: number }

process.on('message', (order: Order) => { void run(order) })
const tell = (said: unknown): void => { process.send?.(said) }
tell('ready')

async function run(order: Order): Promise<void> {
  if ('echo' in order) {
    const server = createServer((_request, answer) => { answer.writeHead(200, { 'content-type': 'text/plain', 'content-length': 2 }); answer.end('ok') })
    server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as { port: number }).port }))
    return
  }
  const clients = await Promise.all(Array.from({ length: order.connections }, async () => { const client = new pg.Client({ connectionString: order.url }); await client.connect(); return client }))
  const loop = async (ms: number) => {
    const end = performance.now() + ms
    let done = 0
    await Promise.all(clients.map(async (client, c) => {
      for (let n = c; performance.now() < end; n += clients.length) {
        for (const [i, { text, values }] of order.statements.entries()) await client.query({ name: `t${i}`, text, values: values[n % values.length]! })
        done++
      }
    }))
    return done
  }
  await loop(700)
  tell('go')
  const before = process.cpuUsage()
  const done = await loop(order.seconds * 1000)
  const { user, system } = process.cpuUsage(before)
  tell({ done, cpu: (user + system) / 1000 })
  await Promise.all(clients.map((client) => client.end()))
  process.disconnect?.()
}
