import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from '../config.ts'
import { type Lease, LeaseLostError, releaseLease, renewLease, takeLease, underLease } from './lease-sql.ts'
import { mailboxFailures } from '../ledger/mail-counts.ts'
import { noteProblem } from '../mailboxes/mailbox-state-sql.ts'
import { type ConfiguredMailbox, readMailboxes } from '../mailboxes/mailboxes-sql.ts'
import type { Step } from './owned-folder.ts'
import { readMailbox } from './read-mailbox.ts'
import { toSourceError } from '../sources/source-errors.ts'
import { hasFolder } from '../sources/sources.ts'

const LOOK_FOR_MAILBOXES_MS = 1_000
const RENEWALS_PER_LEASE = 4

interface Task {
  /** The mailbox as it was when the task began. */
  readonly mailbox: ConfiguredMailbox
  readonly abandon: AbortController
  readonly done: Promise<void>
}

/** Shared by the tasks of all mailboxes. */
interface Watch {
  /** The number of failures in a row, by mailbox. */
  readonly failures: Map<string, number>
  readonly steps: readonly Step[]
}

/**
 * Reads every enabled mailbox with a folder that no other replica reads. A mailbox's trouble affects only itself:
 * each has a task of its own, with its own connection, lease and retries. When a mailbox's settings change, its task
 * starts again.
 */
export async function watchMailboxes(context: ServiceContext<FetcherConfig>, steps: readonly Step[]): Promise<void> {
  const tasks = new Map<string, Task>()
  const watch = { failures: new Map<string, number>(), steps }
  while (!context.signal.aborted) {
    await assignMailboxes(context, tasks, watch).catch((error: unknown) => {
      context.log.warn({ err: error }, 'the list of mailboxes could not be read; those in hand go on')
    })
    await delay(LOOK_FOR_MAILBOXES_MS, undefined, { signal: context.signal }).catch(() => {})
  }
  await Promise.all([...tasks.values()].map(({ done }) => done))
}

async function assignMailboxes(
  context: ServiceContext<FetcherConfig>,
  tasks: Map<string, Task>,
  watch: Watch,
): Promise<void> {
  const mailboxes = (await readMailboxes(context.pool)).filter(({ enabled, source }) => enabled && hasFolder(source))
  for (const { mailbox, abandon } of tasks.values()) {
    const now = mailboxes.find(({ id }) => id === mailbox.id)
    if (!isDeepStrictEqual(now, mailbox)) abandon.abort()
  }
  for (const mailbox of mailboxes) {
    if (tasks.has(mailbox.id)) continue
    const lease = await takeLease(context.pool, mailbox.id, context.instance, context.config.LEASE_MS)
    if (lease === undefined) continue
    const abandon = new AbortController()
    const done = ownMailbox(context, mailbox, lease, { ...watch, abandon }).finally(() => tasks.delete(mailbox.id))
    tasks.set(mailbox.id, { mailbox, abandon, done })
  }
}

/** Holds the lease while the mailbox is read; ends when it is lost, when reading fails, or when the service stops. */
async function ownMailbox(
  context: ServiceContext<FetcherConfig>,
  mailbox: ConfiguredMailbox,
  lease: Lease,
  { abandon, failures, steps }: Watch & { abandon: AbortController },
): Promise<void> {
  const stopped = AbortSignal.any([context.signal, abandon.signal])
  const renewing = keepLease(context, lease, abandon, stopped)
  let pause = 0
  try {
    const onGoodLook = () => failures.delete(mailbox.id)
    await readMailbox(context, mailbox, lease, { stopped, onGoodLook, steps })
  } catch (error) {
    if (error instanceof LeaseLostError) abandon.abort()
    else if (!stopped.aborted) {
      const failed = (failures.get(mailbox.id) ?? 0) + 1
      failures.set(mailbox.id, failed)
      const { code, message } = toSourceError(error)
      context.tally.count(mailboxFailures, { mailbox: mailbox.id, code })
      pause = pauseAfter(failed, code, context.config)
      context.log.warn({ err: error, mailbox: mailbox.id, code, failed, retryMs: pause }, message)
      await underLease(context.pool, lease, (tx) => noteProblem(tx, mailbox.id, { code, message })).catch(() => {})
    }
  }
  // The lease is kept during the pause, so that the replicas do not take turns at a server that is down.
  await delay(pause, undefined, { signal: stopped }).catch(() => {})
  abandon.abort()
  await renewing
  await releaseLease(context.pool, lease).catch(() => {})
}

/** Doubles with each failure. A wrong password waits longest: servers lock accounts that are tried too often. */
function pauseAfter(failed: number, code: string, config: FetcherConfig): number {
  const longest = code === 'source/auth-failed' ? config.RETRY_REFUSED_LONGEST_MS : config.RETRY_LONGEST_MS
  return Math.round(Math.min(config.RETRY_FIRST_MS * 2 ** (failed - 1), longest) * (0.5 + Math.random() / 2))
}

async function keepLease(
  context: ServiceContext,
  lease: Lease,
  abandon: AbortController,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    await delay(lease.ms / RENEWALS_PER_LEASE, undefined, { signal: stopped }).catch(() => {})
    if (stopped.aborted) return
    const held = await renewLease(context.pool, lease).catch(() => undefined)
    // A failed renewal decides nothing: every write to the ledger asks the database whether the lease holds.
    if (held === false) {
      context.log.warn({ mailbox: lease.mailboxId }, 'the lease was lost')
      abandon.abort()
    }
  }
}
