import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { Instant, MailId } from '../vocabulary.ts'

/** A person's status as the board shows it. */
export const Standing = Type.Object({
  statusId: Type.String(),
  status: Type.String(),
  type: Type.String(),
  dueBack: Type.Union([Instant, Type.Null()]),
  comment: Type.Union([Type.String(), Type.Null()]),
  since: Instant,
  warnings: Type.Optional(
    Type.Array(Type.String(), {
      description: 'codes of what was read with doubt in the mail that set it; none: absent',
    }),
  ),
})

export const statusChanged = defineEvent({
  name: 'status.changed',
  stream: 'FACT',
  summary: 'The status of a person is another than before.',
  data: Type.Object({
    personId: Type.String(),
    before: Type.Union([Standing, Type.Null()]),
    after: Standing,
    actor: Type.String({
      description: 'the id of the person who caused it; admin where the administrator’s token did',
    }),
    mailId: Type.Union([MailId, Type.Null()], { description: 'null: not by mail' }),
  }),
  example: {
    personId: 'ana',
    before: null,
    after: {
      statusId: 'out',
      status: 'Out',
      type: 'out',
      dueBack: '2014-08-16T09:00:00-04:00',
      comment: 'call my cell',
      since: '2014-08-15T19:00:00Z',
      warnings: ['shifted_to_tomorrow'],
    },
    actor: 'ana',
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
  },
  story: ({ personId, before, after }) => `${personId} was ${before?.status ?? 'nothing'} and is ${after.status}.`,
})
