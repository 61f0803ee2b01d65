import { crashPoint } from '@tubepost/service'
import { decideIntakes, type Surroundings } from '../ledger/decide-intake.ts'
import { describeFound, settleAtOnce } from '../ledger/describe-mail.ts'
import { forgetFetchFailures } from '../ledger/folder-sql.ts'
import type { FetcherContext } from '../fetcher-state.ts'
import { holdLease } from './lease-sql.ts'
import { entryOf } from '../ledger/entry-of.ts'
import { insertMails, knownFingerprints } from '../ledger/ledger-sql.ts'
import { countIntake } from '../ledger/mail-counts.ts'
import type { OwnedFolder } from './owned-folder.ts'
import { publishMails } from '../ledger/publish-mails.ts'
import type { FoundMail } from '../sources/folder.ts'

/** A found message, or the UID of one whose header block the server does not give. */
export type Arrival = FoundMail & { readonly unreadable?: boolean }

/**
 * Takes found mails in: the ledger row is committed, then the event is published, then the broker's answer is noted.
 * A crash in between leaves a row that is published again; it never leaves an event without a row.
 * @param since when the server was asked for them, milliseconds since 1970
 */
export async function takeIn(
  context: FetcherContext,
  owned: OwnedFolder,
  found: readonly Arrival[],
  since: number,
): Promise<void> {
  if (found.length === 0) return
  const { mailbox, life } = owned
  const origin = context.origin()
  const arrivals = found.map((mail) => {
    const event = describeFound(mailbox.id, owned.folder, mail, origin)
    return { ...mail, event, fingerprint: event.data.fingerprint, unreadable: mail.unreadable ?? false }
  })
  const generation = await context.generationOf('MAIL')
  const taken = await context.act(async (tx, { emit, tally }) => {
    await holdLease(tx, owned.lease)
    const fingerprints = arrivals.map(({ fingerprint }) => fingerprint)
    const around: Surroundings = {
      policy: mailbox.policy,
      backlogUid: life.backlogUid,
      openingUid: life.openingUid,
      previousLook: life.previousLook,
      known: await knownFingerprints(tx, mailbox.id, fingerprints),
    }
    const decided = decideIntakes(arrivals, around).map(({ mail, intake }) => {
      const backlog = intake.kind === 'publish' && intake.backlog
      return { mail, intake, received: { ...mail.event, data: { ...mail.event.data, backlog } } }
    })
    const entries = decided.map(({ mail, intake, received }) =>
      entryOf(received, intake, { lifeId: life.id, uid: mail.uid }),
    )
    const inserted = await insertMails(tx, mailbox.id, entries, generation)
    await forgetFetchFailures(
      tx,
      life.id,
      found.map(({ uid }) => uid),
    )
    const news = decided.filter(({ received }) => inserted.has(received.data.mailId))
    for (const { intake, received } of news) {
      countIntake(tally, mailbox.id, intake)
      if (intake.kind === 'settle') emit(settleAtOnce(received, intake, origin))
    }
    return news
  })
  for (const { received } of taken)
    context.trace.began(received, { ...FETCHED, system: owned.folder.kind, startedAt: since })
  const toPublish = taken.flatMap(({ intake, received }) => (intake.kind === 'publish' ? [received] : []))
  crashPoint('after-ledger-row')
  await publishMails(context, toPublish)
}

const FETCHED = { type: 'receive', name: 'fetch', on: 'mailbox' } as const
