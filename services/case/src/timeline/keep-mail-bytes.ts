import { claimKnown } from '@tubepost/blobs'
import type { Tx } from '@tubepost/db'
import type { MailEntry } from './entry-row.ts'

/**
 * Claims the bytes of mails that are on a record now, so that they outlive the fetcher's retention. Bytes that are gone already
 * are not missed here: who reads them is told.
 */
export async function keepMailBytes(
  tx: Tx,
  entries: readonly Pick<MailEntry, 'mailId' | 'bodySha256'>[],
): Promise<void> {
  const claims = entries.flatMap(({ mailId, bodySha256 }) =>
    bodySha256 === null ? [] : [{ sha256: bodySha256, owner: `case/${mailId}` }],
  )
  await claimKnown(tx, claims)
}
