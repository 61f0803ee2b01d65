import { type Pool, rows, type Statement, touch } from '@tubepost/db'

/** The right to read a mailbox, until `LEASE_MS` after its last renewal. `epoch` grows with every new owner. */
export interface Lease {
  readonly mailboxId: string
  readonly owner: string
  readonly epoch: string
}

/** A dead owner's mailbox is read again after this long; a renewal must get through within it. */
export const LEASE_MS = 10_000
export const RENEW_MS = LEASE_MS / 4

const TAKE: Statement = {
  name: 'lease.take',
  text: `insert into lease as l (mailbox_id, owner, epoch, expires_at)
         values ($1, $2, 1, now() + make_interval(secs => $3))
         on conflict (mailbox_id) do update
           set owner = excluded.owner, epoch = l.epoch + 1, expires_at = excluded.expires_at
           where l.expires_at < now()
         returning epoch`,
}
const RENEW: Statement = {
  name: 'lease.renew',
  text: `update lease set expires_at = now() + make_interval(secs => $3)
         where mailbox_id = $1 and epoch = $2 and expires_at > now()`,
}
const RELEASE: Statement = {
  name: 'lease.release',
  text: `update lease set expires_at = now() - interval '1 second' where mailbox_id = $1 and epoch = $2`,
}

/** @returns undefined while somebody else holds it */
export async function takeLease(pool: Pool, mailboxId: string, owner: string): Promise<Lease | undefined> {
  const [row] = await rows<{ epoch: string }>(pool, TAKE, [mailboxId, owner, LEASE_MS / 1_000])
  return row === undefined ? undefined : { mailboxId, owner, epoch: row.epoch }
}

/** @returns false when the lease is lost: stop at once */
export async function renewLease(pool: Pool, lease: Lease): Promise<boolean> {
  return (await touch(pool, RENEW, [lease.mailboxId, lease.epoch, LEASE_MS / 1_000])) === 1
}

export async function releaseLease(pool: Pool, lease: Lease): Promise<void> {
  await touch(pool, RELEASE, [lease.mailboxId, lease.epoch])
}
