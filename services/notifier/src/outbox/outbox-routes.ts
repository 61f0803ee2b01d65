import { answers, Outbox, OutboxQuery, ReplyStory } from '@tubepost/api'
import { addressKey } from '@tubepost/mail'
import { type HttpApp, isUuid, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { readOutbox, readReply } from './outbox-sql.ts'

const SHOWN = 200

/** The outbox over HTTP: each reply, its state, its tries and their errors. */
export function outboxRoutes(app: HttpApp, context: ServiceContext): void {
  app.get<{ Querystring: OutboxQuery }>(
    '/api/notifier/outbox',
    {
      config: { scope: 'notifier:read' },
      schema: {
        summary: 'The outbox: replies and their states',
        querystring: OutboxQuery,
        response: answers({ 200: Outbox }),
      },
    },
    async ({ query: { state, mailbox, recipient } }) => {
      const key = recipient === undefined ? undefined : addressKey(recipient)
      return { replies: await readOutbox(context.pool, { state, mailbox, recipient: key }, SHOWN) }
    },
  )

  app.get<{ Params: { replyId: string } }>(
    '/api/notifier/outbox/:replyId',
    {
      config: { scope: 'notifier:read' },
      schema: {
        summary: 'One reply, and every try to send it',
        response: answers({ 200: ReplyStory }, { 404: ['not_found'] }),
      },
    },
    async ({ params: { replyId } }) => {
      const found = isUuid(replyId) ? await readReply(context.pool, replyId) : undefined
      if (found === undefined) throw new RefusedRequest(404, 'not_found', `There is no reply ${replyId}.`)
      return found
    },
  )
}
