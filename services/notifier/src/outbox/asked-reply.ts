import { answerRequested, isA } from '@tubepost/events'
import { ownWords } from '@tubepost/grammar'
import { addressKey } from '@tubepost/mail'
import type { AskedReply } from '../gate/decide-reply.ts'
import { firstRecipient, sendHead, type SendRequest } from './send-request.ts'

/** Turns a request into the gate's view of it. */
export function askedReply(request: SendRequest): AskedReply {
  if (isA(answerRequested, request)) {
    const recipientKey = addressKey(firstRecipient(sendHead(request)))
    const { writtenAt: arrivedAt } = request.data
    return { kind: 'personal', recipientKey, isVouchedFor: true, arrivedAt, answered: null, references: [] }
  }
  const { data, time } = request
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
