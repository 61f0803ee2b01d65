import { type Blobs, openBlobs } from '@tubepost/blobs'
import type { ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from '../config.ts'
import { intakeFailures } from '../ledger/mail-counts.ts'
import { readMailboxes } from '../mailboxes/mailboxes-sql.ts'

/** Of each running service, why bytes could not be kept; undefined once they could. */
const troubles = new WeakMap<ServiceContext<FetcherConfig>, Error | undefined>()

/** Tries once whether bytes can be kept where the configuration says; the log has each reason why not, once. */
export async function canKeepBytes(context: ServiceContext<FetcherConfig>, blobs: Blobs): Promise<boolean> {
  const before = troubles.get(context)
  if (before === undefined && troubles.has(context)) return true
  const trouble = await blobs.check().then(
    () => undefined,
    (error: Error) => error,
  )
  if (trouble !== undefined && trouble.message !== before?.message)
    context.log.error({ err: trouble }, 'no port is opened for mail while its bytes cannot be kept')
  if (trouble !== undefined) context.tally.count(intakeFailures, { code: 'not_opened' })
  troubles.set(context, trouble)
  return trouble === undefined
}

/** For the readiness: a roll-out with a bucket that does not work stops at the first replica. Throws why it is not so. */
export async function bytesCanBeKept(context: ServiceContext<FetcherConfig>): Promise<void> {
  const trouble = troubles.get(context)
  if (trouble !== undefined) throw trouble
  if (troubles.has(context)) return
  const mailboxes = await readMailboxes(context.pool)
  if (mailboxes.some(({ enabled, source }) => enabled && source.kind === 'smtp')) throw new Error('not tried yet')
}

export async function removeUnclaimedBytes(context: ServiceContext<FetcherConfig>): Promise<void> {
  const blobs = await openBlobs(context.pool, context.config)
  try {
    const contents = await blobs.removeUnclaimed(context.signal)
    if (contents > 0) context.log.info({ contents }, 'bytes that no mail claims are gone')
  } finally {
    blobs.close()
  }
}
