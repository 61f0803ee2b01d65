import { rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { EventOf, replyRequested } from '@tubepost/events'

export type ReplyRequest = EventOf<typeof replyRequested>

export interface NewReply {
  replyId: string
  request: ReplyRequest
  recipientKey: string
  messageId: string
  subject: string
  subjectKey: string
  answeredKey: string | null
  body: string
  /** Why the built-in words were used instead of the edited ones. */
  problem: string | null
  raw: Buffer
  brake: string | null
  answersOurs: boolean
}

const INSERT: Statement = {
  name: 'reply.insert',
  text: `insert into reply (reply_id, mail_id, mailbox_id, kind, request, recipient, recipient_key, message_id, subject,
                            subject_key, answered_key, body, problem, raw, state, brake, answers_ours)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict (mail_id) do nothing`,
}

/** @returns false when the mail has been answered already */
export async function insertReply(tx: Tx, reply: NewReply): Promise<boolean> {
  const { data } = reply.request
  const inserted = await touch(tx, INSERT, [
    reply.replyId,
    data.mailId,
    data.mailbox,
    data.kind,
    JSON.stringify(reply.request),
    data.to,
    reply.recipientKey,
    reply.messageId,
    reply.subject,
    reply.subjectKey,
    reply.answeredKey,
    reply.body,
    reply.problem,
    reply.raw,
    reply.brake === null ? 'queued' : 'held',
    reply.brake,
    reply.answersOurs,
  ])
  return inserted === 1
}

export interface HeldReply {
  replyId: string
  request: ReplyRequest
  recipientKey: string
  subject: string
  body: string
  state: string
  brake: string | null
  releasedAt: Date | null
}

const HELD_COLUMNS = `reply_id as "replyId", request, recipient_key as "recipientKey", subject, body, state, brake,
                      released_at as "releasedAt"`
const LOCK: Statement = {
  name: 'reply.lock',
  text: `select ${HELD_COLUMNS} from reply where reply_id = $1 for update`,
}
const WAITING: Statement = {
  name: 'reply.lockWaiting',
  text: `select ${HELD_COLUMNS} from reply
         where state = 'held' and brake = 'not_configured' and created_at > now() - make_interval(secs => $1)
         order by created_at limit $2 for update skip locked`,
}

/** One reply, locked until the end of the transaction. */
export async function lockReply(tx: Tx, replyId: string): Promise<HeldReply | undefined> {
  return (await rows<HeldReply>(tx, LOCK, [replyId]))[0]
}

/** Replies that wait only for a mail server, the oldest first, not older than `withinSeconds`. */
export async function lockWaiting(tx: Tx, withinSeconds: number, limit: number): Promise<HeldReply[]> {
  return rows<HeldReply>(tx, WAITING, [withinSeconds, limit])
}

const RELEASE: Statement = {
  name: 'reply.release',
  text: `update reply set state = 'queued', released_at = now(), next_at = now(), message_id = $2, raw = $3
         where reply_id = $1 and state = 'held'`,
}

/** Queues a held reply. Its mail is written anew, because the sender may have changed since it was held. */
export async function releaseHeld(tx: Tx, replyId: string, mail: { messageId: string; raw: Buffer }): Promise<void> {
  await touch(tx, RELEASE, [replyId, mail.messageId, mail.raw])
}

const DISCARD: Statement = {
  name: 'reply.discard',
  text: `update reply set state = 'discarded', result = $2, finished_at = now() where reply_id = $1 and state = 'held'`,
}

export async function discardHeld(tx: Tx, replyId: string, result: string): Promise<void> {
  await touch(tx, DISCARD, [replyId, result])
}
