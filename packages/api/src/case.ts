import { type Static, Type } from 'typebox'
import { closedForm, exampleOf, form, OrNull } from './form.ts'
import { Count, Id, MailId, Time } from './values.ts'
import { PRIORITIES, TRUST_LEVELS } from './vocabulary.ts'

export const CASE_STATUSES = ['new', 'open', 'pending', 'closed'] as const
const ENTRY_KINDS = ['mail', 'reply', 'bounce', 'note', 'change'] as const
export const DELIVERY_STATES = ['waiting', 'queued', 'held', 'sent', 'failed', 'unknown', 'bounced'] as const

const CaseStatus = Type.Enum(CASE_STATUSES, { description: 'State of the case.' })
const CasePriority = Type.Enum(PRIORITIES)

const Party = Type.Object({
  name: OrNull(Type.String(), 'As the mail has it.'),
  address: Type.String(),
})
const PersonId = OrNull(Type.String(), 'Id of the person who has the address; null for a stranger.')

const HEAD = {
  id: Id('Id of the case.'),
  number: Type.String({ description: 'For people; leads to the case as its id does.' }),
  subject: Type.String(),
  status: CaseStatus,
  priority: CasePriority,
  requester: Type.Object({ ...Party.properties, person: PersonId }),
  assignee: OrNull(Type.String(), 'Id of a person.'),
  mailbox: Id('Id of the mailbox of its first mail.'),
  openedAt: Time('When it was opened.'),
  updatedAt: Time('When it last changed, or had a mail.'),
  mails: Count('Mails on it.'),
  files: Count('Named files of its mails.'),
}

export const CaseEntry = form('A case as lists show it.', HEAD, {
  id: '1f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
  number: 'CASE-1042',
  subject: 'The printer is on fire',
  status: 'open',
  priority: 'normal',
  requester: { name: 'Carla Customer', address: 'carla@customer.example', person: null },
  assignee: 'ana',
  mailbox: 'support',
  openedAt: '2014-08-15T19:00:03.000Z',
  updatedAt: '2014-08-15T19:30:00.000Z',
  mails: 3,
  files: 1,
})
export type CaseEntry = Static<typeof CaseEntry>

export const CasePage = form(
  'Cases that fit, the one that changed last first.',
  {
    cases: Type.Array(CaseEntry),
    next: OrNull(Type.String(), 'The `before` of the page after this one; null on the last.'),
    partial: Type.Optional(
      Type.Literal(true, { description: 'More cases have the words than are looked through; others may fit too.' }),
    ),
  },
  { cases: [exampleOf(CaseEntry)], next: null },
)
export type CasePage = Static<typeof CasePage>

export const CaseQuery = closedForm(
  'Cases that fit all that is given; closed ones too, unless a state is given.',
  {
    status: Type.Optional(Type.Enum(CASE_STATUSES)),
    mailbox: Type.Optional(Type.String({ description: 'id of the mailbox of the first mail' })),
    assignee: Type.Optional(Type.String({ description: 'id of a person' })),
    requester: Type.Optional(Type.String({ description: 'address of the requester' })),
    q: Type.Optional(
      Type.String({
        description:
          'words of number, subject and requester: all of them, each by its beginning; a number alone: the case that has it',
      }),
    ),
    updatedSince: Type.Optional(Type.String({ description: 'changed from this time on, RFC 3339' })),
    before: Type.Optional(Type.String({ description: 'the `next` of the page before' })),
    limit: Type.Optional(Type.String({ pattern: '^\\d{1,3}$', description: 'how many: 1 to 200, 50 without it' })),
  },
  { status: 'open', mailbox: 'support', limit: '50' },
)
export type CaseQuery = Static<typeof CaseQuery>

export const CaseFile = form(
  'A part of a mail.',
  {
    id: Id('Id of the file.'),
    name: OrNull(Type.String(), 'Safe to show and to save under; null where it has none.'),
    mediaType: Type.String({ description: 'As its sender says.' }),
    size: Count('Bytes, decoded.'),
    inline: Type.Boolean({ description: 'Belongs to the HTML of its mail.' }),
  },
  {
    id: '3f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    name: 'printer.jpg',
    mediaType: 'image/jpeg',
    size: 48_211,
    inline: false,
  },
)
export type CaseFile = Static<typeof CaseFile>

const FieldChange = Type.Object({ field: Type.String(), before: Type.Unknown(), after: Type.Unknown() })
const OfMails = 'Null where it is no mail.'

const Delivery = Type.Object({
  state: Type.Enum(DELIVERY_STATES, {
    description:
      'waiting: it can be undone; held: it waits for an administrator; unknown: nobody can say whether the server took it; bounced: it was sent, and came back.',
  }),
  detail: OrNull(Type.String(), 'The server’s answer, or why it is held or failed.'),
  undoUntil: OrNull(Time('Until then it can be undone.'), 'Null where it is on its way.'),
})

