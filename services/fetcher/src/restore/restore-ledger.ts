import { type BlobClaim, claimKnown } from '@tubepost/blobs'
import { isA, mailReceived, mailSettled, type TubepostEvent } from '@tubepost/events'
import type { Restored } from '@tubepost/service'
import type { Tx } from '@tubepost/db'
import { hasFolder } from '../sources/sources.ts'
import type { ReceivedEvent } from '../ledger/describe-mail.ts'
import { ownerOf } from '../ledger/owner-of.ts'
import { readMailboxes } from '../mailboxes/mailboxes-sql.ts'
import {
  askLooks,
  type BrokersMail,
  doubtPublished,
  enterMails,
  enterSettled,
  type RestoreLook,
  type SettledAtOnce,
} from './restore-sql.ts'

/**
 * Restores a ledger that was put back to an earlier time. The broker's mails since then are entered before their
 * settlements are handled again, because a settlement needs its row. Mails that neither book has may still be in a
 * folder, or in one that mails are moved to: those are looked through when the mailbox is read.
 */
export async function restoreLedger(tx: Tx, { since, at, events }: Restored): Promise<TubepostEvent[]> {
  await doubtPublished(tx)
  for await (const batch of events('MAIL')) {
    const latest = new Map<string, BrokersMail>()
    const claims: BlobClaim[] = []
    for (const { event, generation, sequence } of batch) {
      if (!isA(mailReceived, event)) continue
      const mail = brokersMail(event, { generation, sequence })
      if ((latest.get(mail.mailId)?.round ?? 0) <= mail.round) latest.set(mail.mailId, mail)
      const { body } = event.data
      if (body !== null) claims.push({ sha256: body.sha256, owner: ownerOf(event) })
    }
    await enterMails(tx, [...latest.values()])
    // Bytes that were written after the restored time are lost, but for those that another mail had before.
    await claimKnown(tx, claims)
  }
  for await (const batch of events('OUTCOME'))
    await enterSettled(
      tx,
      batch.flatMap(({ event }) => settledAtOnce(event)),
    )
  const look: RestoreLook = {
    since: since.toISOString().slice(0, 10),
    alreadySeen: true,
    askedBy: 'restore',
    restoredTo: since.toISOString(),
    requestedAt: at.toISOString(),
    finishedAt: null,
    found: null,
    taken: null,
  }
  const withFolder = (await readMailboxes(tx)).filter(({ source }) => hasFolder(source))
  await askLooks(
    tx,
    withFolder.map(({ id }) => id),
    look,
  )
  return []
}

function brokersMail(received: ReceivedEvent, at: { generation: string; sequence: number }): BrokersMail {
  const { mailId, mailbox, fingerprint, arrivedAt } = received.data
  return {
    mailId,
    mailbox,
    fingerprint,
    arrivedAt,
    takenAt: received.time,
    event: JSON.stringify(received),
    redrive: received.redrive,
    round: received.round ?? 0,
    ...at,
  }
}

function settledAtOnce(event: TubepostEvent): SettledAtOnce[] {
  if (!isA(mailSettled, event)) return []
  const { mailId, mailbox, outcome, reason, mail } = event.data
  if (mail === undefined) return []
  return [{ mailId, mailbox, outcome, reason, arrivedAt: mail.arrivedAt, settledAt: event.time }]
}
