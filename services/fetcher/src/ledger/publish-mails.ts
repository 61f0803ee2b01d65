import { aboutMails, crashPoint, type ServiceContext } from '@tubepost/service'
import type { FetcherContext, PublishedMail } from '../fetcher-state.ts'
import type { ReceivedEvent } from './describe-mail.ts'
import { markMailsPublished } from './ledger-sql.ts'

export type PublishContext = Pick<FetcherContext, 'pool' | 'publish' | 'log' | 'state'>

/**
 * Publishes mails of the ledger. Where the broker keeps them is noted some seconds later, and only of mails that still
 * wait then; a mail whose place dies with this process is published again, and recognised by its message id. Never
 * fails: mails that the broker does not take now are published when it is back.
 */
export async function publishMails(context: PublishContext, events: readonly ReceivedEvent[]): Promise<void> {
  if (events.length === 0) return
  try {
    const published = await context.publish(events, () => crashPoint('after-publish'))
    crashPoint('after-puback')
    context.state.toNote.push(...placesOf(events, published))
  } catch (error) {
    context.log.warn(
      { err: error, ...aboutMails(events.map(({ data }) => data.mailId)) },
      'not published yet; the mails stand in the ledger',
    )
  }
}

/** Notes the places of the mails that were published since the last time. */
export async function notePublished({ pool, state }: PublishContext): Promise<void> {
  const places = state.toNote
  state.toNote = []
  try {
    await markMailsPublished(pool, places)
  } catch (error) {
    state.toNote.unshift(...places)
    throw error
  }
}

/** Each event with its place at the broker. */
export function placesOf(
  events: readonly ReceivedEvent[],
  published: Awaited<ReturnType<ServiceContext['publish']>>,
): PublishedMail[] {
  const places = new Map(published.map(({ id, ...place }) => [id, place]))
  return events.flatMap(({ id, data: { mailId }, round = 0, redrive }) => {
    const place = places.get(id)
    return place === undefined ? [] : [{ mailId, round, redrive, ...place }]
  })
}
