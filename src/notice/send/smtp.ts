// By e-mail, with nodemailer: to an address that was checked, the key as Message-ID and header.
import { isIP } from 'node:net'
import { createTransport } from 'nodemailer'
import { isListed, NotSent, safeAddress } from '#kernel/outside.ts'
import type { Message, Target } from './message.ts'

export async function sendMail({ fields, listed, timeoutMs = 10_000 }: Target, message: Message): Promise<void> {
  const [, host = '', port = '465'] = /^(.+?)(?::(\d{1,5}))?$/.exec(fields.server ?? '') ?? []
  const { address } = await safeAddress(host, Number(port), listed)
  if (fields.security === 'none' && !isListed(host, Number(port), listed)) throw new NotSent('not-encrypted', { lasting: true })
  const transport = createTransport({
    host: address, port: Number(port), secure: fields.security === 'tls', requireTLS: fields.security === 'starttls', ignoreTLS: fields.security === 'none',
    tls: isIP(host) ? {} : { servername: host }, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs, disableFileAccess: true, disableUrlAccess: true,
    ...(fields.user ? { auth: { user: fields.user, pass: fields.password ?? '' } } : {}),
  })
  try {
    const sent = await transport.sendMail({
      from: fields.from, to: message.to, subject: message.subject, text: message.text, date: message.at, messageId: `<${message.key}@dianfan.invalid>`, headers: { 'Idempotency-Key': message.key, 'Auto-Submitted': 'auto-generated' },
    })
    if (sent.rejected.length > 0) throw new NotSent('mail.rejected', { lasting: true })
  } catch (error) {
    if (error instanceof NotSent) throw error
    const { responseCode, code } = error as { responseCode?: number; code?: string }
    throw new NotSent(responseCode ? `mail.${responseCode}` : `connection.${(code ?? 'failed').toLowerCase()}`, { lasting: responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH' })
  } finally { transport.close() }
}
