import {
  deriveId,
  firstEvent,
  mailReceived,
  mailSettled,
  causedBy,
  type DataOf,
  type EventOf,
  type Origin,
  type ReasonCode,
  type TubepostEvent,
} from '@tubepost/events'
import { decodeHeaderText, fingerprint, parseHeaderBlock, readMessageIds } from '@tubepost/mail'

export type ReceivedEvent = EventOf<typeof mailReceived>

/** The event of a mail that was found: same mailbox and same server identity, same mailId and same event id. */
export function describeMail(
  found: Omit<DataOf<typeof mailReceived>, 'mailId' | 'fingerprint' | 'headers'> & { headers: Buffer },
  origin: Origin,
): ReceivedEvent {
  const { identity, mailbox } = found
  const mailId =
    identity.kind === 'imap'
      ? deriveId('mail', mailbox, identity.account, identity.uidValidity, identity.uid)
      : deriveId('mail', mailbox, 'smtp', identity.session)
  const headers = asText(found.headers)
  return firstEvent(mailReceived, origin, {
    id: deriveId(mailId, mailReceived.name),
    correlationId: mailId,
    mailbox,
    data: { ...found, mailId, fingerprint: identify(headers, mailId, found.body?.sha256), headers },
  })
}

/**
 * The same content has the same fingerprint. A mail with neither Date nor Message-ID has nothing that would tell a second
 * mail from a second delivery (a person who writes "Out" from a script each morning), so each such mail is its own.
 */
function identify(headers: string, mailId: string, bodyDigest: string | undefined): string {
  const block = parseHeaderBlock(headers)
  const anonymous = block.first('message-id') === undefined && block.first('date') === undefined
  return fingerprint(block, anonymous ? mailId : bodyDigest)
}

/** Header bytes are UTF-8 where they are valid as such (RFC 6532), else every byte is a character. */
function asText(headers: Buffer): string {
  const text = headers.toString('utf8')
  return text.includes('�') ? headers.toString('latin1') : text
}

/** The settlement of a mail that the fetcher itself decides, with what the journal needs to show it. */
export function settleAtOnce(
  received: ReceivedEvent,
  verdict: { outcome: 'duplicate' | 'ignored' | 'failed'; reason: ReasonCode; text: string },
  origin: Origin,
): TubepostEvent {
  const block = parseHeaderBlock(received.data.headers)
  const from = block.first('from')
  return causedBy(received, mailSettled, origin, {
    mailId: received.data.mailId,
    mailbox: received.data.mailbox,
    ...verdict,
    replyRequested: false,
    changed: [],
    mail: {
      messageId: readMessageIds(block.first('message-id') ?? '')[0] ?? null,
      from: from === undefined ? null : decodeHeaderText(from),
      subject: decodeHeaderText(block.first('subject') ?? ''),
      arrivedAt: received.data.arrivedAt,
    },
  })
}
