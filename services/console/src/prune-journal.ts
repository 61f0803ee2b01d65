import type { ServiceContext } from '@tubepost/service'
import type { ConsoleConfig } from './console-config.ts'
import { pruneJournal } from './retention-sql.ts'

/** What the journal holds of people goes when it is older than the retention; never that of a mail still under way. */
export async function pruneOldMails(context: ServiceContext<ConsoleConfig>): Promise<void> {
  const pruned = await pruneJournal(context.pool, context.config.RETENTION_DAYS, context.signal)
  if (pruned > 0) context.log.info({ pruned, days: context.config.RETENTION_DAYS }, 'old entries left the journal')
}
