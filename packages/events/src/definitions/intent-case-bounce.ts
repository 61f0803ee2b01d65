import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { BlobReference, Instant, MailId } from '../vocabulary.ts'

const Text = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

export const intentCaseBounce = defineEvent({
  name: 'intent.case.bounce',
  stream: 'INTENT',
  summary: 'A report came to a mailbox for cases: a mail of ours was not delivered.',
  data: Type.Object({
    mailId: MailId,
    replyIds: Type.Array(Type.String({ format: 'uuid' }), {
      minItems: 1,
      description: 'the mails of ours that it is about, as our signature or the address that it was sent to tells',
    }),
    recipient: Text('address that was not reached, as the report has it'),
    reason: Text('answer of the server that refused it'),
    from: Type.String(),
    subject: Type.String({ description: 'decoded' }),
    messageId: Type.Union([Type.String(), Type.Null()]),
    arrivedAt: Instant,
    size: Type.Integer({ minimum: 0 }),
    body: Type.Union([BlobReference, Type.Null()]),
    class: Type.String({ description: 'of the mail, by the rules that know automatic ones' }),
    why: Type.String({ description: 'a sentence: by what it is known for a report' }),
  }),
  example: {
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    replyIds: ['0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'],
    recipient: 'carla@customer.example',
    reason: '550 5.1.1 no such user',
    from: 'mailer-daemon@customer.example',
    subject: 'Undelivered Mail Returned to Sender',
    messageId: '<2@customer.example>',
    arrivedAt: '2014-08-15T19:31:00Z',
    size: 2_812,
    body: null,
    class: 'bounce',
    why: 'A machine wrote this mail.',
  },
  story: ({ recipient, reason }) =>
    `A mail of ours to ${recipient ?? 'somebody'} came back${reason === null ? '.' : `: ${reason}`}`,
})
