import { addressKey } from '@tubepost/mail'
import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { Type } from 'typebox'
import { readOutbox, readReply, REPLY_STATES } from './outbox-sql.ts'
import { isReplyId } from './reply-id.ts'

const SHOWN = 200

const Filter = Type.Object(
  {
    state: Type.Optional(Type.Union(REPLY_STATES.map((state) => Type.Literal(state)))),
    mailbox: Type.Optional(Type.String({ maxLength: 40 })),
    recipient: Type.Optional(Type.String({ maxLength: 320 })),
  },
  { additionalProperties: false },
)

/** The outbox over HTTP: each reply, its state, its tries and their errors. */
export function outboxRoutes(app: HttpApp, context: ServiceContext): void {
  app.get<{ Querystring: { state?: string; mailbox?: string; recipient?: string } }>(
    '/api/notifier/outbox',
    { schema: { querystring: Filter } },
    async ({ query: { state, mailbox, recipient } }) => {
      const key = recipient === undefined ? undefined : addressKey(recipient)
      return { replies: await readOutbox(context.pool, { state, mailbox, recipient: key }, SHOWN) }
    },
  )

  app.get<{ Params: { replyId: string } }>('/api/notifier/outbox/:replyId', async ({ params: { replyId } }) => {
    const found = isReplyId(replyId) ? await readReply(context.pool, replyId) : undefined
    if (found === undefined) throw new RefusedRequest(404, 'not_found', `There is no reply ${replyId}.`)
    return found
  })
}
