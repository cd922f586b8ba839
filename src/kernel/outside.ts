// The only way out of the house: resolve, check at connect, no redirects, bounded in time and size.
import { lookup } from 'node:dns/promises'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { BlockList, isIP } from 'node:net'

/** Why something did not go out. `lasting`: trying again will not help; `limited`: not now, and nobody's fault. */
export class NotSent extends Error {
  readonly kind: string
  readonly lasting: boolean
  readonly limited: boolean
  constructor(kind: string, { lasting = false, limited = false }: { lasting?: boolean; limited?: boolean } = {}) { super(kind); this.name = 'NotSent'; this.kind = kind; this.lasting = lasting; this.limited = limited }
}

const closed = new BlockList()
for (const [net, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]] as const) closed.addSubnet(net, bits, 'ipv4')
// Only global unicast counts as outside; of that not the ranges that carry an IPv4 address within or are for documents.
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
for (const [net, bits] of [['2001::', 32], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) closed.addSubnet(net, bits, 'ipv6')

/** Whether an address lies in the open internet: not loopback, private, link-local, shared, reserved or mapped. */
export const isPublic = (address: string): boolean => (isIP(address) === 4 ? !closed.check(address, 'ipv4') : isIP(address) === 6 && global6.check(address, 'ipv6') && !closed.check(address, 'ipv6'))

export const isListed = (host: string, port: number, listed: readonly string[]): boolean => listed.includes(host.toLowerCase()) || listed.includes(`${host.toLowerCase()}:${port}`)

/** An address that may be connected to; what is connected to is exactly this one, so that a name cannot change its mind in between. */
export async function safeAddress(host: string, port: number, listed: readonly string[]): Promise<{ address: string; family: 4 | 6 }> {
  const bare = host.replace(/^\[|\]$/g, '')
  const found = isIP(bare) ? [{ address: bare, family: isIP(bare) }] : await lookup(bare, { all: true }).catch(() => { throw new NotSent('host-unknown') })
  // One forbidden answer is enough: half of a trick is a trick.
  if (!isListed(bare, port, listed) && !found.every((one) => isPublic(one.address))) throw new NotSent('host-forbidden', { lasting: true })
  const first = found[0]
  if (!first) throw new NotSent('host-unknown')
  return { address: first.address, family: first.family as 4 | 6 }
}

const MAX_ANSWER = 64 * 1024

export async function sendOutside({ url, headers, body, timeoutMs = 10_000, listed }: { url: string; headers: Record<string, string>; body: string; timeoutMs?: number; listed: readonly string[] }): Promise<{ status: number; text: string }> {
  let to: URL
  try { to = new URL(url) } catch { throw new NotSent('address-wrong', { lasting: true }) }
  const port = Number(to.port) || (to.protocol === 'https:' ? 443 : 80)
  if (to.username !== '' || !['http:', 'https:'].includes(to.protocol)) throw new NotSent('address-wrong', { lasting: true })
  if (to.protocol === 'http:' && !isListed(to.hostname, port, listed)) throw new NotSent('not-encrypted', { lasting: true })
  const { address, family } = await safeAddress(to.hostname, port, listed)
  return await new Promise((done, failed) => {
    const sent = (to.protocol === 'https:' ? secure : plain)({
      host: address, family, port, path: `${to.pathname}${to.search}`, method: 'POST', agent: false, signal: AbortSignal.timeout(timeoutMs), ...(isIP(to.hostname.replace(/^\[|\]$/g, '')) ? {} : { servername: to.hostname }),
      headers: { ...headers, host: to.host, 'content-length': String(Buffer.byteLength(body)) },
    }, (answer) => {
      const parts: Buffer[] = []
      let size = 0
      answer.on('data', (part: Buffer) => { size += part.length; if (size > MAX_ANSWER) { answer.destroy(); failed(new NotSent('answer-too-large')) } else parts.push(part) })
      answer.on('end', () => done({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }))
      answer.on('error', () => failed(new NotSent('cut-off')))
    })
    sent.on('error', (error: NodeJS.ErrnoException) => failed(new NotSent(error.name === 'AbortError' || error.name === 'TimeoutError' ? 'no-answer-in-time' : `connection.${(error.code ?? 'failed').toLowerCase()}`)))
    sent.end(body)
  })
}
