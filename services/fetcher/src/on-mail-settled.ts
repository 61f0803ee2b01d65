import { mailSettled } from '@tubepost/events'
import { handle } from '@tubepost/service'
import { finaliseWithoutFolder, settleMails } from './ledger-sql.ts'

/** Any replica writes settlements into the ledger; the owner of the mailbox then does what is left to do there. */
export const onMailSettled = handle(mailSettled, async (settlements, { tx }) => {
  // The first settlement counts; only `failed` may be replaced by another.
  const counting = new Map<string, (typeof settlements)[number]['data']>()
  for (const { data } of settlements) {
    const before = counting.get(data.mailId)
    if (before === undefined || before.outcome === 'failed') counting.set(data.mailId, data)
  }
  await settleMails(
    tx,
    [...counting.values()].map(({ mailId, outcome, reason }) => ({ mailId, outcome, reason })),
  )
  await finaliseWithoutFolder(tx, [...counting.keys()])
  return []
})
