import type { ServiceContext } from '@tubepost/service'
import { finaliseSettled } from './finalise.ts'
import { type FolderLife, noteLook, openFolderLife, retireOldLives, unknownUids } from './folder-sql.ts'
import type { Lease } from './lease-sql.ts'
import { noteOpened } from './mailbox-state-sql.ts'
import type { ConfiguredMailbox } from './mailboxes-sql.ts'
import { reconcile } from './reconcile.ts'
import { type Folder, openImapFolder } from './sources/imap.ts'
import { takeIn } from './take-in.ts'

// One FETCH, one transaction, one batch at the broker.
const FETCH_BATCH = 200
const RECONCILE_MS = 5 * 60_000
// Settlements are written by whichever replica gets them; this is how soon the owner of the mailbox sees one.
const LOOK_AT_LEDGER_MS = 500

/** Reads one mailbox for as long as the lease holds: takes in what is new, finishes what is settled, waits. */
export async function readMailbox(
  context: ServiceContext,
  mailbox: ConfiguredMailbox,
  lease: Lease,
  stopped: AbortSignal,
): Promise<void> {
  if (mailbox.source.kind !== 'imap') return
  const folder = await openImapFolder(mailbox.source)
  try {
    const life = await openFolderLife(context.pool, {
      mailboxId: mailbox.id,
      account: folder.account,
      uidValidity: folder.uidValidity,
      lastUid: folder.lastUid,
    })
    await retireOldLives(context.pool, mailbox.id, life.id)
    await noteOpened(context.pool, mailbox.id)
    context.log.info({ mailbox: mailbox.id, epoch: lease.epoch }, 'reading the mailbox')
    await follow(context, { mailbox, folder, life, lease }, mailbox.source.pollIntervalMs, stopped)
  } finally {
    await folder.close()
  }
}

async function follow(
  context: ServiceContext,
  place: { mailbox: ConfiguredMailbox; folder: Folder; life: FolderLife; lease: Lease },
  pollMs: number,
  stopped: AbortSignal,
): Promise<void> {
  let next = 1
  let news = true
  let polled = Number.NEGATIVE_INFINITY
  let reconciled = Number.NEGATIVE_INFINITY
  while (!stopped.aborted) {
    const now = performance.now()
    if (news || now - polled >= pollMs) {
      polled = now
      next = await takeInFrom(context, place, next, stopped)
    }
    await finaliseSettled(context, place)
    if (now - reconciled >= RECONCILE_MS && !stopped.aborted) {
      reconciled = now
      await reconcile(context, place, await place.folder.uidsFrom(1))
    }
    news = await place.folder.wait(stopped, Math.min(pollMs, LOOK_AT_LEDGER_MS))
  }
}

/** Takes in all unknown mails with UIDs from `first` on. @returns the UID to look from the next time */
async function takeInFrom(
  context: ServiceContext,
  place: { mailbox: ConfiguredMailbox; folder: Folder; life: FolderLife; lease: Lease },
  first: number,
  stopped: AbortSignal,
): Promise<number> {
  const uids = await place.folder.uidsFrom(first)
  const unknown = await unknownUids(context.pool, place.life.id, uids)
  for (let i = 0; i < unknown.length && !stopped.aborted; i += FETCH_BATCH) {
    const found = await place.folder.fetch(unknown.slice(i, i + FETCH_BATCH))
    await takeIn(context, place, found)
    await finaliseSettled(context, place)
  }
  if (stopped.aborted) return first
  await noteLook(context.pool, place.life.id)
  return Math.max(first, (uids.at(-1) ?? 0) + 1)
}
