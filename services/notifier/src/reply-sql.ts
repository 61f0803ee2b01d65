import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { EventOf, replyRequested } from '@tubepost/events'

export interface NewReply {
  replyId: string
  request: EventOf<typeof replyRequested>
  recipientKey: string
  messageId: string
  subject: string
  raw: Buffer
  brake: string | null
}

const LOCK_RECIPIENTS: Statement = {
  name: 'reply.lockRecipients',
  text: `select pg_advisory_xact_lock(hashtextextended(key, 2)) from (select unnest($1::text[]) as key order by 1) as keys`,
}
const SENT_THIS_HOUR: Statement = {
  name: 'reply.sentThisHour',
  text: `select recipient_key as key, count(*)::int as replies from reply
         where recipient_key = any($1) and created_at > now() - interval '1 hour' and state <> 'held' group by 1`,
}

/** Replies to each recipient within the last hour. The recipients are locked until the end of the transaction. */
export async function countReplies(tx: Tx, recipientKeys: readonly string[]): Promise<Map<string, number>> {
  await rows(tx, LOCK_RECIPIENTS, [recipientKeys])
  const counts = await rows<{ key: string; replies: number }>(tx, SENT_THIS_HOUR, [recipientKeys])
  return new Map(counts.map((row) => [row.key, row.replies]))
}

const INSERT: Statement = {
  name: 'reply.insert',
  text: `insert into reply (reply_id, mail_id, mailbox_id, kind, request, recipient, recipient_key, message_id, subject,
                            raw, state, brake)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
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
    reply.raw,
    reply.brake === null ? 'queued' : 'held',
    reply.brake,
  ])
  return inserted === 1
}

export interface ClaimedReply {
  replyId: string
  request: EventOf<typeof replyRequested>
  recipient: string
  messageId: string
  raw: Buffer
  attempts: number
  ageSeconds: number
}

const CLAIM: Statement = {
  name: 'reply.claim',
  text: `update reply set state = 'claimed', attempts = attempts + 1, claimed_until = now() + make_interval(secs => $1)
         where reply_id in (
           select reply_id from reply
           where state = 'queued' and next_at <= now() or state = 'claimed' and claimed_until < now()
           order by next_at limit $2 for update skip locked)
         returning reply_id as "replyId", request, recipient, message_id as "messageId", raw, attempts,
                   extract(epoch from now() - created_at)::int as "ageSeconds"`,
}

/** Takes replies that are due, and those whose claimant died before it handed them over. */
export async function claimReplies(pool: Pool, leaseSeconds: number, limit: number): Promise<ClaimedReply[]> {
  return rows<ClaimedReply>(pool, CLAIM, [leaseSeconds, limit])
}

const RENEW: Statement = {
  name: 'reply.renew',
  text: `update reply set claimed_until = now() + make_interval(secs => $3)
         from unnest($1::uuid[], $2::int[]) as mine (reply_id, attempts)
         where reply.reply_id = mine.reply_id and reply.attempts = mine.attempts and state in ('claimed', 'in_data')`,
}

/** The sender lives: its claims on what it has not finished last longer. */
export async function renewClaims(
  pool: Pool,
  replies: readonly { replyId: string; attempts: number }[],
  leaseSeconds: number,
): Promise<void> {
  await rows(pool, RENEW, [replies.map((reply) => reply.replyId), replies.map((reply) => reply.attempts), leaseSeconds])
}

const HAND_OVER: Statement = {
  name: 'reply.handOver',
  text: `update reply set state = 'in_data' where reply_id = $1 and state = 'claimed' and attempts = $2`,
}

/** From here on the reply may have been delivered. @returns false when somebody else has claimed it meanwhile */
export async function markInData(pool: Pool, replyId: string, attempts: number): Promise<boolean> {
  return (await touch(pool, HAND_OVER, [replyId, attempts])) === 1
}

const FINISH: Statement = {
  name: 'reply.finish',
  text: `update reply set state = $3, result = $4, finished_at = now(), claimed_until = null
         where reply_id = $1 and attempts = $2 and state in ('claimed', 'in_data')`,
}

export async function finishReply(
  tx: Tx,
  reply: { replyId: string; attempts: number },
  state: 'sent' | 'failed' | 'unknown',
  result: string,
): Promise<boolean> {
  return (await touch(tx, FINISH, [reply.replyId, reply.attempts, state, result])) === 1
}

const AGAIN: Statement = {
  name: 'reply.again',
  text: `update reply set state = 'queued', result = $3, claimed_until = null, next_at = now() + make_interval(secs => $4)
         where reply_id = $1 and attempts = $2 and state in ('claimed', 'in_data')`,
}

/** Puts a reply back; only for one that was certainly not delivered, or may be delivered twice. */
export async function tryAgain(
  pool: Pool,
  reply: { replyId: string; attempts: number },
  result: string,
  afterSeconds: number,
): Promise<void> {
  await touch(pool, AGAIN, [reply.replyId, reply.attempts, result, afterSeconds])
}

const LOST: Statement = {
  name: 'reply.lost',
  text: `select reply_id as "replyId", request, recipient, message_id as "messageId", raw, attempts,
                extract(epoch from now() - created_at)::int as "ageSeconds"
         from reply where state = 'in_data' and claimed_until < now() - make_interval(secs => $1)
         limit 100 for update skip locked`,
}

/** Replies whose sender died after the hand-over: nobody knows whether they were delivered. */
export async function lostInData(tx: Tx, graceSeconds: number): Promise<ClaimedReply[]> {
  return rows<ClaimedReply>(tx, LOST, [graceSeconds])
}

const OUTBOX: Statement = {
  name: 'reply.outbox',
  text: `select reply_id as "replyId", mail_id as "mailId", mailbox_id as mailbox, kind, recipient as to, subject, state, brake,
                attempts, message_id as "messageId", created_at as "createdAt", finished_at as "finishedAt", result,
                convert_from(raw, 'UTF8') as raw
         from reply order by created_at desc limit $1`,
}

export async function readOutbox(pool: Pool, limit: number): Promise<Record<string, unknown>[]> {
  return rows(pool, OUTBOX, [limit])
}
