import { isSampledText, type TubepostEvent } from '@tubepost/events'
import { aboutMails, crashPoint, type ServiceContext, type Work } from '@tubepost/service'
import { type After, groupByAfter } from './decide-after.ts'
import { fingerprintOf, messageIdOf } from '../ledger/describe-mail.ts'
import { mailsToFinalise, markCopyBegun, markFinal, postponeFinal, type ToFinalise } from './finalise-sql.ts'
import { LeaseLostError, renewLease, underLease } from './lease-sql.ts'
import type { OwnedFolder } from './owned-folder.ts'
import type { Copying } from '../sources/folder.ts'
import { isRefusal, SourceError } from '../sources/source-errors.ts'

const BATCH = 500

/** UIDs by the act that was done for them. */
type Done = Partial<Record<'kept' | 'marked' | 'moved' | 'deleted' | 'flagged' | 'gone', readonly number[]>>

/**
 * Marks, moves or deletes the messages of settled mails, in UID sets, and notes as final only those that the server's
 * answer names or that are gone. Doing it again does nothing new. Messages for which the server refuses are tried
 * again later and stop nothing.
 */
export async function finaliseSettled(context: ServiceContext, owned: OwnedFolder): Promise<void> {
  for (;;) {
    const mails = await mailsToFinalise(context.pool, owned.mailbox.id, owned.life.id, BATCH)
    if (mails.length === 0) return
    // The two events after which these UIDs would no longer be ours: a lost lease and a new life of the folder.
    if (!(await renewLease(context.pool, owned.lease))) throw new LeaseLostError(owned.lease)
    await owned.folder.refresh()
    const groups = groupByAfter(owned.mailbox.policy, mails)
    for (const { after, group } of groups) await finaliseGroup(context, owned, after, group)
    if (mails.length < BATCH || context.signal.aborted) return
  }
}

async function finaliseGroup(
  context: ServiceContext,
  owned: OwnedFolder,
  after: After,
  mails: readonly ToFinalise[],
): Promise<void> {
  const idsOf = (uids: readonly number[]) => mails.filter(({ uid }) => uids.includes(uid)).map(({ mailId }) => mailId)
  const uids = mails.map(({ uid }) => uid)
  const problem = (left: readonly number[], code: string) =>
    underLease(context.pool, owned.lease, (tx) => postponeFinal(tx, idsOf(left), code))
  const startedAt = Date.now()
  const finalised = { ...FINALISED, system: owned.folder.kind, startedAt }
  try {
    const done = await finish(context, owned, after, mails)
    await underLease(context.pool, owned.lease, async (tx) => {
      for (const [action, which] of Object.entries(done)) await markFinal(tx, idsOf(which), action)
    })
    const isDone = (uid: number) => Object.values(done).some((which) => which.includes(uid))
    for (const { uid, event } of mails) if (isDone(uid)) traceFinal(context, event, finalised)
    const left = uids.filter((uid) => !isDone(uid))
    if (left.length > 0) await problem(left, 'source/left-behind')
  } catch (error) {
    if (error instanceof SourceError) await problem(uids, error.code)
    if (!isRefusal(error)) throw error
    const refused = { ...finalised, key: `refused ${startedAt}`, error: (error as SourceError).code }
    for (const { event } of mails) traceFinal(context, event, refused)
    context.log.error(
      { err: error, mailbox: owned.mailbox.id, ...aboutMails(mails.map(({ mailId }) => mailId)) },
      'the server refuses what the policy says; it is tried again',
    )
  }
}

const FINALISED = { type: 'settle', name: 'finalise', on: 'mailbox', key: 'finalise' } as const

/** The event is text, and is parsed only where it has a span. */
function traceFinal(context: ServiceContext, event: string, work: Work & { key: string }): void {
  if (isSampledText(event)) context.trace.did(JSON.parse(event) as TubepostEvent, work)
}

async function finish(
  context: ServiceContext,
  owned: OwnedFolder,
  after: After,
  mails: readonly ToFinalise[],
): Promise<Done> {
  const { folder } = owned
  const uids = mails.map(({ uid }) => uid)
  if (after === 'keep') return { kept: uids }
  if (after === 'markRead') {
    await folder.markSeen(uids)
    return { marked: uids }
  }
  if (after === 'delete') return { [await folder.remove(uids)]: uids }
  if (folder.copying !== undefined) return moveByCopy(context, owned, folder.copying, { target: after.move, mails })
  const done = await folder.move(uids, after.move)
  crashPoint('after-move')
  return done
}

/**
 * Copies, then removes. The rows are marked before the copy; a marked mail is looked for in the target first, so that
 * a crash after the copy leaves no second one.
 */
async function moveByCopy(
  context: ServiceContext,
  { folder, lease }: OwnedFolder,
  copying: Copying,
  { target, mails }: { target: string; mails: readonly ToFinalise[] },
): Promise<Done> {
  const there = await folder.present(mails.map(({ uid }) => uid))
  const gone = mails.map(({ uid }) => uid).filter((uid) => !there.includes(uid))
  if (there.length === 0) return { gone }
  const open = mails.filter(({ uid }) => there.includes(uid))
  const toCopy: ToFinalise[] = []
  for (const mail of open) if (!mail.copyBegun || !(await isIn(copying, target, mail))) toCopy.push(mail)
  if (toCopy.length > 0) {
    await underLease(context.pool, lease, (tx) =>
      markCopyBegun(
        tx,
        toCopy.map(({ mailId }) => mailId),
      ),
    )
    await copying.copy(
      toCopy.map(({ uid }) => uid),
      target,
    )
    crashPoint('after-move')
  }
  const removed = await folder.remove(there)
  return { gone, [removed === 'deleted' ? 'moved' : 'flagged']: there }
}

async function isIn(copying: Copying, target: string, mail: ToFinalise): Promise<boolean> {
  const { data } = JSON.parse(mail.event) as { data: { headers: string; size: number } }
  const found = await copying.headersIn(target, { size: data.size, messageId: messageIdOf(data.headers) })
  return found.some((headers) => fingerprintOf(headers, mail.mailId) === mail.fingerprint)
}
