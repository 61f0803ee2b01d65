import { columns, type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { Sent } from './smtp-session.ts'
import type { ReplyRequest } from '../outbox/reply-sql.ts'

export interface ClaimedReply {
  replyId: string
  request: ReplyRequest
  messageId: string
  raw: Buffer
  /** Tries, this one included. The number fences off a sender whose claim was taken over. */
  attempts: number
  /** Seconds since it was requested, or released. */
  ageSeconds: number
  /** Whether an earlier try may have delivered it. */
  wasLost: boolean
}

const CLAIMED_COLUMNS = `reply_id as "replyId", request, message_id as "messageId", raw, attempts,
                         extract(epoch from now() - coalesce(released_at, created_at))::int as "ageSeconds",
                         exists (select from sending a where a.reply_id = reply.reply_id and a.outcome = 'lost') as "wasLost"`

const CLAIM: Statement = {
  name: 'sending.claim',
  text: `with claimed as (
           update reply set state = 'claimed', attempts = attempts + 1, claimed_until = now() + make_interval(secs => $1)
           where reply_id in (
             select reply_id from reply
             where state = 'queued' and next_at <= now() or state = 'claimed' and claimed_until < now()
             order by next_at limit 1 for update skip locked)
           returning ${CLAIMED_COLUMNS}),
         begun as (insert into sending (reply_id, number) select "replyId", attempts from claimed)
         select * from claimed`,
}

/** Claims a due reply, or one whose claimant died before the hand-over. */
export async function claimReply(pool: Pool, leaseSeconds: number): Promise<ClaimedReply | undefined> {
  return (await rows<ClaimedReply>(pool, CLAIM, [leaseSeconds]))[0]
}

const RENEW: Statement = {
  name: 'sending.renew',
  text: `update reply set claimed_until = now() + make_interval(secs => $3)
         from unnest($1::uuid[], $2::int[]) as mine (reply_id, attempts)
         where reply.reply_id = mine.reply_id and reply.attempts = mine.attempts and state in ('claimed', 'in_data')`,
}

type Claim = Pick<ClaimedReply, 'replyId' | 'attempts'>

/** Extends the sender's claims on the replies it has not finished. */
export async function renewClaims(pool: Pool, claims: readonly Claim[], leaseSeconds: number): Promise<void> {
  await rows(pool, RENEW, [...columns(claims, 'replyId', 'attempts'), leaseSeconds])
}

const HAND_OVER: Statement = {
  name: 'sending.handOver',
  text: `update reply set state = 'in_data' where reply_id = $1 and state = 'claimed' and attempts = $2`,
}

/** From here on the reply may have been delivered. @returns false when another sender has claimed it meanwhile */
export async function markInData(pool: Pool, { replyId, attempts }: Claim): Promise<boolean> {
  return (await touch(pool, HAND_OVER, [replyId, attempts])) === 1
}

const FINISH: Statement = {
  name: 'sending.finish',
  text: `update reply set state = $3, result = $4, finished_at = now(), claimed_until = null
         where reply_id = $1 and attempts = $2 and state in ('claimed', 'in_data')`,
}

export async function finishReply(
  tx: Tx,
  { replyId, attempts }: Claim,
  state: 'sent' | 'failed' | 'unknown',
  result: string,
): Promise<boolean> {
  return (await touch(tx, FINISH, [replyId, attempts, state, result])) === 1
}

const AGAIN: Statement = {
  name: 'sending.again',
  text: `update reply set state = 'queued', result = $3, claimed_until = null, next_at = now() + make_interval(secs => $4)
         where reply_id = $1 and attempts = $2 and state in ('claimed', 'in_data')`,
}

/** Queues a reply again; only for one that was certainly not delivered, or that may be delivered twice. */
export async function tryAgain(tx: Tx, claim: Claim, result: string, afterSeconds: number): Promise<void> {
  await touch(tx, AGAIN, [claim.replyId, claim.attempts, result, afterSeconds])
}

const END_ATTEMPT: Statement = {
  name: 'sending.endAttempt',
  text: `update sending set ended_at = now(), outcome = $3, code = $4, answer = $5
         where reply_id = $1 and number = $2 and ended_at is null`,
}

export async function endAttempt(
  tx: Tx,
  { replyId, attempts }: Claim,
  end: { outcome: Sent['kind']; code: string | null; answer: string },
): Promise<void> {
  await touch(tx, END_ATTEMPT, [replyId, attempts, end.outcome, end.code, end.answer])
}

const LOST: Statement = {
  name: 'sending.lost',
  text: `select ${CLAIMED_COLUMNS} from reply
         where state = 'in_data' and claimed_until < now() - make_interval(secs => $1)
         limit 100 for update skip locked`,
}

/** Replies whose sender died after the hand-over: nobody knows whether they were delivered. */
export async function lostInData(tx: Tx, graceSeconds: number): Promise<ClaimedReply[]> {
  return rows<ClaimedReply>(tx, LOST, [graceSeconds])
}
