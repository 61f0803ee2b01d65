import { answers, Requeued } from '@tubepost/api'
import { type HttpApp, RefusedRequest } from '@tubepost/service'
import type { FetcherContext } from '../fetcher-state.ts'
import { claimBytes } from './claim-bytes.ts'
import { decideRequeue, NOT_REQUEUED, REFUSALS } from './decide-requeue.ts'
import { type Whole, withBytes } from './describe-mail.ts'
import { isMailId } from './is-mail-id.ts'
import { beginRound, lockMail } from './requeue-sql.ts'
import { publishMails } from './publish-mails.ts'

// The holder of the administrator's token.
const ADMINISTRATOR = 'admin'

/** Requeues a mail for an operator, from the ledger's copy: the mail server is not asked. */
export function requeueMail(app: HttpApp, context: FetcherContext): void {
  app.post<{ Params: { mailId: string } }>(
    '/api/fetcher/mails/:mailId/requeue',
    {
      config: { scope: 'fetcher:write' },
      schema: {
        summary: 'Handle a mail anew',
        description:
          'From the ledger’s copy: the mail server is not asked. A mail that had its effect is not handled again.',
        response: answers({ 202: Requeued }, { 404: ['not_found'], 409: REFUSALS }),
      },
    },
    async (request, reply) => {
      const { mailId } = request.params
      const begun = await beginNewRound(context, mailId)
      if (begun === undefined) throw new RefusedRequest(404, 'not_found', `The ledger has no mail ${mailId}.`)
      if ('refused' in begun) throw new RefusedRequest(409, begun.refused, NOT_REQUEUED[begun.refused])
      const { round, received } = begun
      await publishMails(context, [received])
      return reply.code(202).send({ mailId, mailbox: received.mailbox, round } satisfies Requeued)
    },
  )
}

/**
 * Begins the round; the caller then publishes its event, and if that fails the sweep does.
 * @param whole the bytes of a mail of which the ledger had none
 * @returns undefined for a mail that the ledger does not have
 */
export async function beginNewRound(
  context: FetcherContext,
  mailId: string,
  whole?: Whole,
): Promise<ReturnType<typeof decideRequeue> | undefined> {
  const startedAt = Date.now()
  const generation = await context.generationOf('MAIL')
  const begun = await context.act(async (tx, { origin, emit }) => {
    const mail = isMailId(mailId) ? await lockMail(tx, mailId) : undefined
    if (mail === undefined) return undefined
    const event = mail.event !== null && whole !== undefined ? withBytes(mail.event, whole) : mail.event
    const next = decideRequeue({ ...mail, event }, ADMINISTRATOR, origin)
    if ('refused' in next) return next
    await beginRound(tx, mailId, next, generation)
    await claimBytes(tx, [{ received: next.received, written: whole?.written }])
    emit(next.requeued)
    return next
  })
  if (begun !== undefined && 'received' in begun)
    context.trace.began(begun.received, { type: 'create', name: 'requeue', on: 'mail', system: 'tubepost', startedAt })
  return begun
}
