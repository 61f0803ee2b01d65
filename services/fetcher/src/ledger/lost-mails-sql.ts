import { type Pool, rows, type Statement } from '@tubepost/db'

/** A mail without a copy at the broker. `published`: it had one once. */
export interface LostMail {
  mailId: string
  /** The mail.received event, as JSON. */
  event: string
  redrive: number
  published: boolean
}

/** How many mails to claim, and for how long: nobody else publishes them meanwhile, and no row is locked. */
export interface Claim {
  readonly limit: number
  readonly forSeconds: number
}

/** Claims the mails that `which` selects, the oldest first. $1 and $2 are the claim's. */
const claimOf = (name: string, which: string): Statement => ({
  name,
  text: `with lost as materialized (
           select mail_id from mail where ${which} and (claimed_until is null or claimed_until < now())
           order by taken_at limit $1 for update skip locked
         ), claimed as (
           update mail set claimed_until = now() + make_interval(secs => $2) from lost where mail.mail_id = lost.mail_id
           returning mail.mail_id, redrive, coalesce(published_at, settled_at) is not null as published, taken_at
         )
         select mail_id as "mailId", event, redrive, published
         from claimed join mail_event using (mail_id) order by taken_at`,
})

// Younger mails are being published by the process that took them in.
const LOST = claimOf(
  'lostMails.claim',
  `is_open and settled_at is null and alarm is null and taken_at < now() - make_interval(secs => $3)
   and (published_at is null
        or published_at < now() - make_interval(secs => $3) and (generation <> $4 or sequence < $5 or sequence > $6))`,
)

/** Claims unsettled mails of which the broker has lost its copy, or never had one. */
export async function claimLostMails(
  pool: Pool,
  stream: { generation: string; first: number; last: number },
  olderThanSeconds: number,
  { limit, forSeconds }: Claim,
): Promise<LostMail[]> {
  return rows(pool, LOST, [limit, forSeconds, olderThanSeconds, stream.generation, stream.first, stream.last])
}

const CUT = claimOf(
  'lostMails.claimSettled',
  `settled_at is not null and outcome <> 'failed' and generation <> $3
   and (taken_at > now() - make_interval(hours => $4) or generation = '')`,
)

/**
 * Claims recent settled mails that an earlier life of the stream took. Their other effects (a requested reply, a line
 * in the journal) may have been lost with it. Also, however old, mails that were unsettled at the time the ledger was
 * put back to, and have been settled since. Scans the whole ledger.
 */
export async function claimSettledInEarlierLife(
  pool: Pool,
  generation: string,
  withinHours: number,
  { limit, forSeconds }: Claim,
): Promise<LostMail[]> {
  return rows(pool, CUT, [limit, forSeconds, generation, withinHours])
}

const UNCLAIM: Statement = {
  name: 'lostMails.unclaim',
  text: 'update mail set claimed_until = null where mail_id = any($1::uuid[])',
}

/** Releases the claims on mails that could not be published. */
export async function unclaimMails(pool: Pool, mailIds: readonly string[]): Promise<void> {
  await rows(pool, UNCLAIM, [mailIds])
}
