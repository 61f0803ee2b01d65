import { ownWords } from '@tubepost/grammar'
import { addressKey } from '@tubepost/mail'
import type { AskedReply } from '../gate/decide-reply.ts'
import type { ReplyRequest } from './reply-sql.ts'

/** Turns a reply.requested event into the gate's view of it. */
export function askedReply({ data, time }: ReplyRequest): AskedReply {
  const { kind, to, references, inReplyTo, subject, locale, trust } = data
  return {
    kind,
    recipientKey: addressKey(to),
    isVouchedFor: trust === 'authenticated' || trust === 'plausible',
    arrivedAt: data.arrivedAt ?? time,
    answered: typeof subject === 'string' ? ownWords(subject, locale) : null,
    references: references.filter((id) => id !== inReplyTo),
  }
}
