import {
  askForReply,
  caseChanged,
  caseOpened,
  caseReplied,
  causedBy,
  type DataOf,
  type Origin,
  settle,
  type TubepostEvent,
} from '@tubepost/events'
import type { Applied } from './apply-verdicts.ts'
import { caseHead } from '../records/case-head.ts'
import { type CaseRow, numberText } from '../records/case-row.ts'
import { actorOf, type FileRow, type MailEntry } from './entry-row.ts'
import type { CaseIntent, CaseMail } from '../threads/threaded-mail.ts'

/** The events of a mail: the fact, its settlement, and for the first of a conversation the acknowledgement. */
export function messageEvents(applied: Applied, { origin, url }: { origin: Origin; url: string }): TubepostEvent[] {
  const { intent } = applied.mail
  switch (applied.kind) {
    case 'opens': {
      const { row, entry, files } = applied
      const data = { case: caseHead(row, url), message: message(entry, intent, files), actor: actorOf(intent.data) }
      const replies = isAcknowledged(applied.mail) ? [acknowledge(applied.mail, row, origin)] : []
      const settled = settle(intent, origin, {
        outcome: 'applied',
        reason: null,
        text: `${numberText(row.number)} was opened.`,
        replyRequested: replies.length > 0,
        changed: references(row),
      })
      return [causedBy(intent, caseOpened, origin, data), settled, ...replies]
    }
    case 'joins': {
      const { row, entry, files, by, before, status } = applied
      const head = caseHead(row, url)
      const actor = actorOf(intent.data)
      const replied = { case: head, message: message(entry, intent, files), by, actor }
      const changes = [{ field: 'status', before, after: status }]
      const moved = { case: head, changes, actor, mailId: intent.data.mailId, at: origin.now }
      return [
        causedBy(intent, caseReplied, origin, replied),
        ...(before === status ? [] : [causedBy(intent, caseChanged, origin, moved)]),
        settle(intent, origin, {
          outcome: 'applied',
          reason: null,
          text: `The mail belongs to ${numberText(row.number)}.`,
          changed: references(row),
        }),
      ]
    }
    case 'copies': {
      const { row, isElsewhere } = applied
      const number = numberText(row.number)
      return [
        settle(intent, origin, {
          outcome: 'duplicate',
          reason: isElsewhere ? 'joined_other_mailbox' : 'duplicate',
          text: isElsewhere
            ? `The same mail came by another mailbox too, and is on ${number}.`
            : `The same mail is on ${number} already.`,
          changed: references(row),
        }),
      ]
    }
    case 'refused':
      return [
        settle(intent, origin, {
          outcome: 'rejected',
          reason: 'new_case_refused',
          text: 'The mail belongs to no case, and the mailbox opens no new ones.',
        }),
      ]
  }
}

/** The first mail of a conversation is answered, where the mailbox wants that and no machine wrote it. */
export function isAcknowledged({ intent }: CaseMail): boolean {
  const { ack, mayReply } = intent.data.reply
  return (ack === 'firstMessage' || ack === 'always') && mayReply
}

function acknowledge({ intent, personName }: CaseMail, { number }: CaseRow, origin: Origin): TubepostEvent {
  const { sender, subject, reply } = intent.data
  // A stranger could have us mail his words to anybody: a name and a subject are his until a mail server vouches for him.
  const isKnown = sender.trust.level === 'authenticated'
  return askForReply(intent, reply, origin, {
    kind: 'acknowledgement',
    subject,
    template: 'case-opened',
    model: {
      person: personName ?? (isKnown ? sender.name : null) ?? '',
      number: numberText(number),
      subject: isKnown ? subject : null,
    },
  })
}

type Message = DataOf<typeof caseOpened>['message']

function message(entry: MailEntry, { data }: CaseIntent, files: readonly FileRow[]): Message {
  return {
    entryId: entry.id,
    mailId: entry.mailId,
    from: entry.fromAddress,
    trust: data.sender.trust.level,
    verified: entry.verified,
    text: entry.reply ?? entry.text,
    files: files.map(({ id, name, mediaType, size }) => ({ id, name, mediaType, size })),
  }
}

const references = ({ number }: CaseRow) => [{ kind: 'case', id: numberText(number) }]
