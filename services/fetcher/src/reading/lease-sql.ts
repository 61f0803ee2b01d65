import { type Pool, rows, type Statement, touch, transaction, type Tx } from '@tubepost/db'

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
const HOLD: Statement = {
  name: 'lease.hold',
  text: 'select 1 as held from lease where mailbox_id = $1 and epoch = $2 and expires_at > now() for share',
}

/** @returns undefined while another replica holds it */
export async function takeLease(pool: Pool, mailboxId: string, owner: string, ms: number): Promise<Lease | undefined> {
  const [row] = await rows<{ epoch: string }>(pool, TAKE, [mailboxId, owner, ms / 1_000])
  return row === undefined ? undefined : { mailboxId, owner, epoch: row.epoch, ms }
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
