import { rows, type Statement, touch, type Tx } from '@tubepost/db'

// One link at a time: whoever asks for a new one does not trust the old. Two who ask at once do not see each other's, so
// the later waits for the earlier.
const ALONE: Statement = {
  name: 'link.alone',
  text: `select pg_advisory_xact_lock(hashtextextended('sign_in_link ' || $1, 0))`,
}
const DROP: Statement = { name: 'link.drop', text: 'delete from sign_in_link where person_id = $1' }
const INSERT: Statement = {
  name: 'link.insert',
  text: `insert into sign_in_link (digest, person_id, is_first, expires_at)
         values ($1, $2, $3, now() + make_interval(secs => $4))`,
}
const USE: Statement = {
  name: 'link.use',
  text: `update sign_in_link set used_at = now() where digest = $1 and used_at is null and expires_at > now()
         returning person_id as person, is_first as "isFirst"`,
}

export async function insertLink(
  tx: Tx,
  link: { digest: Buffer; person: string; isFirst: boolean; seconds: number },
): Promise<void> {
  await rows(tx, ALONE, [link.person])
  await touch(tx, DROP, [link.person])
  await touch(tx, INSERT, [link.digest, link.person, link.isFirst, link.seconds])
}

/** Uses a link up. @returns undefined where there is none, or it was used, or is too old */
export async function useLink(tx: Tx, digest: Buffer): Promise<{ person: string; isFirst: boolean } | undefined> {
  const [link] = await rows<{ person: string; isFirst: boolean }>(tx, USE, [digest])
  return link
}
