import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { MailId, MailboxId, TrustLevel } from '../vocabulary.ts'

export const replyRequested = defineEvent({
  name: 'reply.requested',
  stream: 'REPLY',
  summary: 'A mail should be answered by mail. Whether it is, the outbound gate decides.',
  data: Type.Object({
    mailId: MailId,
    mailbox: MailboxId,
    kind: Type.Union([Type.Literal('acknowledgement'), Type.Literal('answer'), Type.Literal('error')]),
    to: Type.String(),
    cc: Type.Array(Type.String()),
    inReplyTo: Type.Union([Type.String(), Type.Null()]),
    references: Type.Array(Type.String()),
    subject: Type.Optional(
      Type.Union([Type.String(), Type.Null()], {
        description: 'of the mail that is answered, decoded; the outbound gate knows our own replies by it',
      }),
    ),
    template: Type.String({ pattern: '^[a-z0-9-]{1,60}$' }),
    locale: Type.String(),
    timeZone: Type.String(),
    arrivedAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'of the mail that is answered; a restore asks how old it is' }),
    ),
    trust: Type.Optional(TrustLevel),
    replyTo: Type.Optional(Type.String({ description: 'Reply-To; absent: answers go to the sender' })),
    model: Type.Record(Type.String(), Type.Unknown(), { description: 'what the template may show' }),
  }),
  example: {
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailbox: 'status',
    kind: 'error',
    to: 'ana@example.com',
    cc: [],
    inReplyTo: '<1@example.com>',
    references: ['<1@example.com>'],
    subject: 'Oot 30m',
    template: 'status-not-understood',
    locale: 'en-US',
    timeZone: 'America/New_York',
    trust: 'plausible',
    model: { subject: 'Oot 30m', code: 'no_status', suggestions: ['Out'] },
  },
  story: ({ kind, template }) => `A reply is to be written (${kind}, ${template}).`,
})

const Sending = {
  replyId: Type.String({ format: 'uuid' }),
  mailId: MailId,
  mailbox: MailboxId,
  to: Type.String(),
  attempts: Type.Integer({ minimum: 0 }),
}

export const replySent = defineEvent({
  name: 'reply.sent',
  stream: 'REPLY',
  summary: 'The mail server of the recipient, or our relay, took the reply.',
  data: Type.Object({ ...Sending, messageId: Type.String(), response: Type.String() }),
  example: {
    replyId: '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailbox: 'status',
    to: 'ana@example.com',
    attempts: 1,
    messageId: '<x@tubepost.example.com>',
    response: '250 queued',
  },
  story: () => 'The reply was sent.',
})

export const replyFailed = defineEvent({
  name: 'reply.failed',
  stream: 'REPLY',
  summary: 'The reply will not be sent again: refused, given up, discarded, or the server’s answer was lost.',
  data: Type.Object({
    ...Sending,
    state: Type.Union([Type.Literal('failed'), Type.Literal('unknown')], {
      description: 'unknown: the connection was lost after the final dot, so the mail may have been delivered',
    }),
    error: Type.String(),
  }),
  example: {
    replyId: '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailbox: 'status',
    to: 'ana@example.com',
    attempts: 1,
    state: 'failed',
    error: '550 no such user',
  },
  story: ({ state, error }) =>
    state === 'unknown' ? 'Nobody knows whether the reply was delivered.' : `The reply could not be sent: ${error}`,
})

export const replyHeld = defineEvent({
  name: 'reply.held',
  stream: 'REPLY',
  summary: 'The outbound gate keeps the reply back until a person releases or discards it.',
  data: Type.Object({ ...Sending, brake: Type.String(), text: Type.String() }),
  example: {
    replyId: '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailbox: 'status',
    to: 'ana@example.com',
    attempts: 0,
    brake: 'recipient_budget',
    text: 'More than 20 replies to this recipient within an hour.',
  },
  story: ({ text }) => `The reply is held: ${text}`,
})
