import { aboutMails, crashPoint } from '@tubepost/service'
import type { FetcherContext } from '../fetcher-state.ts'
import type { ReceivedEvent } from './describe-mail.ts'
import { markMailsPublished } from './ledger-sql.ts'

export type PublishContext = Pick<FetcherContext, 'pool' | 'publish' | 'log'>

/** Publishes mails that stand in the ledger and notes where the broker keeps them. No row is locked meanwhile. */
export async function publishAndNote(
  { pool, publish }: PublishContext,
  events: readonly ReceivedEvent[],
): Promise<void> {
  const published = await publish(events, () => crashPoint('after-publish'))
  crashPoint('after-puback')
  const places = new Map(published.map(({ id, ...place }) => [id, place]))
  const noted = events.flatMap(({ id, data: { mailId }, round = 0, redrive }) => {
    const place = places.get(id)
    return place === undefined ? [] : [{ mailId, round, redrive, ...place }]
  })
  await markMailsPublished(pool, noted)
}

/** The same, and never fails: what the broker does not take now is published when it is back. */
export async function publishMails(context: PublishContext, events: readonly ReceivedEvent[]): Promise<void> {
  if (events.length === 0) return
  try {
    await publishAndNote(context, events)
  } catch (error) {
    context.log.warn(
      { err: error, ...aboutMails(events.map(({ data }) => data.mailId)) },
      'not published yet; the mails stand in the ledger',
    )
  }
}
