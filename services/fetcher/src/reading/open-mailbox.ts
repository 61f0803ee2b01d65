import type { ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from '../config.ts'
import { keptNumbers } from '../ledger/message-number-sql.ts'
import { mailboxPassword } from '../mailboxes/credentials.ts'
import type { ConfiguredMailbox } from '../mailboxes/mailboxes-sql.ts'
import type { Folder } from '../sources/folder.ts'
import { openFolder } from '../sources/open-folder.ts'

/** Opens the folder that a mailbox is read from, or another of the same account, over a session of its own. */
export function openMailbox(
  { config, cutOff, pool }: ServiceContext<FetcherConfig>,
  mailbox: ConfiguredMailbox,
  path?: string,
): Promise<Folder> {
  const access = { config, cutOff, password: () => mailboxPassword(config, mailbox) }
  return openFolder(mailbox.source, access, { numbers: (folder) => keptNumbers(pool, mailbox.id, folder), path })
}
