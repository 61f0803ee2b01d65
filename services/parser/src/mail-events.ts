import {
  askForReply,
  causedBy,
  type EventOf,
  intentStatusSet,
  type mailReceived,
  type Origin,
  type ReturnSlip,
  settle,
  type TubepostEvent,
} from '@tubepost/events'
import { readMessageIds } from '@tubepost/mail'
import type { Directory, ReceivedMail, Understood, Verdict } from './decide-mail.ts'
import type { RouteFound } from './find-route.ts'
import { hintsBesideSettings } from './hints-beside-settings.ts'
import { MISREAD, tellRoutes } from './reason-sentences.ts'

// RFC 5322 §3.6.4 does not limit a References field; threading needs its first and its latest identifiers.
const MAX_REFERENCES = 20

/**
 * The events of a verdict: an intent, or the mail's settlement, with a reply to a person whose subject cannot be
 * read.
 */
export function mailEvents(
  received: EventOf<typeof mailReceived>,
  verdict: Verdict,
  directory: Directory,
  origin: Origin,
): TubepostEvent[] {
  switch (verdict.kind) {
    case 'intent':
      return [intent(received, verdict, origin)]
    case 'misread': {
      const text = [MISREAD[verdict.reason] ?? 'The subject could not be read.', tellRoutes(verdict.route)]
      const replies = explain(received, verdict, directory, origin)
      const settled = settle(received, origin, {
        outcome: 'rejected',
        reason: verdict.reason,
        text: text.filter(Boolean).join(' '),
        replyRequested: replies.length > 0,
      })
      return [settled, ...replies]
    }
    case 'settled': {
      const { outcome, reason, text } = verdict
      return [settle(received, origin, { outcome, reason, text })]
    }
  }
}

function intent(
  received: EventOf<typeof mailReceived>,
  verdict: Extract<Verdict, { kind: 'intent' }>,
  origin: Origin,
): TubepostEvent {
  const { reading, person } = verdict
  const hints = hintsBesideSettings(verdict.headers, person, verdict.sentAt)
  return causedBy(received, intentStatusSet, origin, {
    mailId: received.data.mailId,
    fingerprint: received.data.fingerprint,
    sender: {
      personId: person.id,
      address: verdict.address,
      trust: { level: verdict.trust.level, evidence: verdict.trust.evidence },
    },
    statusId: reading.status.id,
    dueBack: reading.dueBack,
    comment: reading.comment,
    warnings: [...reading.warnings, ...(lostItsBody(received.data) ? ['body_not_kept'] : [])],
    subject: reading.subject,
    sentAt: verdict.sentAt,
    order: { effectAt: verdict.effectAt, arrivedAt: received.data.arrivedAt, ...placeOf(received.data) },
    ...(hints !== undefined && { hints }),
    ...(verdict.route.others.length === 0 ? {} : { routes: routesOf(verdict.route) }),
    reply: returnSlip(received, verdict),
  })
}

const placeOf = ({ place }: ReceivedMail) => (place === undefined ? {} : { place })

/** SMTP intake keeps every body but that of a mail beyond `maxMailBytes`. */
function lostItsBody({ identity, body }: ReceivedMail): boolean {
  return 'session' in identity && body === null
}

function routesOf({ route, others }: RouteFound) {
  return { taken: route.recipient, alsoMatched: others.map(({ recipient }) => recipient) }
}

function returnSlip(received: EventOf<typeof mailReceived>, verdict: Understood): ReturnSlip {
  const { headers, mailbox, person } = verdict
  const messageId = readMessageIds(headers.first('message-id') ?? '')[0] ?? null
  // Many programs send one of the two fields only; RFC 5322 §3.6.4 takes In-Reply-To where there are no References.
  const thread = headers.first('references') ?? headers.first('in-reply-to') ?? ''
  const references = [...readMessageIds(thread), ...(messageId === null ? [] : [messageId])]
  return {
    to: verdict.address,
    messageId,
    references:
      references.length > MAX_REFERENCES
        ? [...references.slice(0, 1), ...references.slice(1 - MAX_REFERENCES)]
        : references,
    // Mails from before the mailbox was set up are never answered.
    ack: received.data.backlog ? 'never' : mailbox.policy.ack,
    mayReply: verdict.judgement.mayReply,
    locale: person.locale,
    timeZone: person.timeZone,
    arrivedAt: received.data.arrivedAt,
    trust: verdict.trust.level,
  }
}

function explain(
  received: EventOf<typeof mailReceived>,
  verdict: Extract<Verdict, { kind: 'misread' }>,
  directory: Directory,
  origin: Origin,
): TubepostEvent[] {
  const slip = returnSlip(received, verdict)
  if (slip.ack === 'never' || !slip.mayReply) return []
  return [
    askForReply(received, slip, origin, {
      kind: 'error',
      subject: verdict.reading.subject,
      template: 'status-not-understood',
      model: {
        person: verdict.person.name,
        code: verdict.reason,
        subject: verdict.reading.subject,
        suggestions: verdict.reading.error?.suggestions ?? [],
        mailbox: verdict.mailbox.address,
        examples: rightSubjects(directory.statuses),
        example: (directory.statuses.find(({ type }) => type === 'out') ?? directory.statuses[0])?.name ?? null,
        statuses: directory.statuses.map(({ name, aliases, due }) => ({ name, aliases, due })),
      },
    }),
  ]
}

/** Three subjects at most that can be read in every language. */
function rightSubjects(statuses: Directory['statuses']): string[] {
  const timed = statuses.find(({ type, due }) => type === 'out' && due !== 'forbidden')
  const plain = statuses.find(({ type, due }) => type === 'in' && due !== 'required')
  return [
    ...(timed === undefined ? [] : [`${timed.name} 30m`, `${timed.name} 1d 9:00 call my cell`]),
    ...(plain === undefined ? [] : [plain.name]),
  ]
}
