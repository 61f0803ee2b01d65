import type { ServiceContext } from '@tubepost/service'
import { type FetcherConfig, imapTimes } from '../config.ts'
import { mailboxPassword } from '../mailboxes/credentials.ts'
import type { ConfiguredMailbox } from '../mailboxes/mailboxes-sql.ts'
import type { Folder } from '../sources/folder.ts'
import { connectImap } from '../sources/imap/imap-connection.ts'
import { openImapFolder } from '../sources/imap/imap-folder.ts'
import { resolveHost } from '../sources/resolve-host.ts'

/** Opens the folder that a mailbox is read from, or another of the same account, over a session of its own. */
export async function openMailbox(
  { config, cutOff }: ServiceContext<FetcherConfig>,
  mailbox: ConfiguredMailbox,
  path?: string,
): Promise<Folder> {
  if (mailbox.source.kind !== 'imap') throw new TypeError(`${mailbox.id} has no folder`)
  const source = path === undefined ? mailbox.source : { ...mailbox.source, folder: path }
  const address = await resolveHost(source)
  const password = mailboxPassword(config, mailbox)
  const connection = await connectImap(source, { address, password, times: imapTimes(config), cutOff })
  try {
    return await openImapFolder(connection, source)
  } catch (error) {
    await connection.close()
    throw error
  }
}
