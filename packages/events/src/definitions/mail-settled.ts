import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { MailboxId, MailId, Outcome, Reason } from '../vocabulary.ts'

export const mailSettled = defineEvent({
  name: 'mail.settled',
  stream: 'OUTCOME',
  summary: 'The end of a mail: what became of it, and why.',
  data: Type.Object({
    mailId: MailId,
    mailbox: MailboxId,
    outcome: Outcome,
    reason: Type.Union([Reason, Type.Null()]),
    text: Type.String({ description: 'one sentence for people' }),
    replyRequested: Type.Boolean({ description: 'a reply was asked for; its end is an event of its own' }),
    changed: Type.Array(Type.Object({ kind: Type.String(), id: Type.String() }), {
      description: 'references to what the mail changed',
    }),
    mail: Type.Optional(
      Type.Object(
        {
          messageId: Type.Union([Type.String(), Type.Null()]),
          from: Type.Union([Type.String(), Type.Null()]),
          subject: Type.String(),
          arrivedAt: Type.String({ format: 'date-time' }),
        },
        { description: 'of a mail the fetcher settles itself, which is never published as received' },
      ),
    ),
  }),
  example: {
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailbox: 'status',
    outcome: 'applied',
    reason: null,
    text: 'Ana Example is Out until 2014-08-16 09:00.',
    replyRequested: false,
    changed: [{ kind: 'person', id: 'ana' }],
  },
  story: ({ outcome, reason, text }) => `${outcome}${reason === null ? '' : ` (${reason})`}: ${text}`,
})
