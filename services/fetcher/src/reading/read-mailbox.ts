import { keepsWholeMails } from '@tubepost/events'
import type { Bell } from './bell.ts'
import { finaliseSettled } from './finalise.ts'
import type { FetcherContext } from '../fetcher-state.ts'
import { retireOldLives } from './finalise-sql.ts'
import { openFolderLife } from '../ledger/folder-sql.ts'
import { type Lease, underLease } from './lease-sql.ts'
import { lookForMails } from './look-for-mails.ts'
import { BYTES_NOT_KEPT, canKeepBytes } from '../mailboxes/keep-bytes.ts'
import { noteOpened } from '../mailboxes/mailbox-state-sql.ts'
import type { ConfiguredMailbox } from '../mailboxes/mailboxes-sql.ts'
import { openMailbox } from './open-mailbox.ts'
import type { OwnedFolder, Step } from './owned-folder.ts'
import { reconcile } from './reconcile.ts'
import { SourceError } from '../sources/source-errors.ts'
import { hasFolder } from '../sources/sources.ts'

const NOT_READ =
  'The mailbox is not read while the bytes of its mails cannot be kept. See the check "bytes" of /readyz for the reason.'

interface Reading {
  readonly stopped: AbortSignal
  /** Rings when the database has something for the owner to do. */
  readonly bell: Bell
  readonly onGoodLook: () => void
  /** Steps besides taking in and finishing. */
  readonly steps: readonly Step[]
}

/**
 * Reads one mailbox for as long as the lease holds: takes in new mails, finishes settled ones, waits. `onGoodLook` is
 * called after each successful look at the folder.
 */
export async function readMailbox(
  context: FetcherContext,
  mailbox: ConfiguredMailbox,
  lease: Lease,
  { stopped, bell, onGoodLook, steps }: Reading,
): Promise<void> {
  const { source } = mailbox
  if (!hasFolder(source)) return
  if (keepsWholeMails(mailbox) && !(await canKeepBytes(context))) throw new SourceError(BYTES_NOT_KEPT, NOT_READ)
  const folder = await openMailbox(context, mailbox)
  try {
    const life = await underLease(context.pool, lease, async (tx) => {
      const { account, life: name, lastUid } = folder
      const opened = await openFolderLife(tx, { mailboxId: mailbox.id, account, life: name, lastUid })
      await retireOldLives(tx, mailbox.id, opened.id)
      await noteOpened(tx, mailbox.id)
      return opened
    })
    context.log.info({ mailbox: mailbox.id, epoch: lease.epoch }, 'reading the mailbox')
    await follow(context, { mailbox, folder, life, lease }, source.pollIntervalMs, { stopped, bell, onGoodLook, steps })
  } finally {
    await folder.close()
  }
}

async function follow(
  context: FetcherContext,
  owned: OwnedFolder,
  pollMs: number,
  { stopped, bell, onGoodLook, steps }: Reading,
): Promise<void> {
  const { RECONCILE_INTERVAL_MS } = context.config
  let next = 1
  let news = true
  let rung = true
  let polled = performance.now()
  let reconciled = Number.NEGATIVE_INFINITY
  while (!stopped.aborted) {
    // IDLE dies silently (imapflow#14, mail_room#61), so the folder is also looked at at intervals.
    const isPollDue = performance.now() - polled >= pollMs
    if (isPollDue) {
      polled = performance.now()
      await owned.folder.refresh()
    }
    if (news || isPollDue) {
      next = await lookForMails(context, owned, next, stopped)
      onGoodLook()
    }
    if (rung) {
      await finaliseSettled(context, owned)
      for (const step of steps) await step(context, owned, stopped)
    }
    if (performance.now() - reconciled >= RECONCILE_INTERVAL_MS && !stopped.aborted) {
      reconciled = performance.now()
      await reconcile(context, owned, next)
    }
    const nextDue = Math.min(polled + pollMs, reconciled + RECONCILE_INTERVAL_MS)
    ;({ news, rung } = await bell.waitIn(owned.folder, stopped, Math.max(0, nextDue - performance.now())))
  }
}
