import type { HttpApp, ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from './config.ts'
import { countMails } from './ledger-sql.ts'
import { mailboxStates } from './mailbox-state-sql.ts'
import { readMailboxes } from './mailboxes-sql.ts'
import { testMailbox } from './test-mailbox.ts'

export function mailboxRoutes(app: HttpApp, context: ServiceContext<FetcherConfig>): void {
  app.get('/api/fetcher/mailboxes', async () => {
    const states = await mailboxStates(context.pool)
    return {
      mailboxes: (await readMailboxes(context.pool)).map(({ source, ...mailbox }) => ({
        ...mailbox,
        source: source.kind === 'smtp' ? source : { ...source, password: undefined },
        problem: states.get(mailbox.id)?.problem ?? null,
        reading: states.get(mailbox.id)?.reading ?? false,
      })),
    }
  })

  app.post<{ Params: { id: string } }>('/api/fetcher/mailboxes/:id/test', async (request, reply) => {
    const mailbox = (await readMailboxes(context.pool)).find(({ id }) => id === request.params.id)
    if (mailbox === undefined) {
      return reply
        .code(404)
        .send({ error: { code: 'not_found', message: `There is no mailbox ${request.params.id}.` } })
    }
    return testMailbox(mailbox, context.config)
  })

  /** The ledger as a book. The console compares it with its journal. */
  app.get('/api/fetcher/ledger', async () => ({ counts: await countMails(context.pool) }))
}

/** Every enabled mailbox has been opened, or it is known why not: from now on no new mail is taken for an old one. */
export async function everyMailboxTried(context: ServiceContext): Promise<void> {
  const states = await mailboxStates(context.pool)
  const untried = (await readMailboxes(context.pool)).filter(({ id, enabled, kind }) => {
    const state = states.get(id)
    return enabled && kind === 'imap' && (state?.openedAt ?? null) === null && (state?.problem ?? null) === null
  })
  if (untried.length > 0) throw new Error(`not opened yet: ${untried.map(({ id }) => id).join(', ')}`)
}
