// One door to all channels.
import { NotSent } from '#kernel/outside.ts'
import { sendSms, sendWebhook } from './gateway.ts'
import type { Message, Target } from './message.ts'
import { sendDingtalk, sendWecom } from './robots.ts'
import { sendMail } from './smtp.ts'

const by = { smtp: sendMail, sms: sendSms, webhook: sendWebhook, wecom: sendWecom, dingtalk: sendDingtalk }

/** Sends, or says why not; whatever else goes wrong inside counts as passing and names no value. */
export async function send(target: Target, message: Message): Promise<void> {
  try { await by[target.kind](target, message) } catch (error) { throw error instanceof NotSent ? error : new NotSent('not-sent') }
}
