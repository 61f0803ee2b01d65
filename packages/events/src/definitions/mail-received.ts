import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { BlobReference, Fingerprint, Instant, MailboxId, MailId } from '../vocabulary.ts'

// Microsoft's header blocks reach 90 kB, with ARC sets of several forwards. The broker takes events of 1 MB.
/** As much of a header block as the event carries; the whole mail is in the blob store. */
export const MAX_HEADER_BYTES = 256 * 1024

const Kind = Type.String({ description: 'of the mailbox source: imap, smtp, …' })

const FoundInFolder = Type.Object({
  kind: Kind,
  account: Type.String({ description: 'whose folder on which server: user@host/folder' }),
  life: Type.String({ description: 'in which a key means one message; of IMAP the UIDVALIDITY, RFC 9051 §2.3.1.1' }),
  key: Type.Union([Type.Integer({ minimum: 1 }), Type.String()], { description: 'of IMAP the UID' }),
})

const HandedOver = Type.Object({ kind: Kind, session: Type.String() })

export const mailReceived = defineEvent({
  name: 'mail.received',
  stream: 'MAIL',
  summary: 'A mail was found in a mailbox and stands in the ledger; nothing has been decided yet.',
  data: Type.Object({
    mailId: MailId,
    mailbox: MailboxId,
    fingerprint: Fingerprint,
    identity: Type.Union([FoundInFolder, HandedOver]),
    arrivedAt: Instant,
    place: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'of two mails of a folder the later has the greater; orders those that arrive at one instant',
      }),
    ),
    envelope: Type.Object({
      from: Type.Union([Type.String(), Type.Null()], { description: 'null: not known; "": the null sender' }),
      recipients: Type.Array(Type.String()),
    }),
    headers: Type.String({ description: `the raw header block, cut at ${MAX_HEADER_BYTES / 1024} KiB` }),
    headersCut: Type.Optional(
      Type.Boolean({ description: 'the header block is longer than `headers`: what is missing there proves nothing' }),
    ),
    bodyFacts: Type.Optional(
      Type.Object(
        {
          partTypes: Type.Array(Type.String({ maxLength: 200 }), {
            maxItems: 50,
            description: 'Content-Type of each part',
          }),
          actions: Type.Array(Type.String({ maxLength: 20 }), {
            maxItems: 10,
            description: 'each Action of a delivery report, RFC 3464 §2.3.3',
          }),
          opening: Type.Optional(
            Type.Union([Type.Literal('bounce'), Type.Literal('auto-reply'), Type.Literal('challenge-response')], {
              description: 'the kind of program with whose phrase the text begins',
            }),
          ),
        },
        { description: 'signs of a program in the beginning of the body, where there are any' },
      ),
    ),
    size: Type.Integer({ minimum: 0, description: 'bytes of the whole mail, as the server says' }),
    body: Type.Union([BlobReference, Type.Null()]),
    backlog: Type.Boolean({ description: 'was in the mailbox before it was set up' }),
  }),
  example: {
    mailId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    mailbox: 'status',
    fingerprint: 'a'.repeat(64),
    identity: { kind: 'imap', account: 'status@example.com@imap.example.com/INBOX', life: '1', key: 42 },
    arrivedAt: '2014-08-15T19:00:00Z',
    envelope: { from: null, recipients: [] },
    headers: 'From: Ana <ana@example.com>\r\nSubject: Out 1d 9am call my cell\r\n\r\n',
    size: 812,
    body: null,
    backlog: false,
  },
  story: ({ size, mailbox }) => `A mail of ${size} bytes was found in the mailbox ${mailbox}.`,
})
