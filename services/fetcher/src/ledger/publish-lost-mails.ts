import { transaction, type Tx } from '@tubepost/db'
import { aboutMails, type ServiceContext } from '@tubepost/service'
import type { FetcherContext } from '../fetcher-state.ts'
import type { ReceivedEvent } from './describe-mail.ts'
import { countRedrive, lostMails, markMailsPublished, settledInEarlierLife } from './ledger-sql.ts'

// Younger ones are being published by the process that took them in.
const AFTER_SECONDS = 5
const BATCH = 500
// As far back as every service's outbox is published again when a stream has begun anew.
const WINDOW_HOURS = 24
// A note of a publish into the earlier life may still be written when the new one is seen.
const LOOK_AT_SETTLED_MS = 30_000

/**
 * Publishes the mails of which the broker has no copy: it never got one, or it has begun anew since. Age alone is no
 * reason, so a mail that only waits is never published twice. After the broker has begun anew, recent settled mails are
 * published too: the parser has no outbox, so a reply it asked for is asked for again only by its mail. Whoever has had
 * an event knows it, so this completes what was cut off and repeats nothing.
 */
export async function publishLostMails(context: FetcherContext): Promise<void> {
  const stream = await context.lookAtStream('MAIL')
  await publishAgain(context, (tx) => lostMails(tx, stream, AFTER_SECONDS, BATCH))
  const { generation } = stream
  const { state } = context
  if (state.mailStream?.generation !== generation)
    state.mailStream = { generation, until: performance.now() + LOOK_AT_SETTLED_MS }
  if (performance.now() > state.mailStream.until) return
  await publishAgain(context, (tx) => settledInEarlierLife(tx, generation, WINDOW_HOURS, BATCH))
}

async function publishAgain(context: ServiceContext, find: (tx: Tx) => ReturnType<typeof lostMails>): Promise<void> {
  for (;;) {
    const count = await transaction(context.pool, async (tx) => {
      const lost = await find(tx)
      if (lost.length === 0) return 0
      // The broker had these once: a new redrive lets the same event pass as a new message.
      await countRedrive(
        tx,
        lost.filter((mail) => mail.published).map((mail) => mail.mailId),
      )
      const events = lost.map((mail): ReceivedEvent => {
        const event = JSON.parse(mail.event) as ReceivedEvent
        return { ...event, redrive: mail.redrive + (mail.published ? 1 : 0) }
      })
      const mailIds = new Map(events.map((event) => [event.id, event.data.mailId]))
      const published = await context.publish(events)
      await markMailsPublished(
        tx,
        published.map(({ id, generation, sequence }) => ({ mailId: mailIds.get(id) ?? '', generation, sequence })),
      )
      context.log.info(aboutMails(lost.map(({ mailId }) => mailId)), 'published again: the broker had no copy')
      return lost.length
    })
    if (count < BATCH) return
  }
}
