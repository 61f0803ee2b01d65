import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { Fingerprint, Instant, MailId, ReturnSlip, TrustLevel } from '../vocabulary.ts'

export const intentStatusSet = defineEvent({
  name: 'intent.status.set',
  stream: 'INTENT',
  summary: 'A known person asked for a status by mail.',
  data: Type.Object({
    mailId: MailId,
    fingerprint: Fingerprint,
    sender: Type.Object({
      personId: Type.String(),
      address: Type.String(),
      trust: Type.Object({ level: TrustLevel, evidence: Type.String() }),
    }),
    statusId: Type.String(),
    dueBack: Type.Union([Instant, Type.Null()], { description: 'with the offset of the person’s zone' }),
    comment: Type.Union([Type.String(), Type.Null()]),
    warnings: Type.Array(Type.String()),
    subject: Type.String({ description: 'decoded' }),
    sentAt: Type.String({ format: 'date-time', description: 'the mail’s time: what "now" was for the reading' }),
    order: Type.Optional(
      Type.Object(
        { effectAt: Instant, arrivedAt: Instant, place: Type.Optional(Type.Integer()) },
        { description: 'the mail’s place among others: by moment of effect, then arrival, then place in the mailbox' },
      ),
    ),
    hints: Type.Optional(
      Type.Object(
        { language: Type.Optional(Type.String()), utcOffset: Type.Optional(Type.String()) },
        { description: 'language and clock of the sender’s program, where they differ from the person’s settings' },
      ),
    ),
    routes: Type.Optional(
      Type.Object(
        { taken: Type.String(), alsoMatched: Type.Array(Type.String()) },
        { description: 'recipients of the routes, where more than one matched; the first in order counts' },
      ),
    ),
    reply: ReturnSlip,
  }),
  example: {
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    fingerprint: 'a'.repeat(64),
    sender: {
      personId: 'ana',
      address: 'ana@example.com',
      trust: { level: 'unverified', evidence: 'no trusted header' },
    },
    statusId: 'out',
    dueBack: '2014-08-16T09:00:00-04:00',
    comment: 'call my cell',
    warnings: [],
    subject: 'Out 1d 9am call my cell',
    sentAt: '2014-08-15T19:00:00Z',
    reply: {
      to: 'ana@example.com',
      messageId: '<1@example.com>',
      references: ['<1@example.com>'],
      ack: 'errorsOnly',
      mayReply: true,
      locale: 'en-US',
      timeZone: 'America/New_York',
    },
  },
  story({ sender, statusId, dueBack, warnings }) {
    const due = dueBack === null ? '' : `, back ${dueBack}`
    const doubts = warnings.length === 0 ? '' : ` (${warnings.join(', ')})`
    return `${sender.personId} asks for the status ${statusId}${due}${doubts}. The sender is ${sender.trust.level}.`
  },
})
