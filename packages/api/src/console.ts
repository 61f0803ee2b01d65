import { type Static, Type } from 'typebox'
import { closedForm, exampleOf, form, OrNull } from './form.ts'
import { Count, Id, MailId, Outcome, ServiceName, Time } from './values.ts'
import { MOST_LETTERS_AT_ONCE } from './limits.ts'
import { DEAD_LETTER_STATES, OUTCOMES } from './vocabulary.ts'

const MAIL = {
  mailId: MailId,
  mailbox: Id('Id of the mailbox.'),
  messageId: OrNull(Type.String()),
  from: OrNull(Type.String(), 'As it stands in the mail, decoded.'),
  subject: OrNull(Type.String()),
  receivedAt: OrNull(Time('When it arrived.'), 'Null while its settlement has overtaken it.'),
  outcome: OrNull(Outcome, 'Null while it is being handled.'),
  reason: OrNull(Type.String(), 'Why it was not applied, such as unknown_sender.'),
}

export const MailHead = form('A mail, in short.', MAIL, {
  mailId: '3c3e2a0a-6d0c-8f6e-9d9d-6a1f0f6f2a11',
  mailbox: 'status',
  messageId: '<a1@example.com>',
  from: 'Ana Example <ana@example.com>',
  subject: 'Out 30m',
  receivedAt: '2014-08-15T20:12:03.000Z',
  outcome: 'applied',
  reason: null,
})
export type MailHead = Static<typeof MailHead>

export const MailPage = form(
  'Mails, newest first. The page after it is asked for with `before`, the mailId of the last one.',
  { mails: Type.Array(MailHead) },
  { mails: [exampleOf(MailHead)] },
)
export type MailPage = Static<typeof MailPage>

const Limit = Type.Optional(Type.String({ pattern: '^\\d{1,6}$', description: 'how many: 1 to 1000, 200 without it' }))

const WORDS = 'those of three letters and more are found anywhere in it, shorter ones as whole words'

export const MailQuery = closedForm(
  'Mails that fit all that is given.',
  {
    mailbox: Type.Optional(Type.String({ description: 'id of the mailbox' })),
    from: Type.Optional(Type.String({ description: `words of the sender: ${WORDS}` })),
    subject: Type.Optional(Type.String({ description: `words of the subject: ${WORDS}` })),
    outcome: Type.Optional(Type.Enum(['waiting', ...OUTCOMES] as const)),
    reason: Type.Optional(Type.String({ description: 'a reason such as unknown_sender' })),
    since: Type.Optional(Type.String({ description: 'arrived from this time on, RFC 3339' })),
    until: Type.Optional(Type.String({ description: 'arrived before this time, RFC 3339' })),
    messageId: Type.Optional(Type.String({ description: 'with or without its angle brackets' })),
    before: Type.Optional(Type.String({ description: 'mailId of the last mail of the page before' })),
    limit: Limit,
  },
  { subject: 'out', outcome: 'rejected', limit: '50' },
)
export type MailQuery = Static<typeof MailQuery>

export const StoryLine = form(
  'Something that happened to a mail.',
  {
    at: Time('When.'),
    service: ServiceName,
    event: Type.String({ description: 'Name of the event: mail.received.' }),
    text: Type.String({ description: 'The same in a sentence.' }),
    data: Type.Record(Type.String(), Type.Unknown(), { description: 'Data of the event, as its schema says.' }),
  },
  {
    at: '2014-08-15T20:12:04.000Z',
    service: 'status',
    event: 'mail.settled',
    text: 'The mail was applied.',
    data: { outcome: 'applied' },
  },
)
export type StoryLine = Static<typeof StoryLine>

export const MailStory = form(
  'All that happened to a mail, in order.',
  {
    mail: Type.Object({
      ...MAIL,
      conflicts: Count('Settlements that said otherwise than the first; always 0.'),
      prunedAt: OrNull(Time('When its story was removed, since it is older than the retention.')),
    }),
    story: Type.Array(StoryLine),
    complete: Type.Boolean({
      description: 'Whether the mail is settled, and its reply, where it gets one, has ended.',
    }),
  },
  {
    mail: { ...exampleOf(MailHead), conflicts: 0, prunedAt: null },
    story: [exampleOf(StoryLine)],
    complete: true,
  },
)
export type MailStory = Static<typeof MailStory>

