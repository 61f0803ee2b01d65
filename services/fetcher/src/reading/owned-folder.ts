import type { FolderLife } from '../ledger/folder-sql.ts'
import type { FetcherContext } from '../fetcher-state.ts'
import type { Lease } from './lease-sql.ts'
import type { ConfiguredMailbox } from '../mailboxes/mailboxes-sql.ts'
import type { Folder } from '../sources/folder.ts'

/** The folder that the owner of a mailbox works in: opened, in its present life, under the lease. */
export interface OwnedFolder {
  readonly mailbox: ConfiguredMailbox
  readonly folder: Folder
  readonly life: FolderLife
  readonly lease: Lease
}

/** Work that the owner of a mailbox does after each look at its folder. When it is interrupted, it is done again. */
export type Step = (context: FetcherContext, owned: OwnedFolder, stopped: AbortSignal) => Promise<void>
