import type { FetcherContext } from '../fetcher-state.ts'
import type { Whole } from '../ledger/describe-mail.ts'
import { BYTES_NOT_KEPT } from '../mailboxes/keep-bytes.ts'
import type { ConfiguredMailbox } from '../mailboxes/mailboxes-sql.ts'
import type { Folder } from '../sources/folder.ts'
import { isRefusal, SourceError } from '../sources/source-errors.ts'
import { type SpooledWhole, spoolWhole } from '../sources/spool-whole.ts'

/** The result of keeping some messages. */
export interface KeptWhole {
  /** By UID. Messages are missing that are gone, or that the server does not give whole though its session goes on. */
  readonly wholes: ReadonlyMap<number, Whole>
  /** The reason why the mails after these were not tried; `uid`: where it is one of that message. */
  readonly failure?: { readonly error: unknown; readonly uid?: number } | undefined
}

/**
 * Fetches messages, one after the other, and writes the bytes of each to where they are kept while the next comes in: two are
 * in memory, or on the disk. Nobody claims the bytes yet: of a process that dies before the ledger has the mail they are removed.
 */
export async function keepWhole(
  { config, state, blobs }: Pick<FetcherContext, 'config' | 'state' | 'blobs'>,
  { mailbox, folder }: { readonly mailbox: ConfiguredMailbox; readonly folder: Folder },
  uids: readonly number[],
  stopped: AbortSignal,
): Promise<KeptWhole> {
  const wholes = new Map<number, Whole>()
  let failure: KeptWhole['failure']
  const write = async (uid: number, { content, discard }: SpooledWhole) => {
    try {
      const written = await state.inTurn(() => blobs.write(content(), 'message/rfc822'))
      wholes.set(uid, { size: written.reference.size, written })
    } catch (error) {
      failure ??= { error: notKept(error) }
    } finally {
      await discard()
    }
  }
  let writing = Promise.resolve()
  for (const uid of uids) {
    if (stopped.aborted || failure !== undefined) break
    try {
      const bytes = await folder.whole(uid)
      if (bytes === undefined) continue
      const spooled = await spoolWhole(bytes, config.SMTP_SPOOL_DIR, mailbox.policy.maxMailBytes)
      await writing
      if (!spooled.isTooLarge) writing = write(uid, spooled)
      else {
        wholes.set(uid, { size: spooled.size })
        await spooled.discard()
      }
    } catch (error) {
      if (!isRefusal(error)) failure = error instanceof SourceError ? { error, uid } : { error: notKept(error) }
    }
  }
  await writing
  return { wholes, failure }
}

/** The message stays in its folder, and is tried again: nothing is wrong with it. */
function notKept(error: unknown): SourceError {
  const { code = 'no code' } = error as NodeJS.ErrnoException
  return new SourceError(
    BYTES_NOT_KEPT,
    `Mails stay in the mailbox, because their bytes cannot be stored (${code}). Look whether the folder SMTP_SPOOL_DIR is there and has room, and whether database and bucket answer.`,
    { cause: error },
  )
}
