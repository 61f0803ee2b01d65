import type { Policy } from '@tubepost/events'
import { crashPoint, type ServiceContext } from '@tubepost/service'
import { type FolderLife, mailsToFinalise, markFinal, postponeFinal, type ToFinalise } from './folder-sql.ts'
import type { Lease } from './lease-sql.ts'
import type { ConfiguredMailbox } from './mailboxes-sql.ts'
import type { Folder } from './sources/imap.ts'
import { SourceError } from './sources/source-errors.ts'

const BATCH = 500

type After = Policy['afterSuccess']

/** What the policy says for a settled mail. Automatic mail counts as success; what was never ours to handle stays put. */
export function afterSettlement(policy: Policy, mail: { outcome: string; reason: string | null }): After {
  if (mail.reason === 'already_seen') return 'keep'
  const succeeded = mail.outcome === 'applied' || mail.outcome === 'duplicate' || mail.reason === 'automatic'
  return succeeded ? policy.afterSuccess : policy.afterFailure
}

/**
 * Marks, moves or deletes what is settled, in UID sets, and notes as final only what the server's answer names or what
 * is no longer there. Doing it again does nothing new.
 * @returns how many mails were looked at
 */
export async function finaliseSettled(
  context: ServiceContext,
  place: { mailbox: ConfiguredMailbox; folder: Folder; life: FolderLife; lease: Lease },
): Promise<number> {
  const { mailbox, life } = place
  let looked = 0
  for (;;) {
    const mails = await mailsToFinalise(context.pool, mailbox.id, life.id, BATCH)
    const groups = Map.groupBy(mails, (mail) => JSON.stringify(afterSettlement(mailbox.policy, mail)))
    for (const [after, group] of groups) await finaliseGroup(context, place, JSON.parse(after) as After, group)
    looked += mails.length
    if (mails.length < BATCH) return looked
  }
}

async function finaliseGroup(
  context: ServiceContext,
  { folder, lease }: { folder: Folder; lease: Lease },
  after: After,
  mails: readonly ToFinalise[],
): Promise<void> {
  const byUid = new Map(mails.map((mail) => [mail.uid, mail.mailId]))
  const idsOf = (uids: readonly number[]) => uids.flatMap((uid) => byUid.get(uid) ?? [])
  const uids = [...byUid.keys()]
  try {
    if (after === 'keep') return await markFinal(context.pool, lease, idsOf(uids), 'kept')
    if (after === 'markRead') {
      await folder.markSeen(uids)
      return await markFinal(context.pool, lease, idsOf(uids), 'marked')
    }
    if (after === 'delete') {
      await folder.remove(uids)
      return await markFinal(context.pool, lease, idsOf(uids), 'deleted')
    }
    const { moved, gone } = await folder.move(uids, after.move)
    crashPoint('after-move')
    await markFinal(context.pool, lease, idsOf(moved), 'moved')
    await markFinal(context.pool, lease, idsOf(gone), 'gone')
    const refused = uids.filter((uid) => !moved.includes(uid) && !gone.includes(uid))
    if (refused.length === 0) return
    context.log.warn(
      { mailbox: lease.mailboxId, mails: refused.length },
      'the server refused a move; it is tried again',
    )
    await postponeFinal(context.pool, idsOf(refused), 'imap/move-refused')
  } catch (error) {
    if (error instanceof SourceError) await postponeFinal(context.pool, idsOf(uids), error.code)
    throw error
  }
}
