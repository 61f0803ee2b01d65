import type { Pool } from '@tubepost/db'
import { aboutMails, crashPoint, type ServiceContext } from '@tubepost/service'
import type { ReceivedEvent } from './describe-mail.ts'
import { markMailsPublished } from './ledger-sql.ts'

export type PublishContext = Pick<ServiceContext, 'pool' | 'publish' | 'log'>

/**
 * Publishes mails of the ledger and notes where the broker keeps them. Never fails: mails that the broker does not
 * take now are published when it is back.
 */
export async function publishMails(context: PublishContext, events: readonly ReceivedEvent[]): Promise<void> {
  if (events.length === 0) return
  try {
    const published = await context.publish(events, () => crashPoint('after-publish'))
    crashPoint('after-puback')
    await notePublished(context.pool, events, published)
  } catch (error) {
    context.log.warn(
      { err: error, ...aboutMails(events.map(({ data }) => data.mailId)) },
      'not published yet; the mails stand in the ledger',
    )
  }
}

export async function notePublished(
  pool: Pool,
  events: readonly ReceivedEvent[],
  published: Awaited<ReturnType<ServiceContext['publish']>>,
): Promise<void> {
  const places = new Map(published.map(({ id, ...place }) => [id, place]))
  const noted = events.flatMap(({ id, data: { mailId }, round = 0, redrive }) => {
    const place = places.get(id)
    return place === undefined ? [] : [{ mailId, round, redrive, ...place }]
  })
  await markMailsPublished(pool, noted)
}
