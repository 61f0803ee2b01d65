import { answers, RescanAsked, RescanWish } from '@tubepost/api'
import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { errandsWritten } from '../ledger/errands.ts'
import { findMailbox } from './find-mailbox.ts'
import { readMailboxes } from './mailboxes-sql.ts'
import { readRescanDay } from './read-rescan-day.ts'
import { askForRescan, type Rescan } from './rescan-sql.ts'
import { intakeSourceOf } from '../sources/sources.ts'

/** Lets an operator have the folder looked through from a date on. The replica that reads the mailbox does it. */
export function askRescan(app: HttpApp, context: ServiceContext): void {
  app.post<{ Params: { id: string }; Body: RescanWish }>(
    '/api/fetcher/mailboxes/:id/rescan',
    {
      config: { scope: 'fetcher:write' },
      schema: {
        summary: 'Look through a folder for the mails of a time',
        description: 'The replica that reads the mailbox begins soon; the mailbox shows how it went.',
        body: RescanWish,
        response: answers(
          { 202: RescanAsked },
          { 400: ['bad_date'], 404: ['not_found'], 409: ['no_folder', 'disabled'] },
        ),
      },
    },
    async (request, reply) => {
      const now = new Date()
      const since = readRescanDay(request.body.since, now)
      const { id, source, enabled } = findMailbox(request.params.id, await readMailboxes(context.pool))
      const intake = intakeSourceOf(source)
      if (intake !== undefined)
        throw new RefusedRequest(
          409,
          'no_folder',
          `The mailbox ${id} takes mail over ${intake.label}; it has no folder to look through.`,
        )
      if (!enabled)
        throw new RefusedRequest(409, 'disabled', `The mailbox ${id} is disabled, so nobody reads it. Enable it first.`)
      const rescan: Rescan = {
        since,
        askedBy: 'operator',
        alreadySeen: request.body.alreadySeen ?? false,
        requestedAt: now.toISOString(),
        finishedAt: null,
        found: null,
        taken: null,
      }
      await askForRescan(context.pool, id, rescan)
      errandsWritten.wake()
      return reply.code(202).send({ mailbox: id, rescan } satisfies RescanAsked)
    },
  )
}
