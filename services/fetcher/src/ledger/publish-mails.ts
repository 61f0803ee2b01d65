import { transaction } from '@tubepost/db'
import { aboutMails, crashPoint, type ServiceContext } from '@tubepost/service'
import type { ReceivedEvent } from './describe-mail.ts'
import { markMailsPublished } from './ledger-sql.ts'

/**
 * Publishes mails that stand in the ledger and notes where the broker keeps them. Never fails: what the broker does not
 * take now is published when it is back.
 */
export async function publishMails(context: ServiceContext, events: readonly ReceivedEvent[]): Promise<void> {
  if (events.length === 0) return
  try {
    const published = await context.publish(events, () => crashPoint('after-publish'))
    crashPoint('after-puback')
    const mailIds = new Map(events.map((event) => [event.id, event.data.mailId]))
    await transaction(context.pool, (tx) =>
      markMailsPublished(
        tx,
        published.map(({ id, generation, sequence }) => ({ mailId: mailIds.get(id) ?? '', generation, sequence })),
      ),
    )
  } catch (error) {
    context.log.warn(
      { err: error, ...aboutMails(events.map(({ data }) => data.mailId)) },
      'not published yet; the mails stand in the ledger',
    )
  }
}
