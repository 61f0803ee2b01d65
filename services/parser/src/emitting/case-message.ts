import {
  causedBy,
  type EventOf,
  intentCaseMessage,
  type MailContent,
  type mailReceived,
  MAX_LISTED,
  type Origin,
} from '@tubepost/events'
import { fingerprint, isAnonymous } from '@tubepost/mail'
import type { CaseMessage } from '../judging/decide-case.ts'
import type { Directory } from '../judging/known-mail.ts'
import { returnSlip } from './return-slip.ts'

/** The intent of a mail to a mailbox for cases. */
export function caseMessage(
  received: EventOf<typeof mailReceived>,
  verdict: CaseMessage,
  content: MailContent,
  bodyDigest: string | null,
  { organisation }: Pick<Directory, 'organisation'>,
  origin: Origin,
): EventOf<typeof intentCaseMessage> {
  const { mailId, fingerprint: ownDigest, arrivedAt, size, body, backlog } = received.data
  const { sender, address, person, trust, to, cc, subject, sentAt, thread, mailbox } = verdict
  const { newCases, closedCase, changedSubject } = mailbox.policy
  return causedBy(received, intentCaseMessage, origin, {
    mailId,
    copy: { headers: isAnonymous(verdict.headers) ? ownDigest : fingerprint(verdict.headers), body: bodyDigest },
    object: 'case',
    defaults: verdict.route.route.defaults ?? {},
    sender: {
      name: sender.name,
      address,
      personId: person?.id ?? null,
      trust: { level: trust.level, evidence: trust.evidence },
    },
    to: listed(to),
    cc: listed(cc),
    recipientCount: to.length + cc.length,
    subject,
    sentAt,
    arrivedAt,
    thread,
    content,
    size,
    body,
    backlog,
    policy: { newCases, closedCase, changedSubject },
    // Nothing is known of a stranger’s language and clock.
    reply: { ...returnSlip(received, verdict, person ?? organisation), replyTo: mailbox.address },
  })
}

const listed = (mailboxes: CaseMessage['to']) =>
  mailboxes.slice(0, MAX_LISTED).map(({ name, address }) => ({ name, address }))
