import { type ServiceContext, signingKeys } from '@tubepost/service'
import type { Tx } from '@tubepost/db'
import type { NotifierConfig } from '../config.ts'
import { BUDGETS, spentBudget } from '../gate/decide-reply.ts'
import { openGateBook } from '../gate/gate-sql.ts'
import { askedReply } from '../outbox/asked-reply.ts'
import { replyQueued } from '../outbox/reply-queued.ts'
import { releaseReply } from '../outbox/release-reply.ts'
import { type HeldReply, isAnyHeld, lockOverBudget, lockWaiting, NOT_CONFIGURED } from '../outbox/reply-sql.ts'
import { type SendingSettings, sendingSettings } from '../sending-settings-sql.ts'
import { GIVE_UP_AFTER_SECONDS } from './decide-next.ts'

const BATCH = 100

/**
 * Queues the replies that were held for want of a mail server, once there is one, and those over a budget that has
 * something left again. No other brake applied to them. Replies older than the longest time a reply is tried for stay with a
 * person.
 */
export async function releaseWaiting(context: ServiceContext<NotifierConfig>): Promise<void> {
  if (!(await isAnyHeld(context.pool, [NOT_CONFIGURED, ...BUDGETS], GIVE_UP_AFTER_SECONDS))) return
  const settings = await sendingSettings(context.pool)
  if (settings.smtp === null) return
  const released = await context.act(async (tx, { now }) => {
    const waiting = await lockWaiting(tx, GIVE_UP_AFTER_SECONDS, BATCH)
    const due = [...waiting, ...(await withinBudget(tx, settings))]
    const written = { now, keys: signingKeys(context.config) }
    for (const reply of due) await releaseReply(tx, reply, settings, written)
    return due.length
  })
  if (released > 0) replyQueued.wake()
}

async function withinBudget(tx: Tx, settings: SendingSettings): Promise<HeldReply[]> {
  const held = await lockOverBudget(tx, BUDGETS, GIVE_UP_AFTER_SECONDS, BATCH)
  if (held.length === 0) return []
  const book = await openGateBook(
    tx,
    { recipientKeys: held.map(({ recipientKey }) => recipientKey), mailIds: [] },
    settings,
  )
  return held.filter(({ request, recipientKey }) => {
    const asked = askedReply(request)
    if (spentBudget(asked, book.sentThisHour(recipientKey), settings) !== null) return false
    book.count(asked)
    return true
  })
}
