import { type Static, Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { BlobReference, Instant, MailId, ReturnSlip, TrustLevel } from '../vocabulary.ts'

/** UTF-8 bytes of a text that the event carries; the rest is in the mail's blob. */
export const MAX_INLINE_TEXT_BYTES = 64 * 1024
/** Entries of a list in an event; its count says how many there were. */
export const MAX_LISTED = 100

const Party = Type.Object({
  name: Type.Union([Type.String(), Type.Null()]),
  address: Type.String(),
})

/** How bytes are found in a mail's blob: from, to (exclusive) in bytes of the mail, and how they are encoded there. */
const Step = Type.Object({
  from: Type.Integer({ minimum: 0 }),
  to: Type.Integer({ minimum: 0 }),
  encoding: Type.Union([Type.Literal('identity'), Type.Literal('base64'), Type.Literal('quoted-printable')]),
})

export const FilePart = Type.Object({
  name: Type.Union([Type.String(), Type.Null()], { description: 'safe to show and to save under; null: it has none' }),
  mediaType: Type.String({ description: 'as the sender says' }),
  size: Type.Integer({ minimum: 0, description: 'bytes, decoded' }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'of the decoded bytes' }),
  inline: Type.Boolean({ description: 'belongs to the HTML of the mail, which names it by its Content-ID' }),
  contentId: Type.Union([Type.String(), Type.Null()], { description: 'without angle brackets' }),
  place: Type.Array(Step, { minItems: 1, maxItems: 1, description: 'in the bytes of the mail' }),
})
export type FilePart = Static<typeof FilePart>

export const MailContent = Type.Object({
  text: Type.Union([Type.String(), Type.Null()], {
    description: `what was written, line ends as LF, cut at ${MAX_INLINE_TEXT_BYTES / 1024} KiB; of a mail of HTML alone its text`,
  }),
  textCut: Type.Boolean({ description: 'the text is longer' }),
  reply: Type.Union([Type.String(), Type.Null()], {
    description: 'the text without quotation and signature, cut alike',
  }),
  hasHtml: Type.Boolean(),
  files: Type.Array(FilePart, { maxItems: MAX_LISTED }),
  fileCount: Type.Integer({ minimum: 0 }),
  unread: Type.Union([Type.String(), Type.Null()], { description: 'why the content could not be read; null: it was' }),
})
export type MailContent = Static<typeof MailContent>

export const intentCaseMessage = defineEvent({
  name: 'intent.case.message',
  stream: 'INTENT',
  summary: 'A mail came to a mailbox for cases: it opens one, or belongs to one.',
  data: Type.Object({
    mailId: MailId,
    copy: Type.Object(
      {
        headers: Type.String({
          pattern: '^[0-9a-f]{64}$',
          description: 'digest of From, Date, Subject and Message-ID',
        }),
        body: Type.Union([Type.String({ pattern: '^[0-9a-f]{64}$' }), Type.Null()], {
          description: 'digest of all below the header, line ends aside; null: it was not read whole',
        }),
      },
      { description: 'two mails are copies where both are the same, or the headers are and a body is not known' },
    ),
    object: Type.String({ description: 'what a new mail opens: case' }),
    defaults: Type.Record(Type.String(), Type.String(), { description: 'values of a new record, of its route' }),
    sender: Type.Object({
      ...Party.properties,
      personId: Type.Union([Type.String(), Type.Null()], { description: 'null: a stranger' }),
      trust: Type.Object({ level: TrustLevel, evidence: Type.String() }),
    }),
    to: Type.Array(Party, { maxItems: MAX_LISTED }),
    cc: Type.Array(Party, { maxItems: MAX_LISTED }),
    recipientCount: Type.Integer({ minimum: 0 }),
    subject: Type.String({ description: 'decoded' }),
    sentAt: Instant,
    arrivedAt: Instant,
    thread: Type.Object(
      {
        references: Type.Array(Type.String(), {
          maxItems: MAX_LISTED,
          description: 'Message-IDs of References and In-Reply-To, oldest first, with angle brackets',
        }),
        ours: Type.Array(Type.String(), { maxItems: MAX_LISTED, description: 'ids of our replies among them' }),
        tags: Type.Array(Type.String(), {
          maxItems: MAX_LISTED,
          description: 'human numbers in the subject: CASE-1042',
        }),
        numbers: Type.Array(Type.String(), { maxItems: MAX_LISTED, description: 'human numbers among the recipients' }),
      },
      { description: 'candidates only: the case service verifies and decides' },
    ),
    content: MailContent,
    size: Type.Integer({ minimum: 0 }),
    body: Type.Union([BlobReference, Type.Null()], { description: 'the whole mail; null: it was not kept' }),
    backlog: Type.Boolean({
      description: 'was in the mailbox before it was set up, and a record of it is all that is wanted',
    }),
    policy: Type.Object({
      newCases: Type.Union([Type.Literal('allow'), Type.Literal('refuse')]),
      closedCase: Type.Union([Type.Literal('reopen'), Type.Literal('newCase')]),
      changedSubject: Type.Union([Type.Literal('follow'), Type.Literal('newCase')]),
    }),
    reply: ReturnSlip,
  }),
  example: {
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    copy: { headers: 'a'.repeat(64), body: 'b'.repeat(64) },
    object: 'case',
    defaults: { priority: 'normal' },
    sender: {
      name: 'Carla Customer',
      address: 'carla@customer.example',
      personId: null,
      trust: { level: 'unverified', evidence: 'no trusted header' },
    },
    to: [{ name: null, address: 'support@example.com' }],
    cc: [],
    recipientCount: 1,
    subject: 'The printer is on fire',
    sentAt: '2014-08-15T19:00:00Z',
    arrivedAt: '2014-08-15T19:00:02Z',
    thread: { references: [], ours: [], tags: [], numbers: [] },
    content: {
      text: 'Please help.\n',
      textCut: false,
      reply: 'Please help.',
      hasHtml: false,
      files: [],
      fileCount: 0,
      unread: null,
    },
    size: 812,
    body: { sha256: 'b'.repeat(64), size: 812, mediaType: 'message/rfc822' },
    backlog: false,
    policy: { newCases: 'allow', closedCase: 'reopen', changedSubject: 'follow' },
    reply: {
      to: 'carla@customer.example',
      messageId: '<1@customer.example>',
      references: ['<1@customer.example>'],
      ack: 'firstMessage',
      mayReply: true,
      locale: 'en-US',
      timeZone: 'America/New_York',
    },
  },
  story({ sender, subject, content, thread }) {
    const files = content.fileCount === 0 ? '' : ` with ${content.fileCount} files`
    const follows = thread.references.length > 0 ? ' It answers another mail.' : ''
    return `${sender.address} wrote "${subject}"${files}. The sender is ${sender.trust.level}.${follows}`
  },
})
