import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { FetcherConfig } from '../config.ts'
import type { FetcherContext } from '../fetcher-state.ts'
import { type Bell, createBell } from './bell.ts'
import { mailboxesWithErrands } from './errand-sql.ts'
import { type Lease, LeaseLostError, releaseLease, renewLeases, takeLeases, underLease } from './lease-sql.ts'
import { mailboxFailures } from '../ledger/mail-counts.ts'
import { errandsWritten } from '../ledger/errands.ts'
import { noteProblem } from '../mailboxes/mailbox-state-sql.ts'
import { createMailboxList, mailboxesWritten } from '../mailboxes/mailbox-list.ts'
import type { ConfiguredMailbox } from '../mailboxes/mailboxes-sql.ts'
import type { Step } from './owned-folder.ts'
import { readMailbox } from './read-mailbox.ts'
import { toSourceError } from '../sources/source-errors.ts'
import { hasFolder } from '../sources/sources.ts'

// Those that this process has written are seen at once, those of a set-up and of another replica so soon.
const LOOK_FOR_MAILBOXES_MS = 2_000
const RENEWALS_PER_LEASE = 4
// Those that this process has written are looked for at once, those of another replica so soon.
const LOOK_FOR_ERRANDS_MS = 5_000

interface Task {
  /** The mailbox as it was when the task began. */
  readonly mailbox: ConfiguredMailbox
  readonly lease: Lease
  readonly bell: Bell
  readonly abandon: AbortController
  readonly done: Promise<void>
}

/** Shared by the tasks of all mailboxes, by mailbox. */
interface Watch {
  readonly tasks: Map<string, Task>
  /** The number of failures in a row. */
  readonly failures: Map<string, number>
  readonly steps: readonly Step[]
}

/**
 * Reads every enabled mailbox with a folder that no other replica reads. A mailbox's trouble affects only itself:
 * each has a task of its own, with its own connection, lease and retries. When a mailbox's settings change, its task
 * starts again. The database is asked for all mailboxes together, so that an idle one costs next to nothing.
 */
export async function watchMailboxes(context: FetcherContext, steps: readonly Step[]): Promise<void> {
  const watch: Watch = { tasks: new Map(), failures: new Map(), steps }
  await Promise.all([assign(context, watch), keepLeases(context, watch), ringForErrands(context, watch)])
  await Promise.all([...watch.tasks.values()].map(({ done }) => done))
}

/** Begins and abandons tasks as mailboxes change and leases become free. */
async function assign(context: FetcherContext, watch: Watch): Promise<void> {
  const { pool, signal } = context
  const follow = createMailboxList()
  let known: readonly ConfiguredMailbox[] = []
  let withFolder = known
  while (!signal.aborted) {
    try {
      const now = await follow(pool)
      if (now !== known) {
        known = now
        withFolder = known.filter(({ enabled, source }) => enabled && hasFolder(source))
        abandonChanged(watch, withFolder)
      }
      await beginFree(context, watch, withFolder)
    } catch (error) {
      context.log.warn({ err: error }, 'the list of mailboxes could not be read; those in hand go on')
    }
    await mailboxesWritten.wait(LOOK_FOR_MAILBOXES_MS, signal)
  }
}

function abandonChanged({ tasks }: Watch, mailboxes: readonly ConfiguredMailbox[]): void {
  const byId = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]))
  for (const { mailbox, abandon } of tasks.values())
    if (!isDeepStrictEqual(byId.get(mailbox.id), mailbox)) abandon.abort()
}

async function beginFree(
  context: FetcherContext,
  watch: Watch,
  mailboxes: readonly ConfiguredMailbox[],
): Promise<void> {
  const { tasks } = watch
  const free = mailboxes.filter(({ id }) => !tasks.has(id))
  if (free.length === 0) return
  const ids = free.map(({ id }) => id)
  const leases = await takeLeases(context.pool, ids, context.instance, context.config.LEASE_MS)
  const leaseOf = new Map(leases.map((lease) => [lease.mailboxId, lease]))
  for (const mailbox of free) {
    const lease = leaseOf.get(mailbox.id)
    if (lease === undefined) continue
    const own = { mailbox, lease, bell: createBell(), abandon: new AbortController() }
    const done = ownMailbox(context, own, watch).finally(() => tasks.delete(mailbox.id))
    tasks.set(mailbox.id, { ...own, done })
  }
}

/** Reads the mailbox while its lease is held; ends when that is lost, when reading fails, or when the service stops. */
async function ownMailbox(
  context: FetcherContext,
  { mailbox, lease, bell, abandon }: Omit<Task, 'done'>,
  { failures, steps }: Watch,
): Promise<void> {
  const stopped = AbortSignal.any([context.signal, abandon.signal])
  let pause = 0
  try {
    const onGoodLook = () => failures.delete(mailbox.id)
    await readMailbox(context, mailbox, lease, { stopped, bell, onGoodLook, steps })
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
  await releaseLease(context.pool, lease).catch(() => {})
}

/** Doubles with each failure. A wrong password waits longest: servers lock accounts that are tried too often. */
function pauseAfter(failed: number, code: string, config: FetcherConfig): number {
  const longest = code === 'source/auth-failed' ? config.RETRY_REFUSED_LONGEST_MS : config.RETRY_LONGEST_MS
  return Math.round(Math.min(config.RETRY_FIRST_MS * 2 ** (failed - 1), longest) * (0.5 + Math.random() / 2))
}

/** Renews the leases of all mailboxes in hand by one statement. */
async function keepLeases({ pool, config, log, signal }: FetcherContext, { tasks }: Watch): Promise<void> {
  while (!signal.aborted) {
    await delay(config.LEASE_MS / RENEWALS_PER_LEASE, undefined, { signal }).catch(() => {})
    const own = [...tasks.values()]
    if (signal.aborted || own.length === 0) continue
    const leases = own.map(({ lease }) => lease)
    // A failed renewal decides nothing: every write to the ledger asks the database whether the lease holds.
    const held = await renewLeases(pool, leases, config.LEASE_MS).catch(() => undefined)
    for (const { mailbox, abandon } of own) {
      if (held === undefined || held.has(mailbox.id) || abandon.signal.aborted) continue
      log.warn({ mailbox: mailbox.id }, 'the lease was lost')
      abandon.abort()
    }
  }
}

/** Asks for all mailboxes in hand together, whose owners have something to do, and calls them. */
async function ringForErrands({ pool, log, signal }: FetcherContext, { tasks }: Watch): Promise<void> {
  while (!signal.aborted) {
    await errandsWritten.wait(LOOK_FOR_ERRANDS_MS, signal)
    if (tasks.size === 0) continue
    try {
      for (const id of await mailboxesWithErrands(pool, [...tasks.keys()])) tasks.get(id)?.bell.ring()
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'what is to be done in the mailboxes could not be read')
    }
  }
}
