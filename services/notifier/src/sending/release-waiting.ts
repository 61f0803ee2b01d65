import type { ServiceContext } from '@tubepost/service'
import { GIVE_UP_AFTER_SECONDS } from './decide-next.ts'
import { replyQueued } from '../outbox/reply-queued.ts'
import { lockWaiting, releaseHeld } from '../outbox/reply-sql.ts'
import { sendingSettings } from '../sending-settings-sql.ts'
import { writeMail } from '../outbox/write-mail.ts'

const BATCH = 100

/**
 * Queues the replies that were held for want of a mail server, once there is one: no other brake applied, and they
 * counted against the budgets from the start. Replies older than the longest time a reply is tried for stay with a
 * person.
 */
export async function releaseWaiting(context: ServiceContext): Promise<void> {
  const settings = await sendingSettings(context.pool)
  if (settings.smtp === null) return
  const released = await context.act(async (tx, { now }) => {
    const waiting = await lockWaiting(tx, GIVE_UP_AFTER_SECONDS, BATCH)
    for (const reply of waiting) {
      const mail = await writeMail(reply, { subject: reply.subject, text: reply.body }, settings, now)
      await releaseHeld(tx, reply.replyId, mail)
    }
    return waiting.length
  })
  if (released > 0) replyQueued.wake()
}
