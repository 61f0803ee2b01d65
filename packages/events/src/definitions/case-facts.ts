import { type Static, Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { Instant, MailId, TrustLevel } from '../vocabulary.ts'

/** A case as those outside of it need to know it. */
const CaseHead = Type.Object({
  caseId: Type.String({ format: 'uuid' }),
  number: Type.String({ description: 'for people: CASE-1042' }),
  object: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  subject: Type.String(),
  status: Type.String(),
  priority: Type.String(),
  requester: Type.Object({
    name: Type.Union([Type.String(), Type.Null()]),
    address: Type.String(),
    personId: Type.Union([Type.String(), Type.Null()]),
  }),
  assignee: Type.Union([Type.String(), Type.Null()], { description: 'id of a person' }),
  mailbox: Type.String(),
  url: Type.String({ description: 'of its page' }),
})

const example: Static<typeof CaseHead> = {
  caseId: '1f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
  number: 'CASE-1042',
  object: 'case',
  version: 1,
  subject: 'The printer is on fire',
  status: 'new',
  priority: 'normal',
  requester: { name: 'Carla Customer', address: 'carla@customer.example', personId: null },
  assignee: null,
  mailbox: 'support',
  url: 'http://127.0.0.1:8080/cases/CASE-1042',
}

const Message = Type.Object({
  entryId: Type.String({ format: 'uuid' }),
  mailId: Type.Union([MailId, Type.Null()], { description: 'null: not by mail' }),
  from: Type.String(),
  trust: TrustLevel,
  verified: Type.Boolean({ description: 'its author was a verified participant when it came' }),
  text: Type.Union([Type.String(), Type.Null()], { description: 'without quotation and signature' }),
  files: Type.Array(
    Type.Object({
      id: Type.String({ format: 'uuid' }),
      name: Type.Union([Type.String(), Type.Null()]),
      mediaType: Type.String(),
      size: Type.Integer({ minimum: 0 }),
    }),
  ),
})

const message: Static<typeof Message> = {
  entryId: '2f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
  mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
  from: 'carla@customer.example',
  trust: 'unverified',
  verified: true,
  text: 'Please help.',
  files: [],
}

const Actor = Type.String({
  description: 'a person’s id, or the address of a stranger; admin for the administrator’s token',
})

export const caseOpened = defineEvent({
  name: 'case.opened',
  stream: 'FACT',
  summary: 'A case exists.',
  data: Type.Object({ case: CaseHead, message: Message, actor: Actor }),
  example: { case: example, message, actor: 'carla@customer.example' },
  story: ({ case: { number, status } }) => `${number} was opened, ${status}.`,
})

export const caseReplied = defineEvent({
  name: 'case.replied',
  stream: 'FACT',
  summary: 'A further mail belongs to a case, or somebody who works on it has answered.',
  data: Type.Object({
    case: CaseHead,
    message: Message,
    by: Type.String({
      description: 'what led to the case: ourMessageId, foreignMessageId, tag, number; http: a person answered there',
    }),
    actor: Actor,
  }),
  example: {
    case: { ...example, version: 2, status: 'open' },
    message,
    by: 'foreignMessageId',
    actor: 'carla@customer.example',
  },
  story: ({ case: { number }, by, actor }) =>
    by === 'http' ? `${actor} answered on ${number}.` : `The mail belongs to ${number} (${by}).`,
})

export const caseChanged = defineEvent({
  name: 'case.changed',
  stream: 'FACT',
  summary: 'Fields of a case have other values than before.',
  data: Type.Object({
    case: CaseHead,
    changes: Type.Array(Type.Object({ field: Type.String(), before: Type.Unknown(), after: Type.Unknown() })),
    actor: Actor,
    mailId: Type.Union([MailId, Type.Null()], { description: 'null: not by mail' }),
    at: Instant,
  }),
  example: {
    case: { ...example, version: 2, status: 'open' },
    changes: [{ field: 'status', before: 'new', after: 'open' }],
    actor: 'ana',
    mailId: null,
    at: '2014-08-15T19:30:00Z',
  },
  story: ({ case: { number }, changes }) => `${changes.map(({ field }) => field).join(', ')} of ${number} changed.`,
})
