import { keepsWholeMails } from '@tubepost/events'
import type { FetcherContext } from '../fetcher-state.ts'
import { hasFolder } from '../sources/sources.ts'
import { type ConfiguredMailbox, readMailboxes } from './mailboxes-sql.ts'

/** The code of a problem: the bytes of a mailbox's mails cannot be kept. */
export const BYTES_NOT_KEPT = 'source/bytes-not-kept'

/** Tries once whether bytes can be kept in the configured place; logs each error once. */
export async function canKeepBytes({
  state,
  log,
  blobs,
}: Pick<FetcherContext, 'state' | 'log' | 'blobs'>): Promise<boolean> {
  if (state.bytes === 'kept') return true
  try {
    await blobs.check()
    state.bytes = 'kept'
    return true
  } catch (error) {
    const trouble = error as Error
    if (!(state.bytes instanceof Error && state.bytes.message === trouble.message))
      log.error({ err: trouble }, 'mails are not taken in while their bytes cannot be kept')
    state.bytes = trouble
    return false
  }
}

/** Whether bytes of the mailbox's mails are kept: of those in a folder only where its routes need them. */
const keepsBytes = (mailbox: ConfiguredMailbox): boolean =>
  mailbox.enabled && (!hasFolder(mailbox.source) || keepsWholeMails(mailbox))

/**
 * For readiness: a roll-out with a bucket that does not work stops at the first replica. It tries itself, because a replica
 * that owns no mailbox does not. Throws the reason.
 */
export async function bytesCanBeKept(context: FetcherContext): Promise<void> {
  const { state, pool } = context
  if (state.bytes === 'kept' || !(await readMailboxes(pool)).some(keepsBytes)) return
  await canKeepBytes(context)
  if (state.bytes instanceof Error) throw state.bytes
}

export async function removeUnclaimedBytes({ blobs, signal, log }: FetcherContext): Promise<void> {
  const contents = await blobs.removeUnclaimed(signal)
  if (contents > 0) log.info({ contents }, 'bytes that no mail claims are gone')
}
