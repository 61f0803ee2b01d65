import { deriveId, firstEvent, mailboxReconciled } from '@tubepost/events'
import type { ServiceContext } from '@tubepost/service'
import { type FolderLife, uidStates } from './folder-sql.ts'
import type { ConfiguredMailbox } from './mailboxes-sql.ts'

// An operator reads a handful; the count says how many there are.
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

/** Publishes what the comparison found. */
export async function reconcile(
  context: ServiceContext,
  place: { mailbox: ConfiguredMailbox; life: FolderLife },
  onServer: readonly number[],
): Promise<void> {
  const { mailbox, life } = place
  const result = compareUids(onServer, await uidStates(context.pool, life.id, onServer))
  if (result.alarms > 0)
    context.log.error({ mailbox: mailbox.id, alarms: result.alarms }, 'mails on the server that need a look')
  await context.act(async (_tx, { now, origin }) => [
    firstEvent(mailboxReconciled, origin, {
      id: deriveId('reconciled', mailbox.id, now),
      mailbox: mailbox.id,
      data: { mailbox: mailbox.id, ...result },
    }),
  ])
}
