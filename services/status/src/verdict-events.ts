import {
  causedBy,
  type DataOf,
  mailSettled,
  type Origin,
  type ReasonCode,
  replyRequested,
  statusChanged,
  type TubepostEvent,
} from '@tubepost/events'
import type { StatusTerm } from '@tubepost/grammar'
import type { Applied, Known, Standing, Verdict } from './decide-statuses.ts'
import { inZone, onTheClock } from './local-time.ts'
import type { RequestByMail } from './request-by-mail.ts'
import { undoSubject } from './undo-subject.ts'

/** The events of a verdict on a mail: the fact, the mail's settlement, and a reply where the mailbox wants one. */
export function verdictEvents(
  verdict: Verdict<RequestByMail>,
  known: Known,
  statuses: readonly StatusTerm[],
  origin: Origin,
): TubepostEvent[] {
  const { intent } = verdict.request
  const person = known.people.get(intent.data.sender.personId)
  const settle = (
    data: { outcome: 'applied' | 'ignored' | 'duplicate' | 'rejected'; reason: ReasonCode | null; text: string },
    replies: readonly TubepostEvent[] = [],
  ) =>
    causedBy(intent, mailSettled, origin, {
      mailId: intent.data.mailId,
      mailbox: intent.mailbox,
      ...data,
      replyRequested: replies.length > 0,
      changed: data.outcome === 'applied' ? [{ kind: 'person', id: intent.data.sender.personId }] : [],
    })
  switch (verdict.kind) {
    case 'applied': {
      const { after } = verdict
      const changed = causedBy(intent, statusChanged, origin, changeOf(verdict, intent.data.reply.timeZone))
      const text = sentence(person?.name ?? '', after, person?.timeZone ?? intent.data.reply.timeZone)
      const replies = acknowledge(verdict, person?.name ?? '', statuses, origin)
      return [changed, settle({ outcome: 'applied', reason: null, text }, replies), ...replies]
    }
    case 'superseded':
      return [
        settle({
          outcome: 'ignored',
          reason: 'superseded',
          text: 'A mail that was sent later had already set a newer status.',
        }),
      ]
    case 'refused':
      return [
        settle({ outcome: verdict.outcome, reason: verdict.reason, text: REFUSALS[verdict.reason] ?? verdict.reason }),
      ]
  }
}

const REFUSALS: Partial<Record<ReasonCode, string>> = {
  gone_person: 'The person was removed before the mail could be applied.',
  gone_status: 'The status was removed before the mail could be applied.',
  duplicate: 'The same mail has already had its effect.',
}

/** The fact of a changed status, by mail or not. Times are as the clock of the person's zone shows them. */
export function changeOf({ request, before, after }: Applied, timeZone: string): DataOf<typeof statusChanged> {
  const { personId, actor, mailId } = request
  return {
    personId,
    before: before === null ? null : shownStanding(before, timeZone),
    after: shownStanding(after, timeZone),
    actor,
    mailId,
  }
}

export function shownStanding(standing: Standing, timeZone: string): DataOf<typeof statusChanged>['after'] {
  const { statusId, status, type, dueBack, comment, since } = standing
  return { statusId, status, type, dueBack: dueBack === null ? null : inZone(dueBack, timeZone), comment, since }
}

function sentence(name: string, standing: Standing, timeZone: string): string {
  const until = standing.dueBack === null ? '' : ` until ${onTheClock(standing.dueBack, timeZone)}`
  return `${name} is ${standing.status}${until}${standing.comment === null ? '' : `: ${standing.comment}`}.`
}

function acknowledge(
  { request: { intent }, before, after }: Applied<RequestByMail>,
  person: string,
  statuses: readonly StatusTerm[],
  origin: Origin,
): TubepostEvent[] {
  const { reply } = intent.data
  if (reply.ack !== 'always' || !reply.mayReply) return []
  const { timeZone, locale, arrivedAt } = reply
  return [
    causedBy(intent, replyRequested, origin, {
      mailId: intent.data.mailId,
      mailbox: intent.mailbox,
      kind: 'acknowledgement',
      to: reply.to,
      cc: [],
      inReplyTo: reply.messageId,
      references: reply.references,
      subject: intent.data.subject,
      template: 'status-set',
      locale,
      timeZone,
      ...(arrivedAt === undefined ? {} : { arrivedAt }),
      // The notifier adds the mailbox's address.
      model: {
        person,
        status: after.status,
        dueBack: after.dueBack === null ? null : inZone(after.dueBack, timeZone),
        comment: after.comment,
        warnings: intent.data.warnings,
        undo: undoSubject(before, statuses, { now: origin.now, timeZone, locale }),
      },
    }),
  ]
}
