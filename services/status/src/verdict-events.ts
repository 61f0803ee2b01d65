import {
  askForReply,
  causedBy,
  type DataOf,
  type Origin,
  type ReasonCode,
  settle,
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
  const { personId } = intent.data.sender
  const person = known.people.get(personId)
  switch (verdict.kind) {
    case 'applied': {
      const { after } = verdict
      const changed = causedBy(intent, statusChanged, origin, changeOf(verdict, intent.data.reply.timeZone))
      const text = sentence(person?.name ?? '', after, person?.timeZone ?? intent.data.reply.timeZone)
      const replies = acknowledge(verdict, person?.name ?? '', statuses, origin)
      const settled = settle(intent, origin, {
        outcome: 'applied',
        reason: null,
        text,
        replyRequested: replies.length > 0,
        changed: [{ kind: 'person', id: personId }],
      })
      return [changed, settled, ...replies]
    }
    case 'superseded': {
      const replies = tellSuperseded(verdict, person?.name ?? '', origin)
      const settled = settle(intent, origin, {
        outcome: 'ignored',
        reason: 'superseded',
        text: 'A newer status had been set already.',
        replyRequested: replies.length > 0,
      })
      return [settled, ...replies]
    }
    case 'refused': {
      const { outcome, reason } = verdict
      return [settle(intent, origin, { outcome, reason, text: REFUSALS[reason] ?? reason })]
    }
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
  const { statusId, status, type, dueBack, comment, since, warnings } = standing
  const shown = { statusId, status, type, dueBack: dueBack === null ? null : inZone(dueBack, timeZone), comment, since }
  return warnings.length === 0 ? shown : { ...shown, warnings: [...warnings] }
}

function sentence(name: string, standing: Standing, timeZone: string): string {
  const until = standing.dueBack === null ? '' : ` until ${onTheClock(standing.dueBack, timeZone)}`
  return `${name} is ${standing.status}${until}${standing.comment === null ? '' : `: ${standing.comment}`}.`
}

/** Warnings of readings that stand on a guess: their writer hears of them even where only errors are answered. */
const GUESSES: ReadonlySet<string> = new Set([
  'read_as_pm',
  'loosely_read',
  'weekday_mismatch',
  'range_ignored',
  'other_date_order',
  'far_date',
  'unread_time',
])

function acknowledge(
  { request: { intent }, before, after }: Applied<RequestByMail>,
  person: string,
  statuses: readonly StatusTerm[],
  origin: Origin,
): TubepostEvent[] {
  const { reply, warnings } = intent.data
  const isGuess = warnings.some((code) => GUESSES.has(code))
  const isWanted = reply.ack === 'always' || (reply.ack === 'errorsOnly' && isGuess)
  if (!isWanted || !reply.mayReply) return []
  const { timeZone, locale } = reply
  return [
    askForReply(intent, reply, origin, {
      kind: 'acknowledgement',
      subject: intent.data.subject,
      template: 'status-set',
      // The notifier adds the mailbox's address.
      model: {
        person,
        status: after.status,
        dueBack: after.dueBack === null ? null : inZone(after.dueBack, timeZone),
        comment: after.comment,
        warnings,
        isGuess,
        undo: undoSubject(before, statuses, { now: origin.now, timeZone, locale }),
      },
    }),
  ]
}

/** A person whose mail was passed over would else believe that the board shows it. */
function tellSuperseded(
  { request: { intent }, asked, standing }: Extract<Verdict<RequestByMail>, { kind: 'superseded' }>,
  person: string,
  origin: Origin,
): TubepostEvent[] {
  const { reply, subject } = intent.data
  if (reply.ack === 'never' || !reply.mayReply) return []
  return [
    askForReply(intent, reply, origin, {
      kind: 'error',
      subject,
      template: 'status-superseded',
      model: {
        person,
        asked: asked.status,
        subject,
        status: standing.status,
        dueBack: standing.dueBack === null ? null : inZone(standing.dueBack, reply.timeZone),
        comment: standing.comment,
      },
    }),
  ]
}
