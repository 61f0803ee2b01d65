import { type EventOf, mailSettled } from '@tubepost/events'
import { handle, type TransactionalContext } from '@tubepost/service'
import { settleMails } from './ledger/ledger-sql.ts'
import { countSettled } from './ledger/mail-counts.ts'
import { errandsWritten } from './ledger/errands.ts'

/**
 * Any replica writes settlements into the ledger; the owner of the mailbox then handles the messages by its policy. A
 * settlement that comes again finds its mail settled in that round, and changes nothing.
 */
export const onMailSettled = handle(mailSettled, settleInLedger, {
  idempotent: true,
  unhurried: true,
  wakes: errandsWritten,
})

async function settleInLedger(
  settlements: readonly EventOf<typeof mailSettled>[],
  { tx, tally }: TransactionalContext,
): Promise<[]> {
  // The first settlement of a round counts; only `failed` may be replaced by another.
  const counting = new Map<string, { mailId: string; round: number; outcome: string; reason: string | null }>()
  for (const { round = 0, data } of settlements) {
    const { mailId, outcome, reason } = data
    const key = `${mailId} ${round}`
    const before = counting.get(key)
    if (before === undefined || before.outcome === 'failed') counting.set(key, { mailId, round, outcome, reason })
  }
  for (const settled of await settleMails(tx, [...counting.values()])) if (settled.isFirst) countSettled(tally, settled)
  return []
}
