import type { Pool } from '@tubepost/db'
import { aboutMails } from '@tubepost/service'
import type { FetcherContext } from '../fetcher-state.ts'
import type { ReceivedEvent } from './describe-mail.ts'
import { type Claim, claimLostMails, claimSettledInEarlierLife, type LostMail, unclaimMails } from './lost-mails-sql.ts'
import { notePublished, type PublishContext } from './publish-mails.ts'

// Younger ones are being published by the process that took them in.
const AFTER_SECONDS = 5
// Many times what a broker takes for a batch. Longer than that, only a replica that died keeps mails from the others.
const CLAIM: Claim = { limit: 500, forSeconds: 20 }
// As far back as every service's outbox is published again when a stream has begun anew.
const WINDOW_HOURS = 24
// Longer than a claim: a note of a publish into the earlier life may still be written when the new one is seen.
const LOOK_AT_SETTLED_MS = 30_000

/**
 * Publishes the mails of which the broker has no copy: it never got one, or it has begun anew since. Age alone is no
 * reason, so a mail that only waits is never published twice. After the broker has begun anew, recent settled mails are
 * published too: the parser has no outbox, so a reply it asked for is asked for again only by its mail. Whoever has had
 * an event knows it, so this completes what was cut off and repeats nothing.
 */
export async function publishLostMails(
  context: PublishContext & Pick<FetcherContext, 'lookAtStream' | 'state'>,
): Promise<void> {
  const stream = await context.lookAtStream('MAIL')
  await publishAgain(context, (pool) => claimLostMails(pool, stream, AFTER_SECONDS, CLAIM))
  const { generation } = stream
  const { state } = context
  if (state.mailStream?.generation !== generation)
    state.mailStream = { generation, until: performance.now() + LOOK_AT_SETTLED_MS }
  if (performance.now() > state.mailStream.until) return
  await publishAgain(context, (pool) => claimSettledInEarlierLife(pool, generation, WINDOW_HOURS, CLAIM))
}

async function publishAgain(context: PublishContext, claim: (pool: Pool) => Promise<LostMail[]>): Promise<void> {
  for (;;) {
    const claimed = await claim(context.pool)
    if (claimed.length > 0) await publishClaimed(context, claimed)
    if (claimed.length < CLAIM.limit) return
  }
}

/** No row is locked meanwhile: a broker may take long to answer. Should its answer get lost, it knows the message ids. */
async function publishClaimed(context: PublishContext, claimed: readonly LostMail[]): Promise<void> {
  const mailIds = claimed.map(({ mailId }) => mailId)
  const events = claimed.map((mail): ReceivedEvent => {
    const event = JSON.parse(mail.event) as ReceivedEvent
    // The broker had it once: a new redrive lets the same event pass as a new message.
    return { ...event, redrive: mail.redrive + (mail.published ? 1 : 0) }
  })
  try {
    await notePublished(context.pool, events, await context.publish(events))
  } catch (error) {
    await unclaimMails(context.pool, mailIds).catch(() => {}) // the claims run out
    throw error
  }
  context.log.info(aboutMails(mailIds), 'published again: the broker had no copy')
}
