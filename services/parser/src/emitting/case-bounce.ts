import { causedBy, type EventOf, intentCaseBounce, type mailReceived, type Origin } from '@tubepost/events'
import { decodeHeaderText, limits, readBounce, readMessageIds, readOwnMessageId, replyIdIn } from '@tubepost/mail'
import type { Directory } from '../judging/known-mail.ts'
import type { BounceReport, Settled } from '../judging/settled.ts'

/**
 * The intent of a report about a mail of ours; undefined where it is about none.
 * @param text its header and the beginning of its body, a byte a character
 */
export function caseBounce(
  received: EventOf<typeof mailReceived>,
  { text: why, report }: Settled & { report: BounceReport },
  text: string,
  { keys }: Pick<Directory, 'keys'>,
  origin: Origin,
): EventOf<typeof intentCaseBounce> | undefined {
  const { headers, recipients } = report
  const read = readBounce(text, (messageId) => readOwnMessageId(keys, messageId))
  const addressed = [...new Set(recipients.flatMap((address) => replyIdIn(address) ?? []))]
  const replyIds = addressed.length > 0 ? addressed : [...read.replyIds]
  if (replyIds.length === 0) return undefined
  const { mailId, arrivedAt, size, body } = received.data
  return causedBy(received, intentCaseBounce, origin, {
    mailId,
    replyIds,
    recipient: read.recipient,
    reason: read.reason,
    from: decodeHeaderText(headers.first('from') ?? '').slice(0, limits.subjectChars),
    subject: decodeHeaderText(headers.first('subject') ?? '').slice(0, limits.subjectChars),
    messageId: readMessageIds(headers.first('message-id') ?? '')[0] ?? null,
    arrivedAt,
    size,
    body,
    class: report.class,
    why,
  })
}
