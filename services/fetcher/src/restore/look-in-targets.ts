import { keepsWholeMails } from '@tubepost/events'
import { isAnonymous, parseHeaderBlock } from '@tubepost/mail'
import type { FetcherContext } from '../fetcher-state.ts'
import { ARRIVAL_PRECISION_MS, type Intake } from '../ledger/decide-intake.ts'
import { claimBytes, type MailWithBytes } from '../ledger/claim-bytes.ts'
import { describeFound, type ReceivedEvent, withBytes } from '../ledger/describe-mail.ts'
import { keepWhole } from '../reading/keep-whole.ts'
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
      for (let i = 0; i < uids.length && !stopped.aborted; i += BATCH) {
        const found = await arrivedSince(folder, uids.slice(i, i + BATCH), from)
        taken += await takeInMoved(context, { ...owned, folder }, found, stopped)
      }
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
  context: FetcherContext,
  there: OwnedFolder,
  found: readonly FoundMail[],
  stopped: AbortSignal,
): Promise<number> {
  const { mailbox, folder } = there
  const origin = context.origin()
  const described = found.map((mail) => ({ mail, received: describeFound(mailbox.id, folder, mail, origin) }))
  if (!keepsWholeMails(mailbox)) return enterMoved(context, there, described)
  let taken = 0
  for (const each of described) {
    if (stopped.aborted) break
    const whole = await bytesOf(context, there, each, stopped)
    if (whole !== undefined) taken += await enterMoved(context, there, [whole])
  }
  return taken
}

/** The mail, with its bytes unless it is known, beyond `maxMailBytes` or not given whole. @returns undefined where it is gone */
async function bytesOf(
  context: FetcherContext,
  there: OwnedFolder,
  { mail, received }: { readonly mail: FoundMail; readonly received: ReceivedEvent },
  stopped: AbortSignal,
): Promise<MailWithBytes | undefined> {
  const { id, policy } = there.mailbox
  const isKnown = (await knownFingerprints(context.pool, id, [received.data.fingerprint])).size > 0
  if (isKnown || mail.size > policy.maxMailBytes) return { received }
  const { wholes, failure } = await keepWhole(context, there, [mail.uid], stopped)
  if (failure !== undefined) throw failure.error
  const whole = wholes.get(mail.uid)
  if (whole !== undefined) return { received: withBytes(received, whole), written: whole.written }
  if (stopped.aborted || (await there.folder.present([mail.uid])).length === 0) return undefined
  context.log.warn({ mailbox: id }, 'a mail could not be had whole: its header acts')
  return { received }
}

async function enterMoved(
  context: FetcherContext,
  { mailbox, lease }: OwnedFolder,
  mails: readonly MailWithBytes[],
): Promise<number> {
  return context.act(async (tx) => {
    await holdLease(tx, lease)
    const known = await knownFingerprints(
      tx,
      mailbox.id,
      mails.map(({ received }) => received.data.fingerprint),
    )
    const unknown = mails.filter(
      ({ received: { data } }) => !known.has(data.fingerprint) && known.add(data.fingerprint),
    )
    // The message is where its policy wants it, so nothing is left to do in a folder.
    const entries = unknown.map(({ received }) => entryOf(received, intakeOf(received), null))
    const inserted = await insertMails(tx, mailbox.id, entries, null)
    const entered = unknown.filter(({ received }) => inserted.has(received.data.mailId))
    await claimBytes(tx, entered)
    // The sweep for lost mails publishes them.
    return entered.filter(({ received }) => intakeOf(received).kind === 'publish').length
  })
}

function intakeOf({ data }: ReceivedEvent): Intake {
  return isAnonymous(parseHeaderBlock(data.headers))
    ? { kind: 'alarm', text: NAMELESS }
    : { kind: 'publish', backlog: false }
}