export const JournalEvent = form(
  'An event of the installation, as the journal keeps it.',
  {
    eventId: Type.String({ description: 'Id of the event; the same event has it everywhere.' }),
    mailId: MailId,
    mailbox: Type.String({ description: 'Id of the mailbox; - where none is involved.' }),
    ...StoryLine.properties,
  },
  {
    eventId: '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailId: '3c3e2a0a-6d0c-8f6e-9d9d-6a1f0f6f2a11',
    mailbox: 'status',
    ...exampleOf(StoryLine),
  },
)
export type JournalEvent = Static<typeof JournalEvent>

export const JournalEvents = form(
  'Events, newest first.',
  {
    events: Type.Array(JournalEvent),
    asOf: Time('When the console looked, by its clock: whoever follows goes on from a while before.'),
  },
  { events: [exampleOf(JournalEvent)], asOf: '2014-08-15T20:12:06.000Z' },
)
export type JournalEvents = Static<typeof JournalEvents>

export const EventQuery = closedForm(
  'Events that fit all that is given.',
  {
    name: Type.Optional(Type.String({ description: 'name of the event, or its first words: intent' })),
    mailbox: Type.Optional(Type.String({ description: 'id of the mailbox' })),
    since: Type.Optional(Type.String({ description: 'from this time on, RFC 3339; the last hour without it' })),
    limit: Limit,
  },
  { name: 'intent', limit: '50' },
)
export type EventQuery = Static<typeof EventQuery>

export const EventTypes = form(
  'Every kind of event there is, in the order a mail meets them.',
  {
    types: Type.Array(
      Type.Object({
        name: Type.String({ description: 'Such as intent.status.set.' }),
        summary: Type.String({ description: 'What it says, in a sentence.' }),
        contract: Type.Record(Type.String(), Type.Unknown(), {
          description: 'JSON Schema of its data, draft 2020-12.',
        }),
        example: Type.Record(Type.String(), Type.Unknown(), { description: 'Data that fit the contract.' }),
      }),
    ),
  },
  {
    types: [
      {
        name: 'intent.status.set',
        summary: 'A known person asked for a status by mail.',
        contract: { title: 'dev.tubepost.intent.status.set.v1', type: 'object' },
        example: { statusId: 'out' },
      },
    ],
  },
)
export type EventTypes = Static<typeof EventTypes>

export const Conservation = form(
  'Whether every mail that was received is accounted for: the ledger of the fetcher against the journal.',
  {
    received: Count('Mails in the ledger, without those that raised an alarm.'),
    waiting: Count('Those that are not settled.'),
    settled: Type.Object(
      {
        applied: Type.Integer(),
        rejected: Type.Integer(),
        ignored: Type.Integer(),
        duplicate: Type.Integer(),
        failed: Type.Integer(),
      },
      { description: 'Mails of the ledger, by outcome.' },
    ),
    replies: Type.Object({
      sent: Type.Integer(),
      failed: Type.Integer(),
      held: Type.Integer(),
      unknown: Type.Integer(),
    }),
    ledger: Type.Object(
      {
        taken: Type.Integer(),
        published: Type.Integer(),
        settled: Type.Integer(),
        final: Type.Integer(),
        alarmed: Type.Integer(),
      },
      { description: 'Mails of the ledger, by state.' },
    ),
    journal: Type.Object({
      received: Type.Integer(),
      settled: Type.Integer(),
      conflicts: Type.Integer(),
      deadLetters: Type.Integer({ description: 'Those that are open.' }),
    }),
    difference: Type.Integer({
      description: 'Mails that the journal lacks. One that outlives the lag is an alarm.',
    }),
    lag: Type.Object({ events: Type.Integer({ description: 'Events that the journal has not read yet.' }) }),
  },
  {
    received: 42,
    waiting: 1,
    settled: { applied: 30, rejected: 6, ignored: 4, duplicate: 1, failed: 0 },
    replies: { sent: 6, failed: 0, held: 0, unknown: 0 },
    ledger: { taken: 0, published: 1, settled: 0, final: 41, alarmed: 0 },
    journal: { received: 42, settled: 41, conflicts: 0, deadLetters: 0 },
    difference: 0,
    lag: { events: 0 },
  },
)
export type Conservation = Static<typeof Conservation>

export const DeadLetterState = Type.Enum(DEAD_LETTER_STATES, {
  description: 'State of a dead letter: open waits for an operator; redriven was sent round again.',
})
export type DeadLetterState = Static<typeof DeadLetterState>

