import type { Pool } from '@tubepost/db'
import { createWake } from '@tubepost/service'
import { type ConfiguredMailbox, mailboxesVersion, readMailboxes } from './mailboxes-sql.ts'

/** Woken when this process has written a mailbox. */
export const mailboxesWritten = createWake()

/** Reads the mailboxes anew only when one was written since: until then the answer is the very same array. */
export function createMailboxList(): (pool: Pool) => Promise<readonly ConfiguredMailbox[]> {
  let known: { version: string; mailboxes: readonly ConfiguredMailbox[] } | undefined
  return async (pool) => {
    const version = await mailboxesVersion(pool)
    if (known?.version !== version) known = { version, mailboxes: await readMailboxes(pool) }
    return known.mailboxes
  }
}
