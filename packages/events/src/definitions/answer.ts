import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { Instant, MailboxId } from '../vocabulary.ts'

const OnCase = {
  answerId: Type.String({ format: 'uuid' }),
  caseId: Type.String({ format: 'uuid' }),
  mailbox: MailboxId,
}
const Addresses = Type.Array(Type.String())

const example = {
  answerId: '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
  caseId: '1f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
  mailbox: 'support',
  to: ['carla@customer.example'],
}

export const answerRequested = defineEvent({
  name: 'answer.requested',
  stream: 'REPLY',
  summary: 'A mail that a person wrote on a case should be sent. It has no mark of an automatic one.',
  data: Type.Object({
    ...OnCase,
    to: Type.Array(Type.String(), { minItems: 1 }),
    cc: Addresses,
    bcc: Addresses,
    senderName: Type.Union([Type.String(), Type.Null()], {
      description: 'of the person who wrote it, for From; null: the name of the sending address',
    }),
    replyTo: Type.String({ description: 'Reply-To: address of the mailbox' }),
    subject: Type.String(),
    text: Type.String(),
    writtenAt: Instant,
    inReplyTo: Type.Union([Type.String(), Type.Null()]),
    references: Type.Array(Type.String(), { description: 'Message-IDs of the case, oldest first' }),
  }),
  example: {
    ...example,
    cc: [],
    bcc: [],
    senderName: 'Ana Example',
    replyTo: 'support@example.com',
    subject: 'Re: The printer is on fire [CASE-1042]',
    text: 'Is it still burning?',
    writtenAt: '2014-08-15T19:20:00Z',
    inReplyTo: '<1@customer.example>',
    references: ['<1@customer.example>'],
  },
  story: ({ to }) => `An answer is to be sent to ${to.join(', ')}.`,
})

export const deliveryChanged = defineEvent({
  name: 'delivery.changed',
  stream: 'REPLY',
  summary: 'The delivery of a mail that a person wrote on a case has another state.',
  data: Type.Object({
    ...OnCase,
    to: Addresses,
    state: Type.Enum(['held', 'sent', 'failed', 'unknown'], {
      description: 'unknown: the connection was lost after the final dot, so the mail may have been delivered',
    }),
    detail: Type.String({ description: 'the server’s answer, or why it is held or failed' }),
    messageId: Type.String(),
    attempts: Type.Integer({ minimum: 0 }),
  }),
  example: { ...example, state: 'sent', detail: '250 queued', messageId: '<x@tubepost.example.com>', attempts: 1 },
  story: ({ state, detail }) => `The delivery of an answer is ${state}: ${detail}`,
})