const DEAD_LETTER = {
  eventId: Type.String({ format: 'uuid' }),
  mailId: MailId,
  service: ServiceName,
  state: DeadLetterState,
  at: Time('When it was given up the last time.'),
  changedAt: Time('When its state changed the last time.'),
  deaths: Count('How often it was given up.'),
  redrives: Count('How often it was sent round again.'),
  name: OrNull(Type.String(), 'Name of the event; null where it could not be read.'),
  error: Type.Object({ code: Type.String(), message: Type.String() }),
  attempts: Count('How often it was tried.'),
}

export const DeadLetterHead = form('An event that a service gave up, in short.', DEAD_LETTER, {
  eventId: '5b6f2f8c-21cf-8b3e-8a9e-7f5b8b0d3c21',
  mailId: '3c3e2a0a-6d0c-8f6e-9d9d-6a1f0f6f2a11',
  service: 'parser',
  state: 'open',
  at: '2014-08-15T20:12:04.000Z',
  changedAt: '2014-08-15T20:12:04.000Z',
  deaths: 1,
  redrives: 0,
  name: 'mail.received',
  error: { code: 'internal', message: 'the header could not be read' },
  attempts: 8,
})
export type DeadLetterHead = Static<typeof DeadLetterHead>

export const DeadLetters = form(
  'Events that were given up, open ones first, the latest first among them.',
  {
    deadLetters: Type.Array(DeadLetterHead),
    atOnce: Type.Object(
      {
        redrive: Count(
          'Those that would be handled again: open, unless another state is asked for, and no redriven ones.',
        ),
        discard: Count('Those that would be discarded: open ones.'),
      },
      { description: 'How many fit, whatever the limit, for the calls that handle many at once.' },
    ),
    until: OrNull(
      Time('When the latest of them was given up.'),
      'For the calls that handle many at once: with it they take none that is given up later. Null where none fits.',
    ),
  },
  {
    deadLetters: [exampleOf(DeadLetterHead)],
    atOnce: { redrive: 1, discard: 1 },
    until: '2014-08-15T20:12:04.000Z',
  },
)
export type DeadLetters = Static<typeof DeadLetters>

export const DeadLetterQuery = closedForm(
  'Dead letters that fit all that is given.',
  { service: Type.Optional(ServiceName), state: Type.Optional(DeadLetterState), limit: Limit },
  { state: 'open' },
)
export type DeadLetterQuery = Static<typeof DeadLetterQuery>

const FITTING_LETTERS = {
  service: Type.Optional(ServiceName),
  until: Type.Optional(Time('Only those that were given up by then, as the `until` of the list says.')),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MOST_LETTERS_AT_ONCE,
      description: `how many at most, the oldest first; ${MOST_LETTERS_AT_ONCE} without it`,
    }),
  ),
}

export const LettersToRedrive = closedForm(
  'Which dead letters to handle again. One that was sent round again already is handled alone.',
  {
    ...FITTING_LETTERS,
    state: Type.Optional(Type.Enum(['open', 'discarded'] as const, { description: 'open without it' })),
  },
  { service: 'status' },
)
export type LettersToRedrive = Static<typeof LettersToRedrive>

export const LettersToDiscard = closedForm(
  'Which dead letters to discard, of those that are open.',
  { ...FITTING_LETTERS, state: Type.Optional(Type.Enum(['open'] as const)) },
  { service: 'status', state: 'open' },
)
export type LettersToDiscard = Static<typeof LettersToDiscard>

export const LettersHandled = form(
  'What became of the dead letters that fit.',
  {
    done: Count('Those that were taken by this call.'),
    refused: Count('Those that fit and cannot be handled again: what died was no event that could be read.'),
    remaining: Count('Those that can be taken by the same call again; others may be taking them right now.'),
  },
  { done: 500, refused: 1, remaining: 34 },
)
export type LettersHandled = Static<typeof LettersHandled>

export const OneDeadLetter = form(
  'An event that a service gave up.',
  {
    deadLetter: Type.Object({
      ...DEAD_LETTER,
      event: OrNull(Type.Record(Type.String(), Type.Unknown()), 'The whole event; null where it could not be read.'),
      text: OrNull(Type.String(), 'What came, where it is no event.'),
    }),
  },
  { deadLetter: { ...exampleOf(DeadLetterHead), event: { specversion: '1.0' }, text: null } },
)
export type OneDeadLetter = Static<typeof OneDeadLetter>
