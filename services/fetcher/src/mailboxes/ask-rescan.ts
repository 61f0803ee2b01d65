import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { type Static, Type } from 'typebox'
import { findMailbox } from './find-mailbox.ts'
import { readMailboxes } from './mailboxes-sql.ts'
import { readRescanDay } from './read-rescan-day.ts'
import { askForRescan, type Rescan } from './rescan-sql.ts'
import { intakeSourceOf } from '../sources/sources.ts'

const Wish = Type.Object(
  {
    since: Type.String({ description: 'a day, 2026-11-01, or an RFC 3339 time' }),
    alreadySeen: Type.Optional(
      Type.Boolean({ description: 'also mails that were passed over at the set-up or as read' }),
    ),
  },
  { additionalProperties: false },
)

/** Lets an operator have the folder looked through from a date on. The replica that reads the mailbox does it. */
export function askRescan(app: HttpApp, context: ServiceContext): void {
  app.post<{ Params: { id: string }; Body: Static<typeof Wish> }>(
    '/api/fetcher/mailboxes/:id/rescan',
    { schema: { body: Wish } },
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
      return reply.code(202).send({ mailbox: id, rescan })
    },
  )
}
