import {
  type DataOf,
  deadLetters,
  type EventOf,
  isA,
  mailReceived,
  mailRequeued,
  mailSettled,
  replyFailed,
  replyHeld,
  replySent,
  SERVICES,
  type TubepostEvent,
} from '@tubepost/events'
import { decodeHeaderText, parseHeaderBlock, readMessageIds } from '@tubepost/mail'
import { isUuid } from '@tubepost/service'

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
    if (isA(mailReceived, event)) entries.heads.push(headOf(event.data))
    else if (isA(mailSettled, event)) takeSettlement(event, entries)
    else if (isA(mailRequeued, event)) {
      const { mailId, mailbox, round } = event.data
      entries.requeues.push({ mailId, mailbox, round })
    } else if (isA(replySent, event)) entries.replies.push(replyState(event.data, 'sent'))
    else if (isA(replyHeld, event)) entries.replies.push(replyState(event.data, 'held'))
    else if (isA(replyFailed, event)) entries.replies.push(replyState(event.data, event.data.state))
    else entries.deadLetters.push(...deadLetterOf(event))
  }
  return entries
}

function replyState({ replyId, mailId }: Omit<ReplyState, 'state'>, state: ReplyState['state']): ReplyState {
  return { replyId, mailId, state }
}

function deadLetterOf(event: TubepostEvent): DeadLetterEntry[] {
  return SERVICES.flatMap((service) => {
    if (!isA(deadLetters[service], event)) return []
    const id = event.data.event?.['id']
    return [{ event, service, givenUpId: typeof id === 'string' && isUuid(id) ? id : event.id }]
  })
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

function takeSettlement({ data, round = 0, time }: EventOf<typeof mailSettled>, entries: Entries): void {
  const { mailId, mailbox, outcome, reason, mail } = data
  entries.settlements.push({ mailId, mailbox, round, outcome, reason, at: time })
  if (mail !== undefined) {
    const { messageId, from, subject, arrivedAt } = mail
    entries.heads.push({ mailId, mailbox, messageId, from, subject, receivedAt: arrivedAt })
  }
}
