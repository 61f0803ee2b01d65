import { deriveId, firstEvent, mailboxReconciled } from '@tubepost/events'
import type { ServiceContext } from '@tubepost/service'
import { retireOldLives } from './finalise-sql.ts'
import { uidStates } from '../ledger/folder-sql.ts'
import { underLease } from './lease-sql.ts'
import type { OwnedFolder } from './owned-folder.ts'

// An operator reads a handful; the count gives the number of all.
const SHOWN_ALARMS = 100
const REMOVED = new Set(['moved', 'deleted', 'gone'])

export interface UidState {
  uid: number
  alarm: string | null
  settled: boolean
  finalAction: string | null
}

/** Compares the UIDs of the server with the ledger: each is settled, waiting, or a reason for an alarm. */
export function compareUids(onServer: readonly number[], ledger: readonly UidState[]) {
  const known = new Map(ledger.map((state) => [state.uid, state]))
  const alarmed: { uid: number; problem: string }[] = []
  let settled = 0
  let waiting = 0
  for (const uid of onServer) {
    const state = known.get(uid)
    if (state === undefined) alarmed.push({ uid, problem: 'not in the ledger' })
    else if (state.alarm !== null && !state.settled) alarmed.push({ uid, problem: state.alarm })
    else if (REMOVED.has(state.finalAction ?? ''))
      alarmed.push({ uid, problem: `was ${state.finalAction}, yet is there` })
    else if (state.settled) settled++
    else waiting++
  }
  return {
    onServer: onServer.length,
    settled,
    waiting,
    alarmed: alarmed.slice(0, SHOWN_ALARMS),
    alarms: alarmed.length,
  }
}

/**
 * Compares the folder below `next`, which is as far as the looks have got, with the ledger, and publishes the result.
 */
export async function reconcile(context: ServiceContext, owned: OwnedFolder, next: number): Promise<void> {
  const { mailbox, folder, life, lease } = owned
  // Mails that were settled after their life of the folder had ended.
  await underLease(context.pool, lease, (tx) => retireOldLives(tx, mailbox.id, life.id))
  const onServer = (await folder.uidsFrom(1)).filter((uid) => uid < next)
  const result = compareUids(onServer, await uidStates(context.pool, life.id, onServer))
  if (result.alarms > 0)
    context.log.error({ mailbox: mailbox.id, alarms: result.alarms }, 'mails on the server that need a look')
  await context.act(async (_tx, { now, origin, emit }) =>
    emit(
      firstEvent(mailboxReconciled, origin, {
        id: deriveId('reconciled', mailbox.id, now),
        mailbox: mailbox.id,
        data: { mailbox: mailbox.id, ...result },
      }),
    ),
  )
}
