import { type Static, Type } from 'typebox'
import { TestSteps } from './fetcher.ts'
import { closedForm, exampleOf, form, OrNull } from './form.ts'
import { Count, Id, MailId, Time } from './values.ts'
import { REPLY_STATES } from './vocabulary.ts'

export const ReplyState = Type.Enum(REPLY_STATES, {
  description:
    'State of a reply. in_data: its bytes are on the way; unknown: nobody can say whether the server took it.',
})
export type ReplyState = Static<typeof ReplyState>

const REPLY = {
  replyId: Type.String({ format: 'uuid' }),
  mailId: OrNull(MailId, 'The mail that it answers by itself; null where a person wrote it.'),
  mailbox: Id('Id of the mailbox that answers.'),
  kind: Type.Enum(['acknowledgement', 'answer', 'error', 'personal'] as const, {
    description: 'personal: a person wrote it, on a case',
  }),
  to: Type.String({ description: 'Address of the recipient.' }),
  subject: Type.String(),
  state: ReplyState,
  brake: OrNull(Type.String(), 'Name of the brake that holds it, or held it.'),
  attempts: Count('Tries to send it.'),
  messageId: Type.String(),
  createdAt: Time('When it was written.'),
  releasedAt: OrNull(Time('When it was released.')),
  finishedAt: OrNull(Time('When it was sent, failed or discarded.')),
  nextAt: OrNull(Time('When it is tried next.'), 'Null where it is not queued.'),
  result: OrNull(Type.String(), 'The answer of the server that took it, or why it failed.'),
  problem: OrNull(Type.String(), 'Why the latest try did not succeed.'),
}
const replyExample = {
  replyId: '7d1f0d1e-27a7-8b57-8a55-0f4b6f6ad001',
  mailId: '3c3e2a0a-6d0c-8f6e-9d9d-6a1f0f6f2a11',
  mailbox: 'status',
  kind: 'error',
  to: 'ana@example.com',
  subject: 'Re: Oot 30m',
  state: 'sent',
  brake: null,
  attempts: 1,
  messageId: '<7d1f0d1e@example.com>',
  createdAt: '2014-08-15T20:12:04.000Z',
  releasedAt: null,
  finishedAt: '2014-08-15T20:12:05.000Z',
  nextAt: null,
  result: '250 2.0.0 Ok: queued',
  problem: null,
} as const
const Raw = OrNull(Type.String(), 'The mail as it is sent; null where a person wrote it: it is on its case.')
const Text = OrNull(Type.String(), 'Its words; null where a person wrote it.')

export const OutboxReply = form(
  'A reply, in short.',
  { ...REPLY, raw: Raw },
  { ...replyExample, raw: 'Subject: Re: Oot 30m\r\n\r\nThe status could not be set.\r\n' },
)
export type OutboxReply = Static<typeof OutboxReply>

export const Outbox = form(
  'Replies, newest first; the latest 200.',
  { replies: Type.Array(OutboxReply) },
  { replies: [exampleOf(OutboxReply)] },
)
export type Outbox = Static<typeof Outbox>

export const OutboxQuery = closedForm(
  'Replies that fit all that is given.',
  {
    state: Type.Optional(ReplyState),
    mailbox: Type.Optional(Type.String({ maxLength: 40, description: 'id of the mailbox' })),
    recipient: Type.Optional(Type.String({ maxLength: 320, description: 'address' })),
  },
  { state: 'failed' },
)
export type OutboxQuery = Static<typeof OutboxQuery>

export const SendingTry = form(
  'A try to send a reply.',
  {
    number: Count('The first is 1.'),
    at: Time('When it began.'),
    endedAt: OrNull(Time('When it ended.')),
    outcome: OrNull(Type.Enum(['sent', 'refused', 'unreachable', 'lost'] as const), 'Null while it goes on.'),
    code: OrNull(Type.String(), 'Why it did not succeed, such as smtp/refused.'),
    answer: OrNull(Type.String(), 'The server’s answer.'),
  },
  {
    number: 1,
    at: '2014-08-15T20:12:04.000Z',
    endedAt: '2014-08-15T20:12:05.000Z',
    outcome: 'sent',
    code: null,
    answer: '250 2.0.0 Ok: queued',
  },
)
export type SendingTry = Static<typeof SendingTry>

export const ReplyStory = form(
  'A reply with its words, and every try to send it.',
  { reply: Type.Object({ ...REPLY, text: Text, raw: Raw }), attempts: Type.Array(SendingTry) },
  {
    reply: { ...exampleOf(OutboxReply), text: 'The status could not be set.\n' },
    attempts: [exampleOf(SendingTry)],
  },
)
export type ReplyStory = Static<typeof ReplyStory>

export const HeldReply = form(
  'A reply that waits for a person.',
  { ...REPLY, text: Text, reason: Type.String({ description: 'Why it is held, in a sentence.' }) },
  {
    ...replyExample,
    state: 'held',
    brake: 'recipient_budget',
    attempts: 0,
    finishedAt: null,
    result: null,
    text: 'The status could not be set.\n',
    reason: 'The recipient has had as many replies within an hour as the limit allows.',
  },
)
export type HeldReply = Static<typeof HeldReply>

