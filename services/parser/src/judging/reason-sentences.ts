import type { MailboxRecord, ReasonCode } from '@tubepost/events'
import { type Judgement, limits, type Trust } from '@tubepost/mail'
import type { RouteFound } from './find-route.ts'

/** Sentences in the story of a mail: the reason, and what to do about it where something can be done. */
export const SENTENCES = {
  mailboxGone: 'This mailbox is no longer configured, so nothing takes its mails.',
  automatic: ({ class: found, evidence }: Judgement): string => {
    const first = evidence.map(({ rule, header }) => `${header} (${rule})`).slice(0, MOST_EVIDENCE)
    return `A machine sent this mail (${found}), as it says in: ${first.join(', ')}. Such mail is never acted on or answered.`
  },
  headerTooLong: `The header of the mail is longer than ${limits.headerLines} lines or 256 KiB, so a second sender, or the sign of a machine, may stand in what was not read. Such mail is never acted on or answered. The sender can send it again without the long header.`,
  fromMissing: 'The mail names no sender in From, so it is nobody’s request.',
  fromAmbiguous:
    'The mail names more than one sender, or one that can be read in two ways. Exactly one From with one address counts.',
  noRoute: (routes: MailboxRecord['routes']): string =>
    `None of the mail’s recipients has a route in this mailbox. Its routes take: ${
      routes.map(({ recipient }) => recipient).join(', ') || 'nothing'
    }.`,
  unknownSender:
    'The sender’s address belongs to nobody in the directory, so nothing was changed and no answer sent. If it is somebody’s, add it to the person and requeue the mail.',
  quarantined:
    'The sender’s address belongs to nobody in the directory, so the mail is kept in quarantine. To release it, add the address to a person, then requeue the mail.',
  unconfirmed:
    'The sender’s address belongs to nobody in the directory, and this mailbox asks strangers to confirm their mail, which is not sent yet. So the mail is kept in quarantine. To release it, add the address to a person, then requeue the mail.',
} as const

const MOST_EVIDENCE = 5

/** For a known person’s subject that could not be read. */
export const MISREAD: Partial<Record<ReasonCode, string>> = {
  empty: 'The subject is empty. It has to begin with a status or an alias.',
  no_status: 'The subject begins with no status or alias.',
  forwarded: 'The mail is a forward, so its subject is somebody else’s. A status needs a subject of the sender’s own.',
  due_required: 'This status needs a time when the person is back, and the subject has none that could be read.',
  past_date: 'The time in the subject has passed, and this mailbox takes no times in the past.',
}

export function tellTrust(trust: Trust, least: string): string {
  return trust.level === 'failed'
    ? `The mail server found that the mail is not from its sender’s domain (${trust.evidence}). Such mail never acts.`
    : `The sender is ${trust.level} (${trust.evidence}), and this mailbox asks for ${least}.`
}

/** The other routes that match a mail; empty where there are none. */
export function tellRoutes({ route, others }: RouteFound): string {
  if (others.length === 0) return ''
  const list = others.map(({ recipient, to }) => `${recipient} (${to})`).join(', ')
  return `The route ${route.recipient} came first; others that match: ${list}.`
}
