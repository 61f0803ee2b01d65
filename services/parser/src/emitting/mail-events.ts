import {
  askForReply,
  causedBy,
  type EventOf,
  intentStatusSet,
  type mailReceived,
  type Origin,
  settle,
  type TubepostEvent,
} from '@tubepost/events'
import type { Misread, StatusAsked } from '../judging/decide-status.ts'
import type { RouteFound } from '../judging/find-route.ts'
import type { Directory, ReceivedMail } from '../judging/known-mail.ts'
import { MISREAD, tellRoutes } from '../judging/reason-sentences.ts'
import type { Settled } from '../judging/settled.ts'
import { hintsBesideSettings } from './hints-beside-settings.ts'
import { returnSlip } from './return-slip.ts'

/**
 * The events of a verdict by the header alone: an intent, or the mail's settlement, with a reply to a person whose
 * subject cannot be read.
 */
export function mailEvents(
  received: EventOf<typeof mailReceived>,
  verdict: StatusAsked | Misread | Settled,
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

function intent(received: EventOf<typeof mailReceived>, verdict: StatusAsked, origin: Origin): TubepostEvent {
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
    reply: returnSlip(received, verdict, person),
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

function explain(
  received: EventOf<typeof mailReceived>,
  verdict: Misread,
  directory: Directory,
  origin: Origin,
): TubepostEvent[] {
  const slip = returnSlip(received, verdict, verdict.person)
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
