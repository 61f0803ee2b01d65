import { claimBlob, type WrittenBlob } from '@tubepost/blobs'
import type { Tx } from '@tubepost/db'
import type { ReceivedEvent } from './describe-mail.ts'
import { ownerOf } from './owner-of.ts'

/** A mail and its bytes, where they were written. */
export interface MailWithBytes {
  readonly received: ReceivedEvent
  readonly written?: WrittenBlob | undefined
}

/**
 * Claims bytes for the rows that this transaction enters. In the order of the bytes, so that two transactions with the same
 * ones do not lock each other out.
 */
export async function claimBytes(tx: Tx, mails: readonly MailWithBytes[]): Promise<void> {
  const claims = mails.flatMap(({ received, written }) =>
    written === undefined ? [] : [{ written, owner: ownerOf(received) }],
  )
  const sha256Of = ({ written }: (typeof claims)[number]) => written.reference.sha256
  for (const { written, owner } of claims.toSorted((a, b) => (sha256Of(a) < sha256Of(b) ? -1 : 1)))
    await claimBlob(tx, written, owner)
}
