import type { Tx } from '@tubepost/db'
import { type Content, insertBlob } from './blob-sql.ts'

/** What stands for the bytes everywhere else. */
export interface BlobReference {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  readonly mediaType: string
}

/** Bytes that are durable, and gone in an hour unless they are claimed. */
export interface WrittenBlob extends Content {
  readonly reference: BlobReference
}

/**
 * Makes written bytes a blob, within the transaction that refers to it. Known bytes are kept once, and count as new:
 * whoever removes old ones waits for the transaction, and then leaves them. Throws when they were written half an hour ago.
 */
export const claimBlob = (tx: Tx, { reference, content, place }: WrittenBlob): Promise<void> =>
  insertBlob(tx, { ...reference, content, place })
