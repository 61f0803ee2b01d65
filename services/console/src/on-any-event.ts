import { allEvents, type StreamName, type TubepostEvent } from '@tubepost/events'
import { handleAll, type TransactionalContext } from '@tubepost/service'
import { saveDeadLetter } from './dead-letter-sql.ts'
import { journalEntries } from './journal-entries.ts'
import { insertEvents, saveHeads, saveReplies, saveRequeues, saveSettlements } from './journal-sql.ts'

async function journal(events: readonly TubepostEvent[], { tx }: TransactionalContext): Promise<[]> {
  const entries = journalEntries(await insertEvents(tx, events))
  await saveHeads(tx, entries.heads)
  await saveRequeues(tx, entries.requeues)
  await saveSettlements(tx, entries.settlements)
  await saveReplies(tx, entries.replies)
  for (const letter of entries.deadLetters) await saveDeadLetter(tx, letter)
  return []
}

const STREAMS: readonly StreamName[] = ['MAIL', 'INTENT', 'FACT', 'OUTCOME', 'REPLY', 'DEAD']

/**
 * The journal takes every event of every stream. Its rows are unique by event id and outlast the streams: an event
 * that comes again finds its row, and nothing is written for it.
 */
export const onAnyEvent = STREAMS.map((stream) =>
  handleAll(
    stream,
    allEvents.filter((event) => event.stream === stream),
    journal,
    { idempotent: true, unhurried: true },
  ),
)
