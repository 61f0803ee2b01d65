import { answers, HeldReplies, ReplyStory } from '@tubepost/api'
import { type HttpApp, isUuid, RefusedRequest, type ServiceContext, signingKeys } from '@tubepost/service'
import type { NotifierConfig } from '../config.ts'
import { type Brake, BRAKE_TEXTS } from '../gate/decide-reply.ts'
import { ownAddresses } from '../gate/gate-settings.ts'
import { type OutboxRow, readHeld, readReply } from './outbox-sql.ts'
import { failed } from './reply-ends.ts'
import { replyQueued } from './reply-queued.ts'
import { releaseReply } from './release-reply.ts'
import { discardHeld, type HeldReply, lockReply } from './reply-sql.ts'
import { sendingSettings } from '../sending-settings-sql.ts'

const SHOWN = 500
const DISCARDED = 'An administrator discarded the reply, which was held.'

interface OfOne {
  Params: { replyId: string }
}

/**
 * The replies that the gate holds: to look at, to release, or to discard. Repeating a request changes nothing and
 * gets the same answer, so that a request whose answer was lost can be repeated.
 */
export function heldRoutes(app: HttpApp, context: ServiceContext<NotifierConfig>): void {
  app.get(
    '/api/notifier/held',
    {
      config: { scope: 'notifier:read' },
      schema: { summary: 'Replies that wait for a person', response: answers({ 200: HeldReplies }) },
    },
    async () => ({ held: (await readHeld(context.pool, SHOWN)).map(withReason) }),
  )

  app.post<OfOne>(
    '/api/notifier/held/:replyId/release',
    {
      config: { scope: 'notifier:write' },
      schema: {
        summary: 'Release a held reply',
        description: 'It is sent soon, which cannot be undone. Repeated, it changes nothing and is answered alike.',
        response: answers(
          { 200: ReplyStory },
          { 404: ['not_found'], 409: ['not_held', 'own_address', 'not_configured'] },
        ),
      },
    },
    async ({ params: { replyId } }) => {
      await context.act(async (tx, { now }) => {
        const reply = (isUuid(replyId) ? await lockReply(tx, replyId) : undefined) ?? notFound(replyId)
        if (reply.releasedAt !== null) return
        if (reply.state !== 'held') throw notHeld(reply)
        const settings = await sendingSettings(tx)
        if (ownAddresses(context.reference, settings).has(reply.recipientKey))
          throw new RefusedRequest(409, 'own_address', `${BRAKE_TEXTS.own_address} Discard it instead.`)
        if (settings.smtp === null)
          throw new RefusedRequest(
            409,
            'not_configured',
            'No outgoing mail server is configured: set smtp in tubepost.yaml.',
          )
        await releaseReply(tx, reply, settings, { now, keys: signingKeys(context.config) })
      })
      replyQueued.wake()
      return readReply(context.pool, replyId)
    },
  )

  app.post<OfOne>(
    '/api/notifier/held/:replyId/discard',
    {
      config: { scope: 'notifier:write' },
      schema: {
        summary: 'Discard a held reply',
        description: 'It is never sent, which cannot be undone. Repeated, it changes nothing and is answered alike.',
        response: answers({ 200: ReplyStory }, { 404: ['not_found'], 409: ['not_held'] }),
      },
    },
    async ({ params: { replyId } }) => {
      await context.act(async (tx, { origin, emit }) => {
        const reply = (isUuid(replyId) ? await lockReply(tx, replyId) : undefined) ?? notFound(replyId)
        if (reply.state === 'discarded') return
        if (reply.state !== 'held') throw notHeld(reply)
        await discardHeld(tx, replyId, DISCARDED)
        emit(failed({ ...reply, attempts: 0 }, 'failed', DISCARDED, origin))
      })
      return readReply(context.pool, replyId)
    },
  )
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
