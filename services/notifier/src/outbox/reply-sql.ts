import { columns, type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { Brake } from '../gate/decide-reply.ts'
import { firstRecipient, sendHead, type SendRequest } from './send-request.ts'

export interface NewReply {
  replyId: string
  request: SendRequest
  recipientKey: string
  messageId: string
  subject: string
  subjectKey: string | null
  answeredKey: string | null
  body: string
  /** Why the built-in words were used instead of the edited ones. */
  problem: string | null
  raw: Buffer
  brake: Brake | null
  answersOurs: boolean
  doubtful: boolean
}

const INSERT: Statement = {
  name: 'reply.insert',
  text: `insert into reply (reply_id, mail_id, mailbox_id, kind, request, recipient, recipient_key, message_id, subject,
                            subject_key, answered_key, body, problem, raw, state, brake, answers_ours, doubtful)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::text[], $7::text[], $8::text[],
                              $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bytea[], $15::text[],
                              $16::text[], $17::bool[], $18::bool[])
         on conflict do nothing returning reply_id as "replyId"`,
}

/** @returns the ids of those that were not there, and whose mail had not been answered */
export async function insertReplies(tx: Tx, replies: readonly NewReply[]): Promise<ReadonlySet<string>> {
  if (replies.length === 0) return new Set()
  const entries = replies.map(({ request, brake, ...reply }) => {
    const head = sendHead(request)
    const { mailId, mailbox, kind } = head
    const state = brake === null ? 'queued' : 'held'
    return { ...reply, mailId, mailbox, kind, to: firstRecipient(head), request: JSON.stringify(request), state, brake }
  })
  const values = columns(
    entries,
    'replyId',
    'mailId',
    'mailbox',
    'kind',
    'request',
    'to',
    'recipientKey',
    'messageId',
    'subject',
    'subjectKey',
    'answeredKey',
    'body',
    'problem',
    'raw',
    'state',
    'brake',
    'answersOurs',
    'doubtful',
  )
  return new Set((await rows<{ replyId: string }>(tx, INSERT, values)).map(({ replyId }) => replyId))
}

export interface HeldReply {
  replyId: string
  request: SendRequest
  recipientKey: string
  subject: string
  body: string
  state: string
  brake: string | null
  messageId: string
  releasedAt: Date | null
}

const HELD_COLUMNS = `reply_id as "replyId", request, recipient_key as "recipientKey", subject, body, state, brake,
                      message_id as "messageId", released_at as "releasedAt"`
const LOCK: Statement = {
  name: 'reply.lock',
  text: `select ${HELD_COLUMNS} from reply where reply_id = $1 for update`,
}
/** The brake of a reply for which no mail server was configured. */
export const NOT_CONFIGURED = 'not_configured'

const WAITING: Statement = {
  name: 'reply.lockWaiting',
  text: `select ${HELD_COLUMNS} from reply
         where state = 'held' and brake = '${NOT_CONFIGURED}' and created_at > now() - make_interval(secs => $1)
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

const ANY_HELD: Statement = {
  name: 'reply.isAnyHeld',
  text: `select from reply
         where state = 'held' and brake = any($1) and created_at > now() - make_interval(secs => $2) limit 1`,
}

/** Whether one of these brakes holds a reply that is not older than `withinSeconds`. */
export async function isAnyHeld(pool: Pool, brakes: readonly string[], withinSeconds: number): Promise<boolean> {
  return (await rows(pool, ANY_HELD, [brakes, withinSeconds])).length > 0
}

const OVER_BUDGET: Statement = {
  name: 'reply.lockOverBudget',
  text: `with first as materialized (
           select distinct on (recipient_key, brake) reply_id as id, created_at from reply
           where state = 'held' and brake = any($1) and created_at > now() - make_interval(secs => $2)
           order by recipient_key, brake, created_at),
         oldest as materialized (select id from first order by created_at limit $3)
         select ${HELD_COLUMNS} from reply join oldest on reply_id = id
         order by recipient_key for update of reply skip locked`,
}

/** The oldest reply of each recipient that waits only for a budget, not older than `withinSeconds`. */
export async function lockOverBudget(
  tx: Tx,
  budgets: readonly string[],
  withinSeconds: number,
  limit: number,
): Promise<HeldReply[]> {
  return rows<HeldReply>(tx, OVER_BUDGET, [budgets, withinSeconds, limit])
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