export const HeldReplies = form(
  'Replies that wait for a person, the oldest first; 500 at most.',
  { held: Type.Array(HeldReply) },
  { held: [exampleOf(HeldReply)] },
)
export type HeldReplies = Static<typeof HeldReplies>

const TemplateName = Type.Enum(['case-opened', 'status-not-understood', 'status-set', 'status-superseded'] as const)

export const Words = closedForm(
  'The words of a mail, in Liquid.',
  { subject: Type.String(), text: Type.String() },
  { subject: 'Re: {{ subject }}', text: 'Hello {{ person }}' },
)
export type Words = Static<typeof Words>

export const Override = form(
  'Words that were edited.',
  {
    mailbox: OrNull(Type.String(), 'Id of the mailbox; null for all.'),
    language: OrNull(Type.String(), 'Language tag; null for all.'),
    subject: Type.String(),
    text: Type.String(),
    updatedAt: Time('When they were saved.'),
  },
  {
    mailbox: null,
    language: 'de',
    subject: 'Re: {{ subject }}',
    text: 'Hallo {{ person }}',
    updatedAt: '2026-11-28T12:00:00.000Z',
  },
)
export type Override = Static<typeof Override>

export const Templates = form(
  'The templates of the replies.',
  {
    templates: Type.Array(
      Type.Object({
        name: TemplateName,
        purpose: Type.String(),
        model: Type.Array(Type.Object({ name: Type.String(), about: Type.String() }), {
          description: 'The values that it may show.',
        }),
        example: Type.Record(Type.String(), Type.Unknown(), { description: 'The values of a preview.' }),
        builtIn: Type.Record(Type.String(), Type.Object({ subject: Type.String(), text: Type.String() }), {
          description: 'The words as they come, by language.',
        }),
        overrides: Type.Array(Override),
      }),
    ),
    filters: Type.Record(Type.String(), Type.String(), { description: 'Filters of our own, and what each does.' }),
  },
  {
    templates: [
      {
        name: 'status-set',
        purpose: 'Confirms a status that was set by mail.',
        model: [{ name: 'status', about: 'name of the status that was set' }],
        example: { status: 'Out' },
        builtIn: { en: { subject: 'Re: {{ status }}', text: 'Your status is {{ status }}.' } },
        overrides: [],
      },
    ],
    filters: { mailto: 'an address as it stands in a mailto: link' },
  },
)
export type Templates = Static<typeof Templates>

const PLACE = {
  name: TemplateName,
  mailbox: OrNull(Type.String(), 'Id of the mailbox; null for all.'),
  language: OrNull(Type.String(), 'Language tag; null for all.'),
}
const placeExample = { name: 'status-set', mailbox: null, language: 'de' } as const

export const TemplatePlace = closedForm(
  'For which mailbox and which language; without them, for all.',
  {
    mailbox: Type.Optional(Type.String({ description: 'id of the mailbox' })),
    language: Type.Optional(Type.String({ description: 'a tag such as de or de-CH' })),
  },
  { language: 'de' },
)
export type TemplatePlace = Static<typeof TemplatePlace>

export const OneTemplate = form(
  'The words that are used at a place.',
  {
    ...PLACE,
    ...Words.properties,
    edited: OrNull(Override, 'The edited words that they are; null where they are as they come.'),
  },
  { ...placeExample, ...exampleOf(Words), edited: null },
)
export type OneTemplate = Static<typeof OneTemplate>

export const SavedTemplate = form(
  'Words as they were saved.',
  { ...PLACE, ...Words.properties },
  { ...placeExample, ...exampleOf(Words) },
)
export type SavedTemplate = Static<typeof SavedTemplate>

export const ResetTemplate = form('The place whose words are as they come again.', PLACE, placeExample)
export type ResetTemplate = Static<typeof ResetTemplate>

export const TemplateDraft = closedForm(
  'Words to try.',
  {
    ...Words.properties,
    model: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'values over the example’s' })),
    mailbox: Type.Optional(Type.String({ description: 'id of the mailbox' })),
    language: Type.Optional(Type.String({ description: 'a tag such as de or de-CH' })),
  },
  { ...exampleOf(Words), language: 'de' },
)
export type TemplateDraft = Static<typeof TemplateDraft>

export const Preview = form(
  'A mail as a template makes it.',
  { subject: Type.String(), text: Type.String() },
  { subject: 'Re: Out 30m', text: 'Hallo Ana Example' },
)
export type Preview = Static<typeof Preview>

export const TestMail = closedForm(
  'Where a test mail goes.',
  {
    to: Type.Optional(
      Type.String({ maxLength: 320, description: 'of one of the people; without it the sender itself' }),
    ),
  },
  { to: 'ana@example.com' },
)
export type TestMail = Static<typeof TestMail>

export const SendingTest = form(
  'Whether mail can be sent, step by step.',
  { ok: Type.Boolean(), to: Type.String(), steps: TestSteps },
  {
    ok: true,
    to: 'ana@example.com',
    steps: [{ step: 'connect', ok: true, detail: 'smtp.example.com answers, and hears from mail.example.com.' }],
  },
)
export type SendingTest = Static<typeof SendingTest>
