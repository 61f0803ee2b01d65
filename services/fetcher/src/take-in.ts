import { transaction } from '@tubepost/db'
import type { TubepostEvent } from '@tubepost/events'
import { crashPoint, type ServiceContext } from '@tubepost/service'
import { decideIntake, type Surroundings } from './decide-intake.ts'
import { describeMail, type ReceivedEvent, settleAtOnce } from './describe-mail.ts'
import type { FolderLife } from './folder-sql.ts'
import { holdLease, insertMails, knownFingerprints, type LedgerEntry, markMailsPublished } from './ledger-sql.ts'
import type { Lease } from './lease-sql.ts'
import type { ConfiguredMailbox } from './mailboxes-sql.ts'
import type { Folder, FoundMail } from './sources/imap.ts'

/** The lease went to somebody else: leave the mailbox at once, without another word to its server. */
export class LeaseLostError extends Error {}

/**
 * Takes found mails in: the ledger row is committed, then the event is published, then the broker's answer is noted. A
 * crash in between leaves a row that is published again; it never leaves an event without a row.
 */
export async function takeIn(
  context: ServiceContext,
  place: { mailbox: ConfiguredMailbox; folder: Folder; life: FolderLife; lease: Lease },
  found: readonly FoundMail[],
): Promise<void> {
  const { mailbox, folder, life, lease } = place
  const origin = { service: 'fetcher', now: new Date().toISOString() }
  const described = found.map((mail) =>
    describeMail(
      {
        mailbox: mailbox.id,
        identity: { kind: 'imap', account: folder.account, uidValidity: folder.uidValidity, uid: mail.uid },
        arrivedAt: mail.arrivedAt,
        envelope: { from: null, recipients: [] },
        headers: mail.headers,
        size: mail.size,
        body: null,
        backlog: false,
      },
      origin,
    ),
  )
  const toPublish: ReceivedEvent[] = []
  const settlements: TubepostEvent[] = []
  await context.act(async (tx) => {
    toPublish.length = 0
    settlements.length = 0
    if (!(await holdLease(tx, lease))) throw new LeaseLostError(`the lease of ${mailbox.id} is lost`)
    const around: Surroundings = {
      policy: mailbox.policy,
      backlogUid: life.backlogUid,
      previousLook: life.previousLook,
      known: await knownFingerprints(
        tx,
        mailbox.id,
        described.map((event) => event.data.fingerprint),
      ),
    }
    const entries = described.map((event, i): LedgerEntry => {
      const mail = found[i] as FoundMail
      const intake = decideIntake({ ...mail, fingerprint: event.data.fingerprint }, around)
      const received = { ...event, data: { ...event.data, backlog: intake.kind === 'publish' && intake.backlog } }
      if (intake.kind === 'publish') toPublish.push(received)
      if (intake.kind === 'settle') settlements.push(settleAtOnce(received, intake, origin))
      return {
        mailId: event.data.mailId,
        lifeId: life.id,
        uid: mail.uid,
        fingerprint: event.data.fingerprint,
        arrivedAt: mail.arrivedAt,
        event: JSON.stringify(received),
        settled: intake.kind === 'settle' ? intake : null,
        alarm: intake.kind === 'alarm' ? intake.text : null,
      }
    })
    const inserted = await insertMails(tx, mailbox.id, entries)
    return settlements.filter((event) => inserted.has(event.correlationid))
  })
  crashPoint('after-ledger-row')
  await publishMails(context, toPublish)
}

/** Publishes mails that stand in the ledger and notes where the broker keeps them. */
export async function publishMails(context: ServiceContext, events: readonly ReceivedEvent[]): Promise<void> {
  if (events.length === 0) return
  const published = await context.publish(events, () => crashPoint('after-publish'))
  crashPoint('after-puback')
  const mailIds = new Map(events.map((event) => [event.id, event.data.mailId]))
  await transaction(context.pool, (tx) =>
    markMailsPublished(
      tx,
      published.map(({ id, generation, sequence }) => ({ mailId: mailIds.get(id) ?? '', generation, sequence })),
    ),
  )
}
