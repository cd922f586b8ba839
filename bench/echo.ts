// A child for calibration: the smallest HTTP server there is.
import { createServer } from 'node:http'

const server = createServer((_request, answer) => { answer.writeHead(200, { 'content-type': 'text/plain', 'content-length': 2 }); answer.end('ok') })
server.listen(0, '127.0.0.1', () => { process.send?.({ port: (server.address() as { port: number }).port }) })
