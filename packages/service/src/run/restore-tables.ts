import { type NatsConnection, readSince } from '@tubepost/bus'
import { createPool, forgetLives, insertOutbox, transaction } from '@tubepost/db'
import { allEvents, decodeEvent, type StreamName } from '@tubepost/events'
import { emittedBy } from '../define/declaration.ts'
import type { ServiceOutline, StoredEvent } from '../define/define-service.ts'
import { toOutbox } from '../deliver/outgoing.ts'

// A month of events may pass between two statements, and one statement may write as much.
const SETTINGS = `select set_config('search_path', $1, true), set_config('statement_timeout', '0', true),
                         set_config('idle_in_transaction_session_timeout', '0', true)`

/**
 * Has a service bring its restored tables up to what the broker knows, in one transaction. `adminUrl` is for the role
 * that owns the tables. Events that the service causes stay in its outbox until it runs. `onRead` is told how many events were
 * read so far.
 */
export async function restoreTables(
  definition: ServiceOutline,
  connection: NatsConnection,
  adminUrl: string,
  time: { since: Date; at: Date },
  onRead: (events: number) => void = () => {},
): Promise<void> {
  const { restore, name } = definition
  if (restore === undefined) return
  // A connection that breaks while idle makes the next query fail.
  const pool = createPool({ url: adminUrl, max: 1, name: `restore-${name}`, onError: () => {} })
  try {
    await transaction(pool, async (tx) => {
      await tx.query(SETTINGS, [name])
      await forgetLives(tx)
      const origin = { service: name, now: time.at.toISOString() }
      let read = 0
      const events = (stream: StreamName) =>
        readEvents(connection, stream, time.since, (more) => onRead((read += more)))
      await insertOutbox(tx, toOutbox(await restore(tx, { ...time, origin, events }), emittedBy(definition)))
    })
  } finally {
    await pool.end()
  }
}

async function* readEvents(
  connection: NatsConnection,
  stream: StreamName,
  since: Date,
  onRead: (more: number) => void,
): AsyncGenerator<readonly StoredEvent[]> {
  for await (const batch of readSince(connection, stream, since)) {
    onRead(batch.length)
    yield batch.flatMap(({ text, generation, sequence }) => {
      const decoded = decodeEvent(text, allEvents)
      return 'event' in decoded ? [{ event: decoded.event, generation, sequence }] : []
    })
  }
}