export const TimelineEntry = form(
  'A line of a timeline.',
  {
    id: Id('Id of the line.'),
    kind: Type.Enum(ENTRY_KINDS),
    at: Time('When the mail arrived, the answer or note was written, or the change was made.'),
    from: OrNull(Party, OfMails),
    to: Type.Array(Party),
    cc: Type.Array(Party),
    bcc: Type.Array(Party, { description: 'Of an answer that was written here.' }),
    subject: OrNull(Type.String(), OfMails),
    text: OrNull(Type.String(), 'At most 64 KiB of a mail, or the whole answer or note.'),
    textCut: Type.Boolean({ description: 'The text of the mail is longer.' }),
    reply: OrNull(Type.String(), 'The text without quotation and signature.'),
    hasHtml: Type.Boolean(),
    unread: OrNull(Type.String(), 'Why the content of the mail could not be read; null: it was.'),
    files: Type.Array(CaseFile),
    fileCount: Count('Files of the mail, those that are not listed too.'),
    mailId: OrNull(MailId, OfMails),
    messageId: OrNull(Type.String()),
    mailbox: OrNull(Type.String(), OfMails),
    size: OrNull(Count('Bytes of the mail that are kept.'), 'Null where the mail is not kept whole.'),
    trust: OrNull(Type.Enum(TRUST_LEVELS), OfMails),
    verified: OrNull(Type.Boolean(), 'Its author was a verified participant when it came. Null where it is no mail.'),
    delivery: OrNull(Delivery, 'State of an answer that was written here; null of everything else.'),
    changes: Type.Array(FieldChange),
    mergedFrom: OrNull(Type.String(), 'Number of the case to which it came before that was merged into this one.'),
    actor: Type.String({
      description:
        'Id of a person, address of a stranger, or id of a token that is nobody’s; admin: the administrator’s.',
    }),
  },
  {
    id: '2f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    kind: 'mail',
    at: '2014-08-15T19:00:02.000Z',
    from: { name: 'Carla Customer', address: 'carla@customer.example' },
    to: [{ name: null, address: 'support@example.com' }],
    cc: [],
    bcc: [],
    subject: 'The printer is on fire',
    text: 'Please help.\n',
    textCut: false,
    reply: 'Please help.',
    hasHtml: false,
    unread: null,
    files: [exampleOf(CaseFile)],
    fileCount: 1,
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    messageId: '<1@customer.example>',
    mailbox: 'support',
    size: 66_120,
    trust: 'unverified',
    verified: true,
    delivery: null,
    changes: [],
    mergedFrom: null,
    actor: 'carla@customer.example',
  },
)
export type TimelineEntry = Static<typeof TimelineEntry>

const Participant = Type.Object({
  ...Party.properties,
  person: PersonId,
  verified: Type.Boolean({ description: 'The requester, or addressed by a verified participant.' }),
})
const OtherCase = Type.Object({ id: Id('Id of the other case.'), number: Type.String() })
const MergedCase = Type.Object({
  ...OtherCase.properties,
  into: Type.String({ description: 'Number of the case into which it was merged itself: this one, or one that was.' }),
})
const RelatedCase = Type.Object({
  ...OtherCase.properties,
  why: Type.String({
    description: 'How they are related: sameMessageId, referenced, number, tag, closed, changedSubject or split.',
  }),
})

export const WholeCase = form(
  'A case with its timeline, oldest first.',
  {
    case: Type.Object({
      ...HEAD,
      version: Type.Integer({ minimum: 1, description: 'Grows with every change and every mail.' }),
      mailboxes: Type.Array(Type.String(), { description: 'Ids of the mailboxes by which its mails came.' }),
      participants: Type.Array(Participant, { description: 'Verified ones first; at most 200.' }),
      related: Type.Array(RelatedCase, { description: 'At most 200.' }),
      moves: Type.Array(CaseStatus, { description: 'States to which it can be set now.' }),
      merged: Type.Array(MergedCase, { description: 'Cases that are part of it by merges; at most 200.' }),
      mergedInto: OrNull(OtherCase, 'The case that has all that this one had, since they were merged.'),
    }),
    timeline: Type.Array(TimelineEntry, { description: 'The newest lines; at most 100.' }),
    earlier: OrNull(Type.String(), 'The `before` of the lines before these; null where there are none.'),
  },
  {
    case: {
      ...exampleOf(CaseEntry),
      version: 4,
      mailboxes: ['support'],
      participants: [{ name: 'Carla Customer', address: 'carla@customer.example', person: null, verified: true }],
      related: [],
      moves: ['pending', 'closed'],
      merged: [],
      mergedInto: null,
    },
    timeline: [exampleOf(TimelineEntry)],
    earlier: null,
  },
)
export type WholeCase = Static<typeof WholeCase>

export const TimelineQuery = closedForm(
  'A part of a timeline.',
  { before: Type.Optional(Type.String({ description: 'the `earlier` of the answer before' })) },
  {},
)
export type TimelineQuery = Static<typeof TimelineQuery>

