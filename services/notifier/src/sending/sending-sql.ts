import { columns, type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { SmtpSettings } from '@tubepost/setup'
import type { Sent } from './smtp-session.ts'
import type { SendRequest } from '../outbox/send-request.ts'

/** How long a claim holds that is not renewed. */
export const CLAIM_SECONDS = 30

/** A reply that a sender had in hand, with what its next step needs. */
export interface BegunReply {
  replyId: string
  request: SendRequest
  messageId: string
  raw: Buffer
  /** Tries, this one included. The number fences off a sender whose claim was taken over. */
  attempts: number
  /** Seconds since it was requested, or released. */
  ageSeconds: number
  /** Whether an earlier try may have delivered it. */
  wasLost: boolean
}

/** A reply that this sender may send, and the server as it is set up at this moment. */
export interface ClaimedReply extends BegunReply {
  smtp: SmtpSettings
}

const BEGUN_COLUMNS = `reply_id as "replyId", request, message_id as "messageId", raw, attempts,
                       extract(epoch from now() - coalesce(released_at, created_at))::int as "ageSeconds",
                       exists (select from sending a where a.reply_id = reply.reply_id and a.outcome = 'lost') as "wasLost"`

/** How a try ended, and what becomes of its reply. */
export interface TryEnd extends Claim {
  readonly outcome: Sent['kind']
  readonly code: string | null
  readonly answer: string
  readonly state: 'sent' | 'failed' | 'unknown' | 'queued'
  readonly result: string
  /** Until the next try; null where there is none. */
  readonly afterSeconds: number | null
}

type Claim = Pick<BegunReply, 'replyId' | 'attempts'>

// A reply whose end stands in this statement is none to claim by it: of two updates of one row in one statement only the
// first takes place, and a claim in place of the end would send it again.
const RECORD_AND_CLAIM: Statement = {
  name: 'sending.recordAndClaim',
  text: `with ended as materialized (
           select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[])
             as e (reply_id, attempts, outcome, code, answer, state, result, after_seconds)),
         tried as (
           update sending set ended_at = now(), outcome = e.outcome, code = e.code, answer = e.answer
           from ended e where sending.reply_id = e.reply_id and number = e.attempts and ended_at is null),
         recorded as (
           update reply set state = e.state, result = e.result, claimed_until = null,
             finished_at = case when e.after_seconds is null then now() end,
             next_at = case when e.after_seconds is null then next_at else now() + make_interval(secs => e.after_seconds) end
           from ended e
           where reply.reply_id = e.reply_id and reply.attempts = e.attempts and reply.state in ('claimed', 'in_data')
           returning reply.reply_id),
         due as materialized (
           select reply_id as id from reply where state = 'queued' and next_at <= now() and not (reply_id = any($1))
           order by next_at limit $9 for update skip locked),
         left_behind as materialized (
           select reply_id as id from reply where state = 'claimed' and claimed_until < now() and not (reply_id = any($1))
           limit $9 for update skip locked),
         claimed as (
           update reply set state = 'claimed', attempts = attempts + 1, claimed_until = now() + make_interval(secs => $10)
           from (select id from left_behind union all select id from due limit $9) as next,
                (select smtp from sending_settings where smtp is not null) as settings
           where reply_id = next.id
           returning ${BEGUN_COLUMNS}, smtp),
         begun as (insert into sending (reply_id, number) select "replyId", attempts from claimed)
         select one.recorded, claimed.*
         from (select array_agg(reply_id) as recorded from recorded) as one left join claimed on true`,
}

/**
 * Records how tries ended, and claims up to `room` replies that are due, or whose claimant died before the hand-over.
 * Where no mail server is set up it claims none. Of those that are recorded, `recorded` lacks the ones that another
 * sender has taken over.
 */
export async function recordAndClaim(
  on: Tx | Pool,
  ends: readonly TryEnd[],
  room: number,
): Promise<{ recorded: ReadonlySet<string>; claimed: ClaimedReply[] }> {
  const ended = columns(ends, 'replyId', 'attempts', 'outcome', 'code', 'answer', 'state', 'result', 'afterSeconds')
  const found = await rows<{ recorded: string[] | null } & (ClaimedReply | { replyId: null })>(on, RECORD_AND_CLAIM, [
    ...ended,
    room,
    CLAIM_SECONDS,
  ])
  const claimed = found.flatMap(({ recorded: _, ...reply }) => (reply.replyId === null ? [] : [reply]))
  return { recorded: new Set(found[0]?.recorded), claimed }
}

const RENEW: Statement = {
  name: 'sending.renew',
  text: `update reply set claimed_until = now() + make_interval(secs => $3)
         where reply_id = $1 and attempts = $2 and state in ('claimed', 'in_data')`,
}

/** Extends the sender's claim on a reply that it has not finished. */
export async function renewClaim(pool: Pool, { replyId, attempts }: Claim): Promise<void> {
  await rows(pool, RENEW, [replyId, attempts, CLAIM_SECONDS])
}

const HAND_OVER: Statement = {
  name: 'sending.handOver',
  text: `update reply set state = 'in_data' where reply_id = $1 and state = 'claimed' and attempts = $2`,
}

/** From here on the reply may have been delivered. @returns false when another sender has claimed it meanwhile */
export async function markInData(pool: Pool, { replyId, attempts }: Claim): Promise<boolean> {
  return (await touch(pool, HAND_OVER, [replyId, attempts])) === 1
}

const LOST: Statement = {
  name: 'sending.lost',
  text: `select ${BEGUN_COLUMNS} from reply
         where state = 'in_data' and claimed_until < now() - make_interval(secs => $1)
         limit 100 for update skip locked`,
}

/** Replies whose sender died after the hand-over: nobody knows whether they were delivered. */
export async function lostInData(tx: Tx, graceSeconds: number): Promise<BegunReply[]> {
  return rows<BegunReply>(tx, LOST, [graceSeconds])
}
