import { mailboxes } from '@tubepost/events'
import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { type Brake, BRAKE_TEXTS } from '../gate/decide-reply.ts'
import { ownAddresses } from '../gate/gate-settings.ts'
import { type OutboxRow, readHeld, readReply } from './outbox-sql.ts'
import { failed } from './reply-ends.ts'
import { isReplyId } from './reply-id.ts'
import { replyQueued } from './reply-queued.ts'
import { discardHeld, type HeldReply, lockReply, releaseHeld } from './reply-sql.ts'
import { sendingSettings } from '../sending-settings-sql.ts'
import { writeMail } from './write-mail.ts'

const SHOWN = 500
const DISCARDED = 'An administrator discarded the reply, which was held.'

interface OfOne {
  Params: { replyId: string }
}

/**
 * The replies that the gate holds: to look at, to release, or to discard. Repeating a request changes nothing and
 * gets the same answer, so that a request whose answer was lost can be repeated.
 */
export function heldRoutes(app: HttpApp, context: ServiceContext): void {
  app.get('/api/notifier/held', async () => ({ held: (await readHeld(context.pool, SHOWN)).map(withReason) }))

  app.post<OfOne>('/api/notifier/held/:replyId/release', async ({ params: { replyId } }) => {
    await context.act(async (tx, { now }) => {
      const reply = (isReplyId(replyId) ? await lockReply(tx, replyId) : undefined) ?? notFound(replyId)
      if (reply.releasedAt !== null) return
      if (reply.state !== 'held') throw notHeld(reply)
      const settings = await sendingSettings(tx)
      if (ownAddresses(context.reference(mailboxes).records, settings).has(reply.recipientKey))
        throw new RefusedRequest(409, 'own_address', `${BRAKE_TEXTS.own_address} Discard it instead.`)
      if (settings.smtp === null)
        throw new RefusedRequest(
          409,
          'not_configured',
          'No outgoing mail server is configured: set smtp in tubepost.yaml.',
        )
      await releaseHeld(
        tx,
        replyId,
        await writeMail(reply, { subject: reply.subject, text: reply.body }, settings, now),
      )
    })
    replyQueued.wake()
    return readReply(context.pool, replyId)
  })

  app.post<OfOne>('/api/notifier/held/:replyId/discard', async ({ params: { replyId } }) => {
    await context.act(async (tx, { origin, emit }) => {
      const reply = (isReplyId(replyId) ? await lockReply(tx, replyId) : undefined) ?? notFound(replyId)
      if (reply.state === 'discarded') return
      if (reply.state !== 'held') throw notHeld(reply)
      await discardHeld(tx, replyId, DISCARDED)
      emit(failed({ ...reply, attempts: 0 }, 'failed', DISCARDED, origin))
    })
    return readReply(context.pool, replyId)
  })
}

function withReason(row: OutboxRow) {
  return { ...row, reason: BRAKE_TEXTS[row.brake as Brake] ?? row.brake }
}

function notFound(replyId: string): never {
  throw new RefusedRequest(404, 'not_found', `There is no reply ${replyId}.`)
}

function notHeld({ state }: HeldReply): RefusedRequest {
  return new RefusedRequest(409, 'not_held', `This reply is ${state}, not held; nothing was changed.`)
}
