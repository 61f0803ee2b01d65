import { BLOB_SCHEMA, columns, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { WrittenBlob } from './blob-sql.ts'

// A writer that was so slow finds its content taken away an hour after its first byte, and so well before that happens.
const CLAIM_WITHIN_MINUTES = 30

/** Bytes, and who needs them: a service and an id of its own, `fetcher/<mailId>`. */
export interface BlobClaim {
  readonly sha256: string
  readonly owner: string
}

const BLOB: Statement = {
  name: 'claim.blob',
  text: `with kept as (
           insert into ${BLOB_SCHEMA}.blob (sha256, size, media_type, content, place) values ($1, $2, $3, $4, $5)
           on conflict (sha256) do update set at = now() returning sha256, content
         ), claimed as (
           insert into ${BLOB_SCHEMA}.claim (sha256, owner) select sha256, $6 from kept on conflict do nothing
         )
         select content from kept`,
}
const CLAIMED: Statement = {
  name: 'claim.contentClaimed',
  text: `delete from ${BLOB_SCHEMA}.unclaimed
         where content = $1 and at > now() - make_interval(mins => ${CLAIM_WITHIN_MINUTES})`,
}

/**
 * Makes written bytes a blob of its first owner, within the transaction that refers to it. Known bytes are kept once, where
 * they are: whoever lets go of them waits for the transaction, and then leaves them. Throws when they were written half an
 * hour ago.
 */
export async function claimBlob(tx: Tx, { reference, content, place }: WrittenBlob, owner: string): Promise<void> {
  const { sha256, size, mediaType } = reference
  const [kept] = await rows<{ content: string }>(tx, BLOB, [sha256, size, mediaType, content, place, owner])
  if (kept?.content !== content) return
  if ((await touch(tx, CLAIMED, [content])) === 1) return
  throw new Error(`content ${content} was written more than ${CLAIM_WITHIN_MINUTES} minutes ago: write it again`)
}

// In order, so that two transactions with the same bytes wait for each other and do not lock each other out.
const KNOWN: Statement = {
  name: 'claim.known',
  text: `with asked as materialized (select * from unnest($1::text[], $2::text[]) as a (sha256, owner)),
         claimed as (
           insert into ${BLOB_SCHEMA}.claim (sha256, owner)
           select sha256, owner from asked join ${BLOB_SCHEMA}.blob using (sha256) order by sha256, owner
           on conflict do nothing
         )
         select distinct sha256 from asked
         where not exists (select from ${BLOB_SCHEMA}.blob b where b.sha256 = asked.sha256)`,
}

/**
 * Has further owners claim bytes that are there, within the transaction that refers to them.
 * @returns the SHA-256 of those that are not there
 */
export async function claimKnown(tx: Tx, claims: readonly BlobClaim[]): Promise<string[]> {
  if (claims.length === 0) return []
  return (await rows<{ sha256: string }>(tx, KNOWN, columns(claims, 'sha256', 'owner'))).map(({ sha256 }) => sha256)
}

const RELEASE: Statement = {
  name: 'claim.release',
  text: `delete from ${BLOB_SCHEMA}.claim where owner = any($1)`,
}

/** Removes everything that these owners claim. Blobs that nobody else claims are gone with the transaction. */
export async function releaseClaims(tx: Tx, owners: readonly string[]): Promise<void> {
  if (owners.length > 0) await touch(tx, RELEASE, [owners])
}
