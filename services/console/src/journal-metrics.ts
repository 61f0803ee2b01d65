import { SERVICES } from '@tubepost/events'
import { defineGauge, keptCountsReading, type Reading, sample, type ServiceContext } from '@tubepost/service'
import { readConservation } from './conservation.ts'
import type { ConsoleConfig } from './console-config.ts'
import { countOpenDeadLetters } from './dead-letter-sql.ts'

const deadLetters = defineGauge(
  { name: 'tubepost_dlq_messages', help: 'Dead letters that wait for an operator, by the service that gave up' },
  ['consumer'],
)
const difference = defineGauge({
  name: 'tubepost_conservation_difference',
  help: 'Mails in the fetcher’s ledger that the journal has not (below 0: the other way round)',
})
const inFlight = defineGauge({
  name: 'tubepost_conservation_in_flight',
  help: 'By how much the books may differ: mails not published yet, and events that the journal has not read',
})
const conflicts = defineGauge({
  name: 'tubepost_settlement_conflicts',
  help: 'Settlements that came for a mail which had one already, in all of the journal; 0 unless something is wrong',
})

const integratorPending = defineGauge(
  {
    name: 'tubepost_integrator_pending',
    help: 'Events that an integrator which has read before has not acknowledged',
  },
  ['stream', 'consumer'],
)

// The console asks the fetcher for its book.
const BOOKS_GOOD_FOR_MS = 15_000

export const journalReadings: readonly Reading<ServiceContext<ConsoleConfig>>[] = [
  keptCountsReading,
  {
    gauges: [deadLetters],
    read: async ({ pool }) => {
      const open = new Map((await countOpenDeadLetters(pool)).map(({ service, letters }) => [service, letters]))
      return SERVICES.map((consumer) => sample(deadLetters, { consumer }, open.get(consumer) ?? 0))
    },
  },
  {
    gauges: [integratorPending],
    read: async (context) =>
      (await context.integrators()).map(({ stream, consumer, pending }) =>
        sample(integratorPending, { stream, consumer }, pending),
      ),
  },
  {
    gauges: [difference, inFlight, conflicts],
    goodForMs: BOOKS_GOOD_FOR_MS,
    read: async (context) => {
      const books = await readConservation(context)
      return [
        sample(difference, {}, books.difference),
        sample(inFlight, {}, books.ledger.taken + books.lag.events),
        sample(conflicts, {}, books.journal.conflicts),
      ]
    },
  },
]
