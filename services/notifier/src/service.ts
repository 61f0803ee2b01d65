import { deliveryChanged, mailboxes, organisation, people, replyFailed, replyHeld, replySent } from '@tubepost/events'
import { defineService, retention } from '@tubepost/service'
import { heldRoutes } from './outbox/held-routes.ts'
import { NotifierConfig } from './config.ts'
import { onMailRequested } from './on-mail-requested.ts'
import { outboxRoutes } from './outbox/outbox-routes.ts'
import { releaseWaiting } from './sending/release-waiting.ts'
import { replyCounts, replyReadings } from './outbox/reply-metrics.ts'
import { restoreReplies } from './restore/restore-replies.ts'
import { sendReplies } from './sending/send-replies.ts'
import { LOST_GRACE_SECONDS, settleLost } from './sending/settle-lost.ts'
import { createOutgoingServer } from './sending/outgoing-server.ts'
import { OLD_REPLIES } from './outbox/retention-sql.ts'
import { saveSendingSettings } from './sending-settings-sql.ts'
import { testRoutes } from './sending/test-routes.ts'
import { templateRoutes } from './words/template-routes.ts'

/** Writes and sends the mails that other services request: through one gate, each once. */
export const service = defineService({
  name: 'notifier',
  config: NotifierConfig,
  state: createOutgoingServer,
  consumes: [onMailRequested],
  migrations: `${import.meta.dirname}/../migrations`,
  emits: [replySent, replyFailed, replyHeld, deliveryChanged],
  reads: [mailboxes, organisation, people],
  counts: replyCounts,
  readings: replyReadings,
  declares: saveSendingSettings,
  restore: restoreReplies,
  timers: [
    { name: 'lost replies', everyMs: LOST_GRACE_SECONDS * 1_000, run: settleLost },
    { name: 'waiting replies', everyMs: 5_000, run: releaseWaiting },
    retention(OLD_REPLIES),
  ],
  loops: [{ name: 'send', run: sendReplies }],
  http: [outboxRoutes, heldRoutes, templateRoutes, testRoutes],
})
