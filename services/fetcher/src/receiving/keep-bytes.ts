import { type Blobs, openBlobs } from '@tubepost/blobs'
import type { FetcherContext } from '../fetcher-state.ts'
import { intakeFailures } from '../ledger/mail-counts.ts'
import { hasFolder } from '../sources/sources.ts'
import { readMailboxes } from '../mailboxes/mailboxes-sql.ts'

/** Tries once whether bytes can be kept in the configured place; logs each error once. */
export async function canKeepBytes(context: FetcherContext, blobs: Blobs): Promise<boolean> {
  const { state, log, tally } = context
  if (state.bytes === 'kept') return true
  try {
    await blobs.check()
    state.bytes = 'kept'
    return true
  } catch (error) {
    const trouble = error as Error
    if (!(state.bytes instanceof Error && state.bytes.message === trouble.message))
      log.error({ err: trouble }, 'no port is opened for mail while its bytes cannot be kept')
    tally.count(intakeFailures, { code: 'not_opened' })
    state.bytes = trouble
    return false
  }
}

/** For readiness: a roll-out with a bucket that does not work stops at the first replica. Throws the reason. */
export async function bytesCanBeKept({ state, pool }: FetcherContext): Promise<void> {
  if (state.bytes instanceof Error) throw state.bytes
  if (state.bytes === 'kept') return
  const mailboxes = await readMailboxes(pool)
  if (mailboxes.some(({ enabled, source }) => enabled && !hasFolder(source))) throw new Error('not tried yet')
}

export async function removeUnclaimedBytes(context: FetcherContext): Promise<void> {
  const blobs = await openBlobs(context.pool, context.config)
  try {
    const contents = await blobs.removeUnclaimed(context.signal)
    if (contents > 0) context.log.info({ contents }, 'bytes that no mail claims are gone')
  } finally {
    blobs.close()
  }
}
