import { rows, type Statement, touch, type Tx } from '@tubepost/db'
import { firstRecipient, sendHead, type SendRequest } from '../outbox/send-request.ts'

const NOTE: Statement = { name: 'restore.note', text: 'insert into restored (at) values ($1) on conflict do nothing' }

export async function noteRestore(tx: Tx, at: Date): Promise<void> {
  await rows(tx, NOTE, [at])
}

/** The end of a reply as the broker knows it. */
export interface ReplyEnd {
  readonly replyId: string
  readonly state: 'sent' | 'failed' | 'unknown'
  readonly messageId: string
  readonly result: string
  readonly attempts: number
  readonly at: string
}

const END: Statement = {
  name: 'restore.end',
  text: `update reply set state = $2, result = $3, attempts = $4, finished_at = $5, claimed_until = null
         where reply_id = $1 and state in ('queued', 'claimed', 'in_data', 'held')`,
}

/** Sets the end of a reply that was still open in the backup. */
export async function endReply(tx: Tx, { replyId, state, result, attempts, at }: ReplyEnd): Promise<void> {
  await touch(tx, END, [replyId, state, result, attempts, at])
}

// Its words are lost; the row only has to show that the mail was answered, when, and with which Message-ID.
const ENTER: Statement = {
  name: 'restore.enter',
  text: `insert into reply (reply_id, mail_id, mailbox_id, kind, request, recipient, recipient_key, message_id, subject, raw,
                            state, attempts, created_at, finished_at, result)
         values ($1, $2, $3, $4, $5, $6, $7, $8, '', '', $9, $10, $11, $12, $13)
         on conflict do nothing`,
}

/** Enters a reply that was both requested and finished after the backup. */
export async function enterEnded(tx: Tx, request: SendRequest, recipientKey: string, end: ReplyEnd): Promise<void> {
  const head = sendHead(request)
  const { mailId, mailbox, kind } = head
  await touch(tx, ENTER, [
    end.replyId,
    mailId,
    mailbox,
    kind,
    JSON.stringify(request),
    firstRecipient(head),
    recipientKey,
    end.messageId,
    end.state,
    end.attempts,
    request.time,
    end.at,
    end.result,
  ])
}

const HOLD: Statement = {
  name: 'restore.hold',
  text: `update reply set state = 'held', brake = $1, claimed_until = null where state in ('queued', 'claimed', 'in_data')
         returning reply_id as "replyId", request, attempts, message_id as "messageId"`,
}

/** Holds every reply that is still to be sent, and returns them. */
export async function holdOpen(
  tx: Tx,
  brake: string,
): Promise<{ replyId: string; request: SendRequest; attempts: number; messageId: string }[]> {
  return rows(tx, HOLD, [brake])
}
