import type { FolderLife } from '../ledger/folder-sql.ts'
import type { Lease } from './lease-sql.ts'
import type { ConfiguredMailbox } from '../mailboxes/mailboxes-sql.ts'
import type { Folder } from '../sources/folder.ts'

/** Where the owner of a mailbox works: its folder, opened, in its present life, under the lease. */
export interface Place {
  readonly mailbox: ConfiguredMailbox
  readonly folder: Folder
  readonly life: FolderLife
  readonly lease: Lease
}
