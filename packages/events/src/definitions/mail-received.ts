import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { BlobReference, Fingerprint, Instant, MailboxId, MailId } from '../vocabulary.ts'

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
    envelope: Type.Object({
      from: Type.Union([Type.String(), Type.Null()], { description: 'null: not known; "": the null sender' }),
      recipients: Type.Array(Type.String()),
    }),
    headers: Type.String({ description: 'the raw header block, cut at 64 KiB' }),
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
