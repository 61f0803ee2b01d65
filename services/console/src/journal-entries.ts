import {
  type DataOf,
  type deadLetters,
  mailReceived,
  mailRequeued,
  mailSettled,
  replyFailed,
  replyHeld,
  replySent,
  type TubepostEvent,
} from '@tubepost/events'
import { decodeHeaderText, parseHeaderBlock, readMessageIds } from '@tubepost/mail'
import { isUuid } from './read-parameters.ts'

/** A mail as the journal's lists show it. */
export interface MailHead {
  mailId: string
  mailbox: string
  messageId: string | null
  from: string | null
  subject: string
  receivedAt: string
}

export interface Settlement {
  mailId: string
  mailbox: string
  /** Round of the mail; 0 before it was requeued. */
  round: number
  outcome: string
  reason: string | null
  at: string
}

/** From here on only the settlement of this round counts. */
export interface Requeue {
  mailId: string
  mailbox: string
  round: number
}

export interface ReplyState {
  replyId: string
  mailId: string
  state: 'sent' | 'failed' | 'held' | 'unknown'
}

export interface DeadLetterEntry {
  event: TubepostEvent
  service: string
  /** The event that was given up; the letter's own id where none could be read. */
  givenUpId: string
}

export interface Entries {
  heads: MailHead[]
  requeues: Requeue[]
  settlements: Settlement[]
  replies: ReplyState[]
  deadLetters: DeadLetterEntry[]
}

/** Sorts a batch of events into the rows that the journal keeps beside them. */
export function journalEntries(events: readonly TubepostEvent[]): Entries {
  const entries: Entries = { heads: [], requeues: [], settlements: [], replies: [], deadLetters: [] }
  for (const event of events) {
    switch (event.type) {
      case mailReceived.type:
        entries.heads.push(headOf(event.data as DataOf<typeof mailReceived>))
        break
      case mailSettled.type:
        takeSettlement(event, entries)
        break
      case mailRequeued.type: {
        const { mailId, mailbox, round } = event.data as DataOf<typeof mailRequeued>
        entries.requeues.push({ mailId, mailbox, round })
        break
      }
      case replySent.type:
      case replyHeld.type: {
        const { replyId, mailId } = event.data as DataOf<typeof replySent>
        entries.replies.push({ replyId, mailId, state: event.type === replySent.type ? 'sent' : 'held' })
        break
      }
      case replyFailed.type: {
        const { replyId, mailId, state } = event.data as DataOf<typeof replyFailed>
        entries.replies.push({ replyId, mailId, state })
        break
      }
      default:
        if (event.type.startsWith(DEAD)) entries.deadLetters.push(deadLetterOf(event))
    }
  }
  return entries
}

const DEAD = 'dev.tubepost.dead.'

function deadLetterOf(event: TubepostEvent): DeadLetterEntry {
  const { event: givenUp } = event.data as DataOf<(typeof deadLetters)['parser']>
  const id = givenUp?.['id']
  return {
    event,
    service: event.type.slice(DEAD.length).replace(/\.v\d+$/, ''),
    givenUpId: typeof id === 'string' && isUuid(id) ? id : event.id,
  }
}

function headOf(data: DataOf<typeof mailReceived>): MailHead {
  const headers = parseHeaderBlock(data.headers)
  const from = headers.first('from')
  return {
    mailId: data.mailId,
    mailbox: data.mailbox,
    messageId: readMessageIds(headers.first('message-id') ?? '')[0] ?? null,
    from: from === undefined ? null : decodeHeaderText(from),
    subject: decodeHeaderText(headers.first('subject') ?? ''),
    receivedAt: data.arrivedAt,
  }
}

function takeSettlement(event: TubepostEvent, entries: Entries): void {
  const data = event.data as DataOf<typeof mailSettled>
  const { mailId, mailbox, outcome, reason } = data
  entries.settlements.push({ mailId, mailbox, round: event.round ?? 0, outcome, reason, at: event.time })
  if (data.mail !== undefined) {
    const { messageId, from, subject, arrivedAt } = data.mail
    entries.heads.push({ mailId, mailbox, messageId, from, subject, receivedAt: arrivedAt })
  }
}