export const CaseChange = closedForm(
  'Fields of a case that are to be changed; the others stay.',
  {
    version: Type.Integer({ description: 'of the case as it was read' }),
    status: Type.Optional(Type.Enum(CASE_STATUSES)),
    assignee: Type.Optional(OrNull(Type.String(), 'id of a person; null: nobody')),
    priority: Type.Optional(Type.Enum(PRIORITIES)),
    subject: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
  },
  { version: 4, status: 'closed' },
)
export type CaseChange = Static<typeof CaseChange>

export const NewNote = closedForm(
  'A note for those who work on the case.',
  { text: Type.String({ minLength: 1, maxLength: 50_000 }) },
  { text: 'Called her; she is fine.' },
)
export type NewNote = Static<typeof NewNote>

const Recipients = (description: string) =>
  Type.Array(Type.String({ minLength: 3, maxLength: 320 }), { maxItems: 50, description })

const ANSWER = {
  text: Type.String({ minLength: 1, maxLength: 50_000 }),
  to: Recipients('addresses'),
  cc: Recipients('addresses; with those in To they take part in the case from then on'),
  bcc: Recipients('addresses that nobody else is shown'),
}

export const NewAnswer = closedForm(
  'An answer that is sent by mail, as it was written.',
  {
    text: ANSWER.text,
    to: Type.Optional({ ...ANSWER.to, minItems: 1, description: 'addresses; without it: the requester' }),
    cc: Type.Optional(ANSWER.cc),
    bcc: Type.Optional(ANSWER.bcc),
  },
  { text: 'Is it still burning?', cc: ['fire-brigade@example.org'] },
)
export type NewAnswer = Static<typeof NewAnswer>

export const AcceptedAnswer = form(
  'An answer that is on its way.',
  {
    replyId: Id('Id of the answer, and of its line in the timeline.'),
    undoUntil: Time('Until then it can be undone.'),
  },
  { replyId: '7f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', undoUntil: '2014-08-15T19:30:10.000Z' },
)
export type AcceptedAnswer = Static<typeof AcceptedAnswer>

export const UndoneAnswer = form(
  'An answer that was taken back: it has not been sent, and is not on the case.',
  ANSWER,
  {
    text: 'Is it still burning?',
    to: ['carla@customer.example'],
    cc: ['fire-brigade@example.org'],
    bcc: [],
  },
)
export type UndoneAnswer = Static<typeof UndoneAnswer>

export const CaseMerge = closedForm(
  'The case into which another is merged.',
  {
    into: Type.String({ description: 'id or number of the case that goes on' }),
    version: Type.Optional(Type.Integer({ description: 'of the case that is merged, as it was read' })),
  },
  { into: 'CASE-1042' },
)
export type CaseMerge = Static<typeof CaseMerge>

export const CaseSplit = closedForm(
  'Mails that become a case of their own.',
  {
    entries: Type.Array(Type.String({ format: 'uuid' }), {
      minItems: 1,
      maxItems: 100,
      uniqueItems: true,
      description: 'ids of lines of the timeline, each a mail',
    }),
    version: Type.Optional(Type.Integer({ description: 'of the case as it was read' })),
  },
  { entries: ['2f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'] },
)
export type CaseSplit = Static<typeof CaseSplit>

export const OneEntry = form(
  'A line that was written.',
  { entry: TimelineEntry },
  {
    entry: {
      ...exampleOf(TimelineEntry),
      kind: 'note',
      from: null,
      to: [],
      bcc: [],
      subject: null,
      text: 'Called her; she is fine.',
      reply: null,
      files: [],
      fileCount: 0,
      mailId: null,
      messageId: null,
      mailbox: null,
      size: null,
      trust: null,
      verified: null,
      actor: 'ana',
    },
  },
)
export type OneEntry = Static<typeof OneEntry>

export const HtmlQuery = closedForm(
  'How the HTML of a mail is shown.',
  {
    images: Type.Optional(
      Type.Literal('1', { description: 'with pictures that lie elsewhere; whoever keeps them learns of it' }),
    ),
  },
  {},
)
export type HtmlQuery = Static<typeof HtmlQuery>

const bytes = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: Type.String({ format: 'binary', description }), example: '(bytes)' } },
})

/** Answers that are bytes. */
export const FILE_BYTES = bytes('application/octet-stream', 'The decoded bytes of the file.')
export const FILE_RANGE = bytes('application/octet-stream', 'The range of the decoded bytes that was asked for.')
export const MAIL_BYTES_AS_KEPT = bytes('message/rfc822', 'The mail, byte for byte.')
export const PICTURE_BYTES = bytes('image/*', 'The decoded bytes of the picture: PNG, JPEG, GIF or WebP.')
export const MAIL_HTML = bytes('text/html', 'A whole page, in which nothing runs.')
