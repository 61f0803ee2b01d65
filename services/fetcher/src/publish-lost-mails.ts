import { transaction } from '@tubepost/db'
import type { ServiceContext } from '@tubepost/service'
import type { ReceivedEvent } from './describe-mail.ts'
import { countRedrive, lostMails, markMailsPublished } from './ledger-sql.ts'

// Younger ones are being published by the process that took them in.
const AFTER_SECONDS = 5
const BATCH = 500

/**
 * Publishes the unsettled mails of which the broker has no copy: it never got one, or it has begun anew since. Age alone
 * is no reason, so a mail that only waits is never published twice.
 */
export async function publishLostMails(context: ServiceContext): Promise<void> {
  const stream = await context.lookAtStream('MAIL')
  for (;;) {
    const count = await transaction(context.pool, async (tx) => {
      const lost = await lostMails(tx, stream, AFTER_SECONDS, BATCH)
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
      return lost.length
    })
    if (count > 0) context.log.info({ mails: count }, 'published again: the broker had no copy')
    if (count < BATCH) return
  }
}
