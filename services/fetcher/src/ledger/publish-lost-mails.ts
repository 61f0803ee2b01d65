import type { Pool } from '@tubepost/db'
import { aboutMails } from '@tubepost/service'
import type { FetcherContext } from '../fetcher-state.ts'
import type { ReceivedEvent } from './describe-mail.ts'
import { type Claim, claimLostMails, claimSettledInEarlierLife, type LostMail, unclaimMails } from './lost-mails-sql.ts'
import { markMailsPublished } from './ledger-sql.ts'
import { notePublished, placesOf, type PublishContext } from './publish-mails.ts'

// Younger ones are being published by the process that took them in.
const AFTER_SECONDS = 5
// Many times as long as a broker takes for a batch. Only a replica that died keeps mails from the others for longer. Each
// may be an event of nearly 1 MB, which is held as text, as values and as bytes.
const CLAIM: Claim = { limit: 25, forSeconds: 20 }
// As far back as every service's outbox is published again when a stream has begun anew.
const WINDOW_HOURS = 24

/**
 * Publishes the mails without a copy at the broker: it never got one, or it has begun anew since. Age alone is no
 * reason, so a mail that only waits is never published twice. After the broker has begun anew, recent settled mails
 * are published too: the parser has no outbox, so a reply it requested is requested again only by its mail. Every
 * service recognises an event it has had, so this completes interrupted chains and repeats nothing.
 */
export async function publishLostMails(context: PublishContext & Pick<FetcherContext, 'lookAtStream'>): Promise<void> {
  await notePublished(context)
  const stream = await context.lookAtStream('MAIL')
  await publishAgain(context, (pool) => claimLostMails(pool, stream, AFTER_SECONDS, CLAIM))
  const { generation } = stream
  await context.state.followMail(context.pool, 'MAIL', generation, () =>
    publishAgain(context, (pool) => claimSettledInEarlierLife(pool, generation, WINDOW_HOURS, CLAIM)),
  )
}

async function publishAgain(context: PublishContext, claim: (pool: Pool) => Promise<LostMail[]>): Promise<void> {
  for (;;) {
    const claimed = await claim(context.pool)
    if (claimed.length > 0) await publishClaimed(context, claimed)
    if (claimed.length < CLAIM.limit) return
  }
}

/**
 * No row is locked meanwhile, because a broker may take long to answer. If its answer is lost, it still knows the
 * message ids.
 */
async function publishClaimed(context: PublishContext, claimed: readonly LostMail[]): Promise<void> {
  const mailIds = claimed.map(({ mailId }) => mailId)
  const events = claimed.map((mail): ReceivedEvent => {
    const event = JSON.parse(mail.event) as ReceivedEvent
    // The broker had it once: a new redrive lets the same event pass as a new message.
    return { ...event, redrive: mail.redrive + (mail.published ? 1 : 0) }
  })
  try {
    await markMailsPublished(context.pool, placesOf(events, await context.publish(events)))
  } catch (error) {
    await unclaimMails(context.pool, mailIds).catch(() => {}) // the claims run out
    throw error
  }
  context.log.info(aboutMails(mailIds), 'published again: the broker had no copy')
}
