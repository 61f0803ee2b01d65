import { mailboxes, organisation, replyFailed, replyHeld, replySent } from '@tubepost/events'
import { defineService } from '@tubepost/service'
import { Type } from 'typebox'
import { onReplyRequested } from './on-reply-requested.ts'
import { outboxRoutes } from './outbox-routes.ts'
import { sendReplies, settleLost } from './send-replies.ts'
import { saveSendingSettings } from './sending-settings-sql.ts'

/** Writes and sends the replies that the others ask for, past one gate, each once. */
export const service = defineService({
  name: 'notifier',
  config: Type.Object({}),
  consumes: [onReplyRequested],
  emits: [replySent, replyFailed, replyHeld],
  reads: [mailboxes, organisation],
  applySetup: saveSendingSettings,
  timers: [{ name: 'lost replies', everyMs: 5_000, run: settleLost }],
  loops: [{ name: 'send', run: sendReplies }],
  http: [outboxRoutes],
})
