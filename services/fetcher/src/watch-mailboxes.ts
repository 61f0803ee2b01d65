import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceContext } from '@tubepost/service'
import { type Lease, releaseLease, renewLease, RENEW_MS, takeLease } from './lease-sql.ts'
import { noteProblem } from './mailbox-state-sql.ts'
import { type ConfiguredMailbox, readMailboxes } from './mailboxes-sql.ts'
import { readMailbox } from './read-mailbox.ts'
import { toSourceError } from './sources/source-errors.ts'

const LOOK_FOR_MAILBOXES_MS = 1_000
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000

/**
 * Reads every enabled IMAP mailbox that no other replica reads. One mailbox's trouble is its own: each is followed by a
 * task of its own, with its own connection, lease and retries.
 */
export async function watchMailboxes(context: ServiceContext): Promise<void> {
  const tasks = new Map<string, Promise<void>>()
  const failures = new Map<string, number>()
  while (!context.signal.aborted) {
    for (const mailbox of await readMailboxes(context.pool)) {
      if (!mailbox.enabled || mailbox.kind !== 'imap' || tasks.has(mailbox.id)) continue
      const lease = await takeLease(context.pool, mailbox.id, context.instance)
      if (lease === undefined) continue
      const task = ownMailbox(context, mailbox, lease, failures).finally(() => tasks.delete(mailbox.id))
      tasks.set(mailbox.id, task)
    }
    await delay(LOOK_FOR_MAILBOXES_MS, undefined, { signal: context.signal }).catch(() => {})
  }
  await Promise.all(tasks.values())
}

/** Holds the lease while the mailbox is read; ends when it is lost, when reading fails, or when the service stops. */
async function ownMailbox(
  context: ServiceContext,
  mailbox: ConfiguredMailbox,
  lease: Lease,
  failures: Map<string, number>,
): Promise<void> {
  const lost = new AbortController()
  const stopped = AbortSignal.any([context.signal, lost.signal])
  const renewing = keepLease(context, lease, lost, stopped)
  let pause = 0
  try {
    await readMailbox(context, mailbox, lease, stopped)
    failures.delete(mailbox.id)
  } catch (error) {
    const failed = (failures.get(mailbox.id) ?? 0) + 1
    failures.set(mailbox.id, failed)
    pause = Math.min(FIRST_RETRY_MS * 2 ** (failed - 1), LONGEST_RETRY_MS) * (0.5 + Math.random() / 2)
    const { code, message } = toSourceError(error)
    await noteProblem(context.pool, mailbox.id, { code, message }).catch(() => {})
    context.log.warn(
      { err: error, mailbox: mailbox.id, code, message, failed, retryMs: Math.round(pause) },
      'reading the mailbox failed',
    )
  }
  // The lease is kept during the pause, so that the replicas do not take turns at a server that is down.
  await delay(pause, undefined, { signal: stopped }).catch(() => {})
  lost.abort()
  await renewing
  await releaseLease(context.pool, lease).catch(() => {})
}

async function keepLease(
  context: ServiceContext,
  lease: Lease,
  lost: AbortController,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    await delay(RENEW_MS, undefined, { signal: stopped }).catch(() => {})
    if (stopped.aborted) return
    const held = await renewLease(context.pool, lease).catch(() => undefined)
    // No answer is no verdict: every write to the ledger asks the database whether the lease holds.
    if (held === false) {
      context.log.warn({ mailbox: lease.mailboxId }, 'the lease was lost')
      lost.abort()
    }
  }
}
