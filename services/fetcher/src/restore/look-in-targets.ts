import { parseHeaderBlock } from '@tubepost/mail'
import type { ServiceContext } from '@tubepost/service'
import type { FetcherContext } from '../fetcher-state.ts'
import { ARRIVAL_PRECISION_MS, type Intake } from '../ledger/decide-intake.ts'
import { describeFound, isAnonymous, type ReceivedEvent } from '../ledger/describe-mail.ts'
import { holdLease } from '../reading/lease-sql.ts'
import { insertMails, knownFingerprints } from '../ledger/ledger-sql.ts'
import { openMailbox } from '../reading/open-mailbox.ts'
import type { OwnedFolder } from '../reading/owned-folder.ts'
import type { Folder, FoundMail } from '../sources/folder.ts'
import { SourceError } from '../sources/source-errors.ts'
import { entryOf } from '../ledger/entry-of.ts'

// One FETCH, one transaction, with whole header blocks.
const BATCH = 50
const NAMELESS =
  'Found where mails are moved to, after a restore. It has neither Date nor Message-ID, so nothing tells whether it was acted on.'

/**
 * Takes in the mails in the folders that mails are moved to which have arrived since then and are not in the ledger:
 * they were acted on after the ledger's time, and the effect is lost.
 * @returns the number of mails taken in
 */
export async function lookInTargets(
  context: FetcherContext,
  owned: OwnedFolder,
  since: Date,
  stopped: AbortSignal,
): Promise<number> {
  const { afterSuccess, afterFailure } = owned.mailbox.policy
  const targets = new Set(
    [afterSuccess, afterFailure].flatMap((after) => (typeof after === 'object' ? after.move : [])),
  )
  // A mail of the same second has an earlier date there.
  const from = new Date(since.getTime() - ARRIVAL_PRECISION_MS)
  let taken = 0
  for (const target of targets) {
    const folder = await openTarget(context, owned, target)
    if (folder === undefined) continue
    try {
      const uids = await folder.uidsSince(from)
      for (let i = 0; i < uids.length && !stopped.aborted; i += BATCH)
        taken += await takeInMoved(context, owned, folder, await arrivedSince(folder, uids.slice(i, i + BATCH), from))
    } finally {
      await folder.close()
    }
  }
  return taken
}

/** @returns undefined where there is no such folder, because nothing was ever moved there */
async function openTarget(
  context: FetcherContext,
  { mailbox, folder }: OwnedFolder,
  target: string,
): Promise<Folder | undefined> {
  for (const path of folder.pathsOf(target)) {
    try {
      return await openMailbox(context, mailbox, path)
    } catch (error) {
      if (!(error instanceof SourceError && error.code === 'source/folder')) throw error
    }
  }
  return undefined
}

/** IMAP searches by the day (RFC 9051 §6.4.4); by the second only where the server can (RFC 5032), as Dovecot does. */
async function arrivedSince(folder: Folder, uids: readonly number[], since: Date): Promise<FoundMail[]> {
  const found = (await folder.fetch(uids)).filter(({ arrivedAt }) => Date.parse(arrivedAt) >= since.getTime())
  // Fingerprints are of whole header blocks.
  const whole: FoundMail[] = []
  for (const mail of found) whole.push(...(mail.header.isCut ? await folder.fetch([mail.uid]) : [mail]))
  return whole
}

async function takeInMoved(
  context: ServiceContext,
  { mailbox, lease }: OwnedFolder,
  folder: Folder,
  found: readonly FoundMail[],
): Promise<number> {
  const origin = context.origin()
  const received = found.map((mail) => describeFound(mailbox.id, folder, mail, origin))
  return context.act(async (tx) => {
    await holdLease(tx, lease)
    const known = await knownFingerprints(
      tx,
      mailbox.id,
      received.map(({ data }) => data.fingerprint),
    )
    const unknown = received.filter(({ data }) => !known.has(data.fingerprint) && known.add(data.fingerprint))
    // The message is where its policy wants it, so nothing is left to do in a folder.
    const entries = unknown.map((event) => entryOf(event, intakeOf(event), null))
    const inserted = await insertMails(tx, mailbox.id, entries, null)
    // The sweep for lost mails publishes them.
    return unknown.filter((event) => inserted.has(event.data.mailId) && intakeOf(event).kind === 'publish').length
  })
}

function intakeOf({ data }: ReceivedEvent): Intake {
  return isAnonymous(parseHeaderBlock(data.headers))
    ? { kind: 'alarm', text: NAMELESS }
    : { kind: 'publish', backlog: false }
}
