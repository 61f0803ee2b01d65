import type { HttpApp, ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from '../config.ts'
import { credentialKeys } from './credentials.ts'
import { countMails } from '../ledger/ledger-sql.ts'
import { mailboxStates } from './mailbox-state-sql.ts'
import { readMailboxes } from './mailboxes-sql.ts'
import { hasFolder } from '../sources/sources.ts'
import { showMailbox, showMailboxes } from './show-mailbox.ts'

export function mailboxRoutes(app: HttpApp, context: ServiceContext<FetcherConfig>): void {
  // Bad keys are reported at the start, not when the first password is needed.
  credentialKeys(context.config)

  app.get('/api/fetcher/mailboxes', async () => ({ mailboxes: await showMailboxes(context.pool) }))

  app.get<{ Params: { id: string } }>('/api/fetcher/mailboxes/:id', async ({ params: { id } }) => ({
    mailbox: await showMailbox(context.pool, id),
  }))

  /** The ledger as a book. The console compares it with its journal. */
  app.get('/api/fetcher/ledger', async () => ({ counts: await countMails(context.pool) }))
}

/**
 * Ready once every enabled mailbox has been opened, or its error is known: from then on no new mail is taken for an
 * old one.
 */
export async function everyMailboxTried(context: ServiceContext): Promise<void> {
  const states = await mailboxStates(context.pool)
  const untried = (await readMailboxes(context.pool)).filter(({ id, enabled, source }) => {
    const state = states.get(id)
    return enabled && hasFolder(source) && (state?.openedAt ?? null) === null && (state?.problem ?? null) === null
  })
  if (untried.length > 0) throw new Error(`not opened yet: ${untried.map(({ id }) => id).join(', ')}`)
}
