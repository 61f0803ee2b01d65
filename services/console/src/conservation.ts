import type { HttpApp, ServiceContext } from '@tubepost/service'
import type { ConsoleConfig } from './console-config.ts'
import { countJournal } from './journal-sql.ts'

interface LedgerCounts {
  counts: { state: string; outcome: string | null; mails: number }[]
}

export function conservation(app: HttpApp, context: ServiceContext<ConsoleConfig>): void {
  app.get('/api/console/conservation', () => readConservation(context))
}

/**
 * Compares the two books: the fetcher's ledger and the journal. A difference that outlives the lag is an alarm. The lag is
 * read before the journal, so that it holds all that the journal lacks.
 */
export async function readConservation(context: ServiceContext<ConsoleConfig>) {
  const { counts } = await readLedger(context.config)
  const lag = { events: await context.lag() }
  const { journal, replies } = await countJournal(context.pool)
  const sum = (test: (row: LedgerCounts['counts'][number]) => boolean) =>
    counts.filter(test).reduce((total, row) => total + row.mails, 0)
  const outcomes = ['applied', 'rejected', 'ignored', 'duplicate', 'failed']
  const inState = (state: string) => sum((row) => row.state === state)
  const received = sum((row) => row.state !== 'alarmed')
  return {
    received,
    waiting: sum((row) => row.state === 'taken' || row.state === 'published'),
    settled: Object.fromEntries(outcomes.map((outcome) => [outcome, sum((row) => row.outcome === outcome)])),
    replies: Object.fromEntries(['sent', 'failed', 'held', 'unknown'].map((state) => [state, replies.get(state) ?? 0])),
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

async function readLedger(config: ConsoleConfig): Promise<LedgerCounts> {
  const response = await fetch(new URL('/api/fetcher/ledger', config.FETCHER_URL), {
    headers: { authorization: `Bearer ${config.ADMIN_TOKEN}` },
  })
  if (!response.ok) throw new Error(`the fetcher answered ${response.status} for its ledger`)
  return (await response.json()) as LedgerCounts
}
