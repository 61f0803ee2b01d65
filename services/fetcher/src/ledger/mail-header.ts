import { answers, MailHeader } from '@tubepost/api'
import { type HttpApp, RefusedRequest } from '@tubepost/service'
import type { FetcherContext } from '../fetcher-state.ts'
import { isMailId } from './is-mail-id.ts'
import { receivedEvent } from './mail-header-sql.ts'

/** The one copy of a header block that is kept for reading. */
export function mailHeader(app: HttpApp, { pool }: FetcherContext): void {
  app.get<{ Params: { mailId: string } }>(
    '/api/fetcher/mails/:mailId/header',
    {
      config: { scope: 'fetcher:read' },
      schema: {
        summary: 'The header of a mail as it was received',
        response: answers({ 200: MailHeader }, { 404: ['not_found'] }),
      },
    },
    async ({ params: { mailId } }): Promise<MailHeader> => {
      const received = isMailId(mailId) ? await receivedEvent(pool, mailId) : undefined
      if (received === undefined) throw new RefusedRequest(404, 'not_found', `The ledger has no mail ${mailId}.`)
      return { mailId, header: received?.data.headers ?? null, cut: received?.data.headersCut ?? false }
    },
  )
}
