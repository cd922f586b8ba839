// By HTTP: the SMS gateway with a body of its own shape, and the signed webhook for other systems.
import { createHmac } from 'node:crypto'
import { sendOutside } from '#kernel/outside.ts'
import { checkStatus, type Message, type Target } from './message.ts'

export const usualSmsBody = '{"phone":"{phone}","text":"{text}","id":"{key}"}'
/** Inside JSON the values are escaped as JSON strings are; in a form as forms are. */
export function smsBody(template: string, message: Message): { body: string; type: string } {
  const json = template.trim().startsWith('{')
  const put = (value: string) => (json ? JSON.stringify(value).slice(1, -1) : encodeURIComponent(value))
  const values: Record<string, string> = { phone: message.to ?? '', text: message.text, key: message.key }
  return { body: template.replace(/\{(phone|text|key)\}/g, (_, name: string) => put(values[name]!)), type: json ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded' }
}
export async function sendSms({ fields, listed, timeoutMs }: Target, message: Message): Promise<void> {
  const { body, type } = smsBody(fields.body ?? usualSmsBody, message)
  const { status } = await sendOutside({ url: fields.url!, listed, body, ...(timeoutMs ? { timeoutMs } : {}), headers: { 'content-type': type, 'idempotency-key': message.key, ...(fields.authorization ? { authorization: fields.authorization } : {}) } })
  checkStatus(status)
}

/** `Dianfan-Signature: t=<seconds>,v1=<hex>`: HMAC-SHA256 over `t.body` with the key of the channel. */
export const signature = (key: string, at: Date, body: string): string => {
  const t = Math.floor(at.getTime() / 1000)
  return `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`
}
export async function sendWebhook({ fields, listed, timeoutMs }: Target, message: Message): Promise<void> {
  const body = JSON.stringify({ id: message.key, kind: message.kind, at: message.at.toISOString(), subject: message.subject, text: message.text, ...message.data })
  const { status } = await sendOutside({ url: fields.url!, listed, body, ...(timeoutMs ? { timeoutMs } : {}), headers: { 'content-type': 'application/json; charset=utf-8', 'idempotency-key': message.key, 'dianfan-signature': signature(fields.key!, message.at, body) } })
  checkStatus(status)
}
