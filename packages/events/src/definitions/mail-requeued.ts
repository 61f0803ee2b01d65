import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { MailboxId, MailId } from '../vocabulary.ts'

export const mailRequeued = defineEvent({
  name: 'mail.requeued',
  stream: 'OUTCOME',
  summary: 'An operator has a mail handled again from what was kept of it: its settlement so far is void.',
  data: Type.Object({
    mailId: MailId,
    mailbox: MailboxId,
    round: Type.Integer({ minimum: 1, description: 'how often the mail has been requeued, this time included' }),
    by: Type.String({ description: 'who asked for it' }),
  }),
  example: { mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', mailbox: 'status', round: 1, by: 'admin' },
  story: ({ by, round }) => `${by} has the mail handled again (round ${round}): what it was settled as before is void.`,
})
