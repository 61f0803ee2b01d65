import type { WrittenBlob } from '@tubepost/blobs'
import { keepsWholeMails } from '@tubepost/events'
import type { Pool, Tx } from '@tubepost/db'
import { crashPoint } from '@tubepost/service'
import { claimBytes } from '../ledger/claim-bytes.ts'
import { decideIntakes, type Surroundings } from '../ledger/decide-intake.ts'
import { describeFound, type ReceivedEvent, settleAtOnce, withBytes } from '../ledger/describe-mail.ts'
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
type Message = FoundMail & { readonly unreadable?: boolean }

/** A message with the event that it will be. */
export interface Arrival extends FoundMail {
  readonly event: ReceivedEvent
  readonly fingerprint: string
  readonly unreadable: boolean
  /** Its bytes, where they are kept; `size` is then theirs. */
  readonly written?: WrittenBlob | undefined
}

/**
 * Takes found mails in by their headers.
 * @param since when the server was asked for them, milliseconds since 1970
 */
export async function takeIn(
  context: FetcherContext,
  owned: OwnedFolder,
  found: readonly Message[],
  since: number,
): Promise<void> {
  await enter(context, owned, describeArrivals(context, owned, found), since)
}

export function describeArrivals(
  context: FetcherContext,
  { mailbox, folder }: OwnedFolder,
  found: readonly Message[],
): Arrival[] {
  const origin = context.origin()
  return found.map((mail) => {
    const event = describeFound(mailbox.id, folder, mail, origin)
    return { ...mail, event, fingerprint: event.data.fingerprint, unreadable: mail.unreadable ?? false }
  })
}

export async function surroundingsOf(
  on: Tx | Pool,
  { mailbox, life }: OwnedFolder,
  arrivals: readonly Arrival[],
): Promise<Surroundings> {
  const fingerprints = arrivals.map(({ fingerprint }) => fingerprint)
  return {
    policy: mailbox.policy,
    backlogUid: life.backlogUid,
    openingUid: life.openingUid,
    previousLook: life.previousLook,
    tellsTwins: !keepsWholeMails(mailbox),
    known: await knownFingerprints(on, mailbox.id, fingerprints, keepsWholeMails(mailbox) ? life.id : null),
  }
}

/**
 * Enters mails into the ledger: the rows are committed, with the claims on bytes that were written, then the events are
 * published, then the broker's answer is noted. A crash in between leaves a row that is published again; it never leaves
 * an event without a row.
 */
export async function enter(
  context: FetcherContext,
  owned: OwnedFolder,
  arrivals: readonly Arrival[],
  since: number,
): Promise<void> {
  if (arrivals.length === 0) return
  const { mailbox, life } = owned
  const origin = context.origin()
  const generation = await context.generationOf('MAIL')
  const taken = await context.act(async (tx, { emit, tally }) => {
    await holdLease(tx, owned.lease)
    const decided = decideIntakes(arrivals, await surroundingsOf(tx, owned, arrivals)).map(({ mail, intake }) => {
      const backlog = intake.kind === 'publish' && intake.backlog
      const received = withBytes(mail.event, mail)
      return { mail, intake, received: { ...received, data: { ...received.data, backlog } } }
    })
    const entries = decided.map(({ mail, intake, received }) =>
      entryOf(received, intake, { lifeId: life.id, uid: mail.uid }),
    )
    const inserted = await insertMails(tx, mailbox.id, entries, generation)
    await forgetFetchFailures(
      tx,
      life.id,
      arrivals.map(({ uid }) => uid),
    )
    const news = decided.filter(({ received }) => inserted.has(received.data.mailId))
    for (const { intake, received } of news) {
      countIntake(tally, mailbox.id, intake)
      if (intake.kind === 'settle') emit(settleAtOnce(received, intake, origin))
    }
    await claimBytes(
      tx,
      news.map(({ mail, received }) => ({ received, written: mail.written })),
    )
    return news
  })
  for (const { received } of taken)
    context.trace.began(received, { ...FETCHED, system: owned.folder.kind, startedAt: since })
  const toPublish = taken.flatMap(({ intake, received }) => (intake.kind === 'publish' ? [received] : []))
  crashPoint('after-ledger-row')
  await publishMails(context, toPublish)
}

const FETCHED = { type: 'receive', name: 'fetch', on: 'mailbox' } as const
