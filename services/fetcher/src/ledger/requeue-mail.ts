import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { decideRequeue, NOT_REQUEUED } from './decide-requeue.ts'
import { beginRound, lockMail } from './requeue-sql.ts'
import { publishMails } from './publish-mails.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
// The holder of the administrator's token.
const ADMINISTRATOR = 'admin'

/** Requeues a mail for an operator, from the ledger's copy: the mail server is not asked. */
export function requeueMail(app: HttpApp, context: ServiceContext): void {
  app.post<{ Params: { mailId: string } }>('/api/fetcher/mails/:mailId/requeue', async (request, reply) => {
    const { mailId } = request.params
    const begun = await beginNewRound(context, mailId)
    if (begun === undefined) throw new RefusedRequest(404, 'not_found', `The ledger has no mail ${mailId}.`)
    if ('refused' in begun) throw new RefusedRequest(409, begun.refused, NOT_REQUEUED[begun.refused])
    const { round, received } = begun
    await publishMails(context, [received])
    return reply.code(202).send({ mailId, mailbox: received.mailbox, round })
  })
}

/**
 * Begins the round; the caller then publishes its event, and if that fails the sweep does.
 * @returns undefined for a mail that the ledger does not have
 */
export async function beginNewRound(
  context: ServiceContext,
  mailId: string,
): Promise<ReturnType<typeof decideRequeue> | undefined> {
  const startedAt = Date.now()
  const begun = await context.act(async (tx, { origin, emit }) => {
    const mail = UUID.test(mailId) ? await lockMail(tx, mailId) : undefined
    if (mail === undefined) return undefined
    const next = decideRequeue(mail, ADMINISTRATOR, origin)
    if ('refused' in next) return next
    await beginRound(tx, mailId, next.round, next.received)
    emit(next.requeued)
    return next
  })
  if (begun !== undefined && 'received' in begun)
    context.trace.began(begun.received, { type: 'create', name: 'requeue', on: 'mail', system: 'tubepost', startedAt })
  return begun
}
