import { isUtf8 } from 'node:buffer'
import type { WrittenBlob } from '@tubepost/blobs'
import {
  type DataOf,
  deriveId,
  deriveTimedId,
  type EventOf,
  firstEvent,
  mailReceived,
  type Origin,
  type ReasonCode,
  settle,
  type TubepostEvent,
} from '@tubepost/events'
import {
  decodeHeaderText,
  fingerprint,
  isAnonymous,
  parseHeaderBlock,
  readMessageIds,
  withoutNul,
} from '@tubepost/mail'
import { headerBlock } from '../sources/header-tap.ts'
import type { Folder, FoundMail } from '../sources/folder.ts'

export type ReceivedEvent = EventOf<typeof mailReceived>

/** A found mail. `bodyDigest`: of everything after the header block, where that was read. */
export type FoundData = Omit<DataOf<typeof mailReceived>, 'mailId' | 'fingerprint' | 'headers'> & {
  headers: Buffer
  bodyDigest?: string
}

// The broker takes messages of 1 MB, of which a thousand recipients may have a quarter; each control character of a header
// becomes six in JSON.
const MAX_ENCODED_HEADER = 640 * 1024
const HARMLESS_HEADER_CHARS = Math.floor(MAX_ENCODED_HEADER / 6)

/** The event of a found mail: the same mailbox, server identity and arrival give the same mailId and event id. */
export function describeMail({ headers, bodyDigest, ...found }: FoundData, origin: Origin): ReceivedEvent {
  const { identity, mailbox } = found
  const mailId =
    'session' in identity
      ? deriveTimedId(found.arrivedAt, 'mail', mailbox, identity.kind, identity.session)
      : deriveTimedId(found.arrivedAt, 'mail', mailbox, identity.account, identity.life, identity.key)
  const block = headerBlock(headers) ?? headers
  const part = inAnEvent(asText(block))
  return firstEvent(mailReceived, origin, {
    id: deriveId(mailId, mailReceived.name),
    correlationId: mailId,
    mailbox,
    data: {
      ...found,
      mailId,
      fingerprint: fingerprintOf(block, mailId, bodyDigest),
      headers: part.text,
      ...(part.isCut && { headersCut: true }),
    },
  })
}

/** As much of a header as an event can carry. */
function inAnEvent(text: string): { text: string; isCut: boolean } {
  if (text.length <= HARMLESS_HEADER_CHARS || Buffer.byteLength(JSON.stringify(text)) <= MAX_ENCODED_HEADER)
    return { text, isCut: false }
  return { text: text.slice(0, HARMLESS_HEADER_CHARS), isCut: true }
}

/** The event of a message in a folder. Its body stays on the server, but for what its beginning tells. */
export function describeFound(
  mailbox: string,
  folder: Pick<Folder, 'kind' | 'account' | 'life' | 'keyOf'>,
  { uid, arrivedAt, header: { headers, isCut }, size, bodyFacts }: FoundMail,
  origin: Origin,
): ReceivedEvent {
  const { kind, account, life } = folder
  const identity = { kind, account, life, key: folder.keyOf(uid) }
  const envelope = { from: null, recipients: [] }
  const found = { mailbox, identity, envelope, arrivedAt, place: uid, headers, size, body: null, backlog: false }
  return describeMail(
    { ...found, ...(isCut && { headersCut: true }), ...(bodyFacts !== undefined && { bodyFacts }) },
    origin,
  )
}

/** A mail whose bytes were fetched. Without `written` they are not kept: it has more than its mailbox takes. */
export interface Whole {
  /** Bytes. */
  readonly size: number
  readonly written?: WrittenBlob | undefined
}

/** The event of a mail with its bytes. */
export function withBytes(received: ReceivedEvent, { size, written }: Whole): ReceivedEvent {
  return { ...received, data: { ...received.data, size, body: written?.reference ?? null } }
}

/**
 * The same content has the same fingerprint, and an anonymous mail one of its own.
 */
export function fingerprintOf(headers: Buffer, mailId: string, bodyDigest?: string): string {
  const block = parseHeaderBlock(asText(headerBlock(headers) ?? headers))
  return fingerprint(block, isAnonymous(block) ? mailId : bodyDigest)
}

/** The raw value, as a server searches for it. */
export function messageIdOf(headers: string): string | undefined {
  return parseHeaderBlock(headers).first('message-id')
}

/** Header bytes are UTF-8 where they are valid as such (RFC 6532), else every byte is a character. */
export function asText(headers: Buffer): string {
  return withoutNul(headers.toString(isUtf8(headers) ? 'utf8' : 'latin1'))
}

/** The settlement of a mail that the fetcher itself decides, with the details that the journal shows. */
export function settleAtOnce(
  received: ReceivedEvent,
  verdict: { outcome: 'duplicate' | 'ignored' | 'failed'; reason: ReasonCode; text: string },
  origin: Origin,
): TubepostEvent {
  const block = parseHeaderBlock(received.data.headers)
  const from = block.first('from')
  return settle(received, origin, {
    ...verdict,
    mail: {
      messageId: readMessageIds(block.first('message-id') ?? '')[0] ?? null,
      from: from === undefined ? null : decodeHeaderText(from),
      subject: decodeHeaderText(block.first('subject') ?? ''),
      arrivedAt: received.data.arrivedAt,
    },
  })
}
