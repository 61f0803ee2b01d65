import { type Pool, transaction } from '@tubepost/db'
import { mailboxes, organisation, people, type TubepostEvent } from '@tubepost/events'
import { onCaseIntent } from '../src/on-case-intent.ts'

export const ORIGIN = { service: 'case', now: new Date().toISOString() }

const nobody = new Map([people, organisation, mailboxes].map((kind) => [kind, { records: new Map(), version: 0 }]))

/** As a replica handles a batch, without a broker. */
export const handleBatch = (pool: Pool, events: readonly TubepostEvent[]): Promise<unknown> =>
  transaction(pool, (tx) => {
    const handler = onCaseIntent.handler as (batch: typeof events, context: object) => Promise<unknown>
    return handler(events, { tx, now: ORIGIN.now, origin: ORIGIN, reference: (kind: never) => nobody.get(kind) })
  })
