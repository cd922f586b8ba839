// Group robots of 企业微信 and 钉钉: text messages, their signing and keyword, and their own error numbers.
import { createHmac } from 'node:crypto'
import { NotSent, sendOutside } from '#kernel/outside.ts'
import { checkStatus, type Message, type Target } from './message.ts'

/** Numbers that mean "too fast": later is right. */
const limited = new Set([45009, 45033, 130101, 130102, 90018])
/** Their own trouble, which passes. */
const passing = new Set([-1, 40014, 42001, 50001])

async function post(url: string, content: string, { listed, timeoutMs }: Target, key: string): Promise<void> {
  const { status, text } = await sendOutside({ url, listed, body: JSON.stringify({ msgtype: 'text', text: { content } }), ...(timeoutMs ? { timeoutMs } : {}), headers: { 'content-type': 'application/json; charset=utf-8', 'idempotency-key': key } })
  checkStatus(status)
  let code: unknown
  try { code = (JSON.parse(text) as { errcode?: unknown }).errcode } catch { throw new NotSent('robot.answer-unclear') }
  if (code === 0) return
  if (limited.has(Number(code))) throw new NotSent(`robot.${String(code)}`, { limited: true })
  // A wrong key, signature or keyword stays wrong until somebody changes the settings.
  throw new NotSent(`robot.${Number(code)}`, { lasting: !passing.has(Number(code)) })
}

/** At most 2,048 bytes of text, cut between characters. */
const cut = (text: string): string => { let out = text; while (Buffer.byteLength(out) > 2000) out = [...out].slice(0, -20).join(''); return out === text ? text : `${out}…` }

export const sendWecom = (target: Target, message: Message): Promise<void> => post(target.fields.robot!, cut(message.text), target, message.key)

/** Signed with the time of sending: HMAC-SHA256 over `timestamp\nsecret`, base64, in the address. */
export function signedAddress(robot: string, secret: string | undefined, atMs: number): string {
  if (!secret) return robot
  const sign = createHmac('sha256', secret).update(`${atMs}\n${secret}`).digest('base64')
  return `${robot}${robot.includes('?') ? '&' : '?'}timestamp=${atMs}&sign=${encodeURIComponent(sign)}`
}
export const sendDingtalk = (target: Target, message: Message): Promise<void> => {
  const { robot, sign, keyword } = target.fields
  const text = keyword && !message.text.includes(keyword) ? `${keyword}\n${message.text}` : message.text
  return post(signedAddress(robot!, sign, message.at.getTime()), cut(text), target, message.key)
}
