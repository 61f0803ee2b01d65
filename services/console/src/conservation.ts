import { answers, Conservation, type Ledger, type Outcome } from '@tubepost/api'
import type { HttpApp, ServiceContext } from '@tubepost/service'
import { askBehind } from './ask-behind.ts'
import type { ConsoleConfig } from './console-config.ts'
import { countJournal } from './journal-sql.ts'

export function conservation(app: HttpApp, context: ServiceContext<ConsoleConfig>): void {
  app.get(
    '/api/console/conservation',
    {
      config: { scope: 'console:read' },
      schema: { summary: 'Is every mail accounted for?', response: answers({ 200: Conservation }) },
    },
    () => readConservation(context),
  )
}

/**
 * Compares the two books: the fetcher's ledger and the journal. A difference that outlives the lag is an alarm. The lag is
 * read before the journal, so that it holds all that the journal lacks.
 */
export async function readConservation(context: ServiceContext<ConsoleConfig>): Promise<Conservation> {
  const { counts } = await askBehind<Ledger>(context.config, '/api/fetcher/ledger', 'fetcher:read')
  const lag = { events: await context.lag() }
  const { journal, replies } = await countJournal(context.pool)
  const sum = (test: (row: Ledger['counts'][number]) => boolean) =>
    counts.filter(test).reduce((total, row) => total + row.mails, 0)
  const ended = (outcome: Outcome) => sum((row) => row.outcome === outcome)
  const inState = (state: Ledger['counts'][number]['state']) => sum((row) => row.state === state)
  const received = sum((row) => row.state !== 'alarmed')
  return {
    received,
    waiting: sum((row) => row.state === 'taken' || row.state === 'published'),
    settled: {
      applied: ended('applied'),
      rejected: ended('rejected'),
      ignored: ended('ignored'),
      duplicate: ended('duplicate'),
      failed: ended('failed'),
    },
    replies,
    ledger: {
      taken: inState('taken'),
      published: inState('published'),
      settled: inState('settled'),
      final: inState('final'),
      alarmed: inState('alarmed'),
    },
    journal,
    difference: received - journal.received,
    lag,
  }
}
