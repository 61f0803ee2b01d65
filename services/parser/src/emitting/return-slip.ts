import type { EventOf, mailReceived, Person, ReturnSlip } from '@tubepost/events'
import { readMessageIds } from '@tubepost/mail'
import type { KnownMail } from '../judging/known-mail.ts'

// RFC 5322 §3.6.4 does not limit a References field; threading needs its first and its latest identifiers.
const MAX_REFERENCES = 20

/**
 * Where and how a mail may be answered.
 * @param setting language and clock of the answer
 */
export function returnSlip(
  received: EventOf<typeof mailReceived>,
  { headers, mailbox, judgement, address, trust }: KnownMail,
  setting: Pick<Person, 'locale' | 'timeZone'>,
): ReturnSlip {
  const messageId = readMessageIds(headers.first('message-id') ?? '')[0] ?? null
  // Many programs send one of the two fields only; RFC 5322 §3.6.4 takes In-Reply-To where there are no References.
  const thread = headers.first('references') ?? headers.first('in-reply-to') ?? ''
  const references = [...readMessageIds(thread), ...(messageId === null ? [] : [messageId])]
  return {
    to: address,
    messageId,
    references:
      references.length > MAX_REFERENCES
        ? [...references.slice(0, 1), ...references.slice(1 - MAX_REFERENCES)]
        : references,
    // Mails from before the mailbox was set up are never answered.
    ack: received.data.backlog ? 'never' : mailbox.policy.ack,
    mayReply: judgement.mayReply,
    locale: setting.locale,
    timeZone: setting.timeZone,
    arrivedAt: received.data.arrivedAt,
    trust: trust.level,
  }
}
