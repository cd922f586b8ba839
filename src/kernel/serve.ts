// Listening and stopping: the HTTP server, the ticking of timers and outbox, and an orderly end.
import { readFile } from 'node:fs/promises'
import { createServer as createHttps } from 'node:https'
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'
import { problem } from '#core/problem.ts'
import type { Config } from './config.ts'

export const portTaken = problem<{ host: string; port: number }>('port.taken', 409, ({ host, port }) => ({
  zh: `${host}:${port} 已被别的程序占用。请停掉它，或用 PORT=… 换一个端口。`, en: `${host}:${port} is in use by another program. Stop it, or choose another port with PORT=….`,
}))
const tlsUnreadable = problem<{ file: string }>('tls.unreadable', 500, ({ file }) => ({ zh: `读不了证书文件 ${file}。请核对路径和权限。`, en: `The certificate file ${file} cannot be read. Check its path and permissions.` }))

const headTooLarge = problem('head.too-large', 431, () => ({ zh: '网址或请求头太长，最多 16 KB。请缩短查询条件。', en: 'The address or the headers are too long; at most 16 KB. Shorten the query.' }))
const badRequest = problem('not-http', 400, () => ({ zh: '这不是完整的 HTTP 请求。', en: 'This is not a whole HTTP request.' }))

export interface Listening { port: number; close(): Promise<void> }

export async function listen(app: Hono, config: Config): Promise<Listening> {
  const read = async (file: string) => await readFile(file).catch(() => { throw tlsUnreadable({ file }) })
  const tls = config.tls && { cert: await read(config.tls.certificate), key: await read(config.tls.key) }
  return await new Promise((ready, failed) => {
    const server = serve({
      fetch: app.fetch, port: config.port, hostname: config.host,
      ...(tls ? { createServer: createHttps as never, serverOptions: tls as never } : {}),
    }, (info) => ready({
      port: info.port,
      close: () => new Promise((closed) => {
        // Idle keep-alive connections end at once, busy ones get ten seconds to finish.
        const plain = server as Server
        plain.close(() => closed())
        plain.closeIdleConnections()
        setTimeout(() => plain.closeAllConnections(), 10_000).unref()
      }),
    })) as Server
    server.requestTimeout = 120_000
    server.headersTimeout = 20_000
    // What Node refuses before any route sees it is refused like everything else.
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (!socket.writable) return
      const { body } = error.code === 'HPE_HEADER_OVERFLOW' ? headTooLarge({}) : badRequest({})
      const text = JSON.stringify({ type: `/api/problems#${body.kind}`, title: body.said.zh, ...body })
      socket.end(`HTTP/1.1 ${body.status} -\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`)
    })
    server.on('error', (error: NodeJS.ErrnoException) => failed(error.code === 'EADDRINUSE' ? portTaken({ host: config.host, port: config.port }) : error))
  })
}

export interface Ticking { stop(): Promise<void> }

/** Runs `work` again and again with a pause between; a failure is reported and does not end the ticking. */
export function tick(everyMs: number, work: () => Promise<void>, onError: (error: unknown) => void): Ticking {
  let stopped = false
  let wake: () => void = () => {}
  const loop = (async () => {
    while (!stopped) {
      await work().catch(onError)
      // Told to stop while it worked: nobody would wake it from an hour's pause.
      if (stopped) return
      await new Promise<void>((next) => { const timer = setTimeout(next, everyMs); wake = () => { clearTimeout(timer); next() } })
    }
  })()
  return { async stop() { stopped = true; wake(); await loop } }
}
