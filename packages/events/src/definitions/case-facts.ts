import { type Static, Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { Instant, MailId, TrustLevel } from '../vocabulary.ts'
import { MAX_LISTED } from './intent-case-message.ts'

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

const Moved = Type.Object(
  {
    count: Type.Integer({ minimum: 0 }),
    ids: Type.Array(Type.String({ format: 'uuid' }), { maxItems: MAX_LISTED }),
  },
  { description: 'lines of the timeline that moved: the `entryId` of messages among them' },
)

const moved: Static<typeof Moved> = { count: 1, ids: [message.entryId] }
const other: Static<typeof CaseHead> = {
  ...example,
  caseId: '4f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
  number: 'CASE-1057',
  version: 3,
  status: 'closed',
  url: 'http://127.0.0.1:8080/cases/CASE-1057',
}

export const caseMerged = defineEvent({
  name: 'case.merged',
  stream: 'FACT',
  summary: 'All that a case had is on another from now on, and so is what comes for it. Both are told as they are now.',
  data: Type.Object({ case: CaseHead, merged: CaseHead, entries: Moved, actor: Actor, at: Instant }),
  example: {
    case: { ...example, version: 5, status: 'open' },
    merged: other,
    entries: moved,
    actor: 'ana',
    at: '2014-08-15T19:30:00Z',
  },
  story: ({ case: { number }, merged }) => `${merged.number} was merged into ${number}.`,
})

export const caseSplit = defineEvent({
  name: 'case.split',
  stream: 'FACT',
  summary:
    'Mails of a case are on another, which is new or, by `unmerge`, goes on by itself. Both are told as they are now.',
  data: Type.Object({
    case: CaseHead,
    from: CaseHead,
    why: Type.Union([Type.Literal('split'), Type.Literal('unmerge')]),
    entries: Moved,
    actor: Actor,
    at: Instant,
  }),
  example: {
    case: { ...other, version: 1, status: 'open' },
    from: { ...example, version: 6, status: 'open' },
    why: 'split',
    entries: moved,
    actor: 'ana',
    at: '2014-08-15T19:30:00Z',
  },
  story: ({ case: { number }, from, why }) =>
    why === 'split' ? `${number} was split off ${from.number}.` : `${number} is no longer part of ${from.number}.`,
})
