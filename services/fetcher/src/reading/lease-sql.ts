import { columns, type Pool, rows, type Statement, touch, transaction, type Tx } from '@tubepost/db'

/** The right to read a mailbox, for a while after its last renewal. `epoch` grows with every new owner. */
export interface Lease {
  readonly mailboxId: string
  readonly owner: string
  readonly epoch: string
  readonly ms: number
}

/** Another replica has the lease: leave the mailbox at once. */
export class LeaseLostError extends Error {
  constructor(lease: Lease) {
    super(`the lease of ${lease.mailboxId} is lost`)
    this.name = 'LeaseLostError'
  }
}

// A row that another replica holds is not touched: even an update that finds it unexpired would lock it.
const TAKE: Statement = {
  name: 'lease.take',
  text: `insert into lease as l (mailbox_id, owner, epoch, expires_at)
         select id, $2, 1, now() + make_interval(secs => $3) from unnest($1::text[]) as id
         where not exists (select from lease where mailbox_id = id and expires_at >= now()) order by id
         on conflict (mailbox_id) do update
           set owner = excluded.owner, epoch = l.epoch + 1, expires_at = excluded.expires_at
           where l.expires_at < now()
         returning mailbox_id as "mailboxId", epoch`,
}
// A lease that one of our own transactions has locked is renewed the next time.
const RENEW_ALL: Statement = {
  name: 'lease.renewAll',
  text: `with held as materialized (
           select mailbox_id from lease join unnest($1::text[], $2::bigint[]) as mine (mailbox_id, epoch) using (mailbox_id, epoch)
           where expires_at > now()
         ), free as (
           select mailbox_id from lease join held using (mailbox_id) where expires_at > now()
           for no key update of lease skip locked
         ), renewed as (
           update lease set expires_at = now() + make_interval(secs => $3) from free where lease.mailbox_id = free.mailbox_id
         )
         select mailbox_id as "mailboxId" from held`,
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
const HOLD: Statement = {
  name: 'lease.hold',
  text: 'select 1 as held from lease where mailbox_id = $1 and epoch = $2 and expires_at > now() for share',
}

/** Takes the leases of these mailboxes that no other replica holds. */
export async function takeLeases(
  pool: Pool,
  mailboxIds: readonly string[],
  owner: string,
  ms: number,
): Promise<Lease[]> {
  const taken = await rows<Pick<Lease, 'mailboxId' | 'epoch'>>(pool, TAKE, [mailboxIds, owner, ms / 1_000])
  return taken.map((lease) => ({ ...lease, owner, ms }))
}

/** Renews all of them. @returns the mailboxes whose leases still hold; leave the others at once */
export async function renewLeases(pool: Pool, leases: readonly Lease[], ms: number): Promise<Set<string>> {
  const held = await rows<{ mailboxId: string }>(pool, RENEW_ALL, [
    ...columns(leases, 'mailboxId', 'epoch'),
    ms / 1_000,
  ])
  return new Set(held.map(({ mailboxId }) => mailboxId))
}

/** @returns false when the lease is lost: stop at once */
export async function renewLease(pool: Pool, lease: Lease): Promise<boolean> {
  return (await touch(pool, RENEW, [lease.mailboxId, lease.epoch, lease.ms / 1_000])) === 1
}

export async function releaseLease(pool: Pool, lease: Lease): Promise<void> {
  await touch(pool, RELEASE, [lease.mailboxId, lease.epoch])
}

/** Makes sure that the lease holds, and that it cannot change hands before the end of this transaction. */
export async function holdLease(tx: Tx, lease: Lease): Promise<void> {
  if ((await rows(tx, HOLD, [lease.mailboxId, lease.epoch])).length === 0) throw new LeaseLostError(lease)
}

/** One transaction that takes place only while the lease holds. */
export function underLease<Result>(pool: Pool, lease: Lease, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return transaction(pool, async (tx) => {
    await holdLease(tx, lease)
    return work(tx)
  })
}
