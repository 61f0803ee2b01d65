import { type Pool, rows, type Statement, transaction } from '@tubepost/db'

// Renewed every two seconds; the rest is for a slow moment of the database.
const LIVES_SECONDS = 15

/** Mail is put off; it ends with the next mail that is stored, not with the time. */
export const NOT_STORED = 'source/not-stored'

const RENEW: Statement = {
  name: 'intake.renew',
  text: `insert into intake (endpoint, proof) values ($1, $2)
         on conflict (endpoint, proof) do update set seen_at = now()`,
}
// A replica that cannot listen there notes it again and again: what it has not noted for a while has passed.
const OPENED: Statement = {
  name: 'intake.opened',
  text: `update mailbox set opened_at = now(), problem = null
         where id = any($1)
           and ($2 or problem->>'code' is distinct from '${NOT_STORED}'
                      and (opened_at is null
                           or (problem->>'at')::timestamptz < now() - make_interval(secs => ${LIVES_SECONDS})))`,
}
const SWEEP: Statement = { name: 'intake.sweep', text: `delete from intake where seen_at < now() - interval '1 day'` }

/**
 * Mail is taken at the endpoint, for these mailboxes, by the replica whose greeting has this proof. `isNew`: it has just
 * been opened, so that no earlier problem holds.
 */
export async function noteListening(
  pool: Pool,
  at: { endpoint: string; proof: string; mailboxIds: readonly string[]; isNew: boolean },
): Promise<void> {
  await transaction(pool, async (tx) => {
    await rows(tx, SWEEP)
    await rows(tx, RENEW, [at.endpoint, at.proof])
    await rows(tx, OPENED, [at.mailboxIds, at.isNew])
  })
}

const STORED: Statement = {
  name: 'intake.stored',
  text: `update mailbox set problem = null where id = any($1) and problem->>'code' = '${NOT_STORED}'`,
}

export async function noteStored(pool: Pool, mailboxIds: readonly string[]): Promise<void> {
  await rows(pool, STORED, [mailboxIds])
}

const CLOSED: Statement = { name: 'intake.closed', text: 'delete from intake where endpoint = $1 and proof = $2' }

export async function noteClosed(pool: Pool, endpoint: string, proof: string): Promise<void> {
  await rows(pool, CLOSED, [endpoint, proof])
}

const PROOFS: Statement = {
  name: 'intake.proofs',
  text: `select endpoint, proof from intake where seen_at > now() - make_interval(secs => ${LIVES_SECONDS})`,
}

/** The proofs of the replicas that take mail now, by endpoint. */
export async function listeningNow(pool: Pool): Promise<Map<string, Set<string>>> {
  const found = await rows<{ endpoint: string; proof: string }>(pool, PROOFS)
  return new Map(
    [...Map.groupBy(found, ({ endpoint }) => endpoint)].map(([endpoint, own]) => [
      endpoint,
      new Set(own.map(({ proof }) => proof)),
    ]),
  )
}
