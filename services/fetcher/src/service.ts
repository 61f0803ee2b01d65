import { mailboxes, mailboxReconciled, mailReceived, mailRequeued, mailSettled } from '@tubepost/events'
import { defineService, keptCounts, owned, recountRoute, retention } from '@tubepost/service'
import type { Setup } from '@tubepost/setup'
import { askRescan } from './mailboxes/ask-rescan.ts'
import { FetcherConfig } from './config.ts'
import { createFetcherState } from './fetcher-state.ts'
import { bytesCanBeKept, removeUnclaimedBytes } from './mailboxes/keep-bytes.ts'
import { listenForMail } from './receiving/listen-for-mail.ts'
import { brokenMailboxes, everyMailboxTried, mailboxRoutes } from './mailboxes/mailbox-routes.ts'
import { fetcherCounts } from './ledger/mail-counts.ts'
import { LEDGER_COUNTS } from './ledger/ledger-sql.ts'
import { fetcherReadings } from './mailboxes/mailbox-readings.ts'
import { loadMailboxes, saveMailboxes } from './mailboxes/mailboxes-sql.ts'
import { onMailSettled } from './on-mail-settled.ts'
import { publishLostMails } from './ledger/publish-lost-mails.ts'
import { mailHeader } from './ledger/mail-header.ts'
import { requeueMail } from './ledger/requeue-mail.ts'
import { rescanIfAsked } from './reading/rescan.ts'
import { lookAfterRestore } from './restore/look-after-restore.ts'
import { restoreLedger } from './restore/restore-ledger.ts'
import { OLD_MAILS } from './ledger/retention-sql.ts'
import { testRoutes } from './trial/test-routes.ts'
import { watchMailboxes } from './reading/watch-mailboxes.ts'
import { writeMailboxes } from './mailboxes/write-mailboxes.ts'

/** Takes mails in, keeps the ledger, and handles the messages of settled mails in their mailboxes. */
export const service = defineService({
  name: 'fetcher',
  config: FetcherConfig,
  state: createFetcherState,
  consumes: [onMailSettled],
  migrations: `${import.meta.dirname}/../migrations`,
  blobs: 'keeps',
  emits: [mailReceived, mailSettled, mailRequeued, mailboxReconciled],
  owns: [owned(mailboxes, loadMailboxes)],
  counts: fetcherCounts,
  readings: fetcherReadings,
  declares: (tx, setup: Setup) => saveMailboxes(tx, setup.mailboxes),
  restore: restoreLedger,
  timers: [
    { name: 'lost mails', everyMs: 3_000, run: publishLostMails },
    { name: 'unclaimed bytes', everyMs: 600_000, run: removeUnclaimedBytes },
    keptCounts(LEDGER_COUNTS),
    retention(OLD_MAILS),
  ],
  loops: [
    { name: 'mailboxes', run: (context) => watchMailboxes(context, [rescanIfAsked, lookAfterRestore]) },
    { name: 'intake', run: listenForMail },
  ],
  checks: (context) => ({ mailboxes: () => everyMailboxTried(context), bytes: () => bytesCanBeKept(context) }),
  degraded: brokenMailboxes,
  http: [
    mailboxRoutes,
    writeMailboxes,
    testRoutes,
    mailHeader,
    requeueMail,
    askRescan,
    recountRoute('/api/fetcher/recount', 'fetcher:write', LEDGER_COUNTS),
  ],
})
