import type { MailboxRecord, ReasonCode } from '@tubepost/events'
import {
  addressKey,
  type Judgement,
  judge,
  mailTime,
  momentOfEffect,
  parseHeaderBlock,
  readOwnMessageId,
  readSender,
  readTrust,
  recipients,
  type TrustedServer,
} from '@tubepost/mail'
import { type CaseMessage, decideCase } from './decide-case.ts'
import { decideStatus, type Misread, type StatusAsked } from './decide-status.ts'
import { findRoute } from './find-route.ts'
import type { Directory, ReceivedMail } from './known-mail.ts'
import { SENTENCES } from './reason-sentences.ts'
import { type Settled, settled } from './settled.ts'

export type Verdict = StatusAsked | Misread | CaseMessage | Settled

/** These rest on the absence of a record, so they are given only when all reference data has been seen. */
const NEGATIVE: ReadonlySet<ReasonCode> = new Set([
  'unknown_sender',
  'quarantined',
  'no_route',
  'no_status',
  'due_required',
])

export function restsOnAbsence(verdict: Verdict): boolean {
  if (verdict.kind === 'message') return verdict.person === undefined
  return verdict.kind !== 'intent' && NEGATIVE.has(verdict.reason)
}

const AUTOMATIC: ReadonlySet<string> = new Set<Judgement['class']>([
  'loop',
  'bounce',
  'dsn-delayed',
  'dsn-success',
  'feedback-report',
  'mdn',
  'calendar',
  'reaction',
  'challenge-response',
  'vacation',
  'auto-reply',
])

/** Judges one mail: is it from a person, is there a route, who sent it; then by what the route is for. */
export function decideMail(mail: ReceivedMail, directory: Directory): Verdict {
  const mailbox = directory.mailboxes.get(mail.mailbox)
  if (mailbox === undefined) return settled('rejected', 'no_route', SENTENCES.mailboxGone)
  const headers = parseHeaderBlock(mail.headers, mail.headersCut)
  const to = recipients(headers, mail.envelope.recipients)
  const route = findRoute(mailbox.routes, to, directory.ownDomains)
  const judgement = judge(headers, {
    envelopeFrom: mail.envelope.from,
    ownAddresses: directory.ownAddresses,
    ownReplyOf: (messageId) => readOwnMessageId(directory.keys, messageId),
    expectsAnswers: route?.route.to === 'case',
    bodyFacts: mail.bodyFacts,
  })
  if (AUTOMATIC.has(judgement.class)) {
    const isReport = judgement.class === 'bounce' && route?.route.to === 'case'
    const report = { headers, recipients: to, class: judgement.class }
    return settled('ignored', 'automatic', SENTENCES.automatic(judgement), isReport ? { report } : {})
  }
  if (!headers.complete) return settled('rejected', 'from_ambiguous', SENTENCES.headerTooLong)
  const from = readSender(headers)
  if (from.kind === 'missing') return settled('rejected', 'from_missing', SENTENCES.fromMissing)
  if (from.kind === 'ambiguous') return settled('rejected', 'from_ambiguous', SENTENCES.fromAmbiguous)
  const sender = from.mailbox

  if (route === undefined) return settled('rejected', 'no_route', SENTENCES.noRoute(mailbox.routes))

  const key = addressKey(sender.address)
  const person = directory.peopleByAddress.get(key)
  const address = person?.addresses.find((each) => addressKey(each) === key) ?? sender.address
  const trust = readTrust(headers, sender.address, trustedServer(mailbox.policy))
  const sentAt = mailTime(headers.first('date'), mail.arrivedAt)
  const effectAt = momentOfEffect(headers.first('date'), mail.arrivedAt)
  const known = { headers, judgement, mailbox, recipients: to, route, sender, person, address, trust, sentAt, effectAt }
  switch (route.route.to) {
    case 'status':
      return decideStatus(known, directory)
    case 'case':
      return decideCase(known, directory)
  }
}

function trustedServer(policy: MailboxRecord['policy']): TrustedServer | undefined {
  const { trustedAuthservId: authservId, trustedHops: hops, trustedRun: writesRun } = policy
  return authservId === null || authservId === '' ? undefined : { authservId, hops, writesRun }
}
