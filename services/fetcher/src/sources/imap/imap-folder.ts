import type { SettingsOf } from '@tubepost/setup'
import type { Copying, Folder, FoundMail } from '../folder.ts'
import type { ImapConnection } from './imap-connection.ts'
import { createNews } from '../news.ts'
import { ranges } from './ranges.ts'
import { isRefusal, RefusedError, SourceError } from '../source-errors.ts'

// The longest header block that is kept; the server is asked for no more.
const MAX_HEADER_BYTES = 65_536
// Header blocks compared when a copy is looked for; few mails share one size and one Message-ID.
const MAX_CANDIDATES = 50

export async function openImapFolder(connection: ImapConnection, source: SettingsOf<'imap'>): Promise<Folder> {
  const folder = new ImapFolder(connection, source)
  await folder.open()
  return folder
}

class ImapFolder implements Folder, Copying {
  readonly kind = 'imap'
  readonly account: string
  life = ''
  lastUid = 0
  readonly #connection: ImapConnection
  readonly #path: string
  /** Messages that the server has announced. */
  readonly #news = createNews()
  #idling = false

  constructor(connection: ImapConnection, source: SettingsOf<'imap'>) {
    this.#connection = connection
    this.#path = source.folder
    this.account = `${source.username}@${source.host}:${source.port}/${source.folder}`
    connection.client.on('exists', () => this.#news.announce())
    connection.client.on('close', () => this.#news.interrupt())
  }

  /** RFC 6851 */
  get copying(): Copying | undefined {
    return this.#connection.client.capabilities.has('MOVE') ? undefined : this
  }

  keyOf(uid: number): number {
    return uid
  }

  pathOf(target: string): string {
    const { mailbox } = this.#connection.client
    const delimiter = mailbox === false ? undefined : mailbox.delimiter
    return target.split('/').join(delimiter ?? '/')
  }

  async open(): Promise<void> {
    const { uidValidity, uidNext } = await this.#select()
    this.life = uidValidity
    this.lastUid = uidNext - 1
  }

  async refresh(): Promise<void> {
    const before = this.#uidNext
    const { uidValidity, uidNext } = await this.#select()
    if (uidValidity !== this.life) {
      throw new SourceError('source/renumbered', 'The server has numbered the messages anew.')
    }
    // The answer to SELECT has consumed the announcement that IDLE would have made. imapflow announces only where the
    // number of messages has changed, which it has not when one came and one went.
    if (uidNext !== before) this.#news.announce()
  }

  async uidsFrom(first: number): Promise<number[]> {
    const found = await this.#search({ uid: `${first}:*` })
    // `n:*` always names the last message, also when its UID is below n (RFC 9051 §6.4.8).
    return found.filter((uid) => uid >= first).toSorted((a, b) => a - b)
  }

  uidsSince(day: Date): Promise<number[]> {
    return this.#search({ since: day })
  }

  uidsUnseen(): Promise<number[]> {
    return this.#search({ seen: false })
  }

  async present(uids: readonly number[]): Promise<number[]> {
    if (uids.length === 0) return []
    const asked = new Set(uids)
    return (await this.#search({ uid: ranges(uids) })).filter((uid) => asked.has(uid))
  }

  async fetch(uids: readonly number[]): Promise<FoundMail[]> {
    const messages = await this.#run((client) =>
      client.fetchAll(
        ranges(uids),
        {
          uid: true,
          flags: true,
          internalDate: true,
          size: true,
          // imapflow puts the part `header` into `headers`, but has no other way to bound it.
          bodyParts: [{ key: 'header', start: 0, maxLength: MAX_HEADER_BYTES }],
        },
        { uid: true },
      ),
    )
    const asked = new Set(uids)
    return messages.flatMap(({ uid, headers, flags, internalDate, size }) => {
      // Servers also announce flags of messages nobody asked for; those come without a header block. NIL is `false`
      // here.
      if (!headers || !asked.delete(uid)) return []
      const seen = flags?.has('\\Seen') ?? false
      return [{ uid, seen, arrivedAt: toInstant(internalDate), size: size ?? headers.length, headers }]
    })
  }

  async move(uids: readonly number[], target: string): Promise<{ moved: number[]; gone: number[] }> {
    const path = this.pathOf(target)
    const tryIt = () => this.#run((client) => client.messageMove(ranges(uids), path, { uid: true }))
    let answer = await tryIt()
    if (!answer) {
      await this.#create(target)
      answer = await tryIt()
    }
    if (!answer) throw new RefusedError('source/move-refused', 'The server refuses to move messages.')
    const named = uids.filter((uid) => answer.uidMap?.has(uid))
    const open = uids.filter((uid) => !named.includes(uid))
    const there = await this.present(open)
    const left = open.filter((uid) => !there.includes(uid))
    // Without UIDPLUS the answer names none: messages that were there before its OK and are gone now have been moved.
    return answer.uidMap === undefined ? { moved: left, gone: [] } : { moved: named, gone: left }
  }

  async copy(uids: readonly number[], target: string): Promise<void> {
    const path = this.pathOf(target)
    const tryIt = () => this.#run((client) => client.messageCopy(ranges(uids), path, { uid: true }))
    if (await tryIt()) return
    await this.#create(target)
    if (await tryIt()) return
    throw new RefusedError('source/copy-refused', 'The server refuses to copy messages.')
  }

  async headersIn(target: string, like: { size: number; messageId: string | undefined }): Promise<Buffer[]> {
    try {
      await this.#run((client) => client.mailboxOpen(this.pathOf(target), { readOnly: true }))
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      await this.refresh()
      return [] // the folder does not exist yet
    }
    const sized = { larger: like.size - 1, smaller: like.size + 1 }
    const found = await this.#search(
      like.messageId === undefined ? sized : { ...sized, header: { 'message-id': like.messageId } },
    )
    const mails = found.length === 0 ? [] : await this.fetch(found.slice(-MAX_CANDIDATES))
    await this.refresh()
    return mails.map(({ headers }) => headers)
  }

  async markSeen(uids: readonly number[]): Promise<void> {
    if (await this.#run((client) => client.messageFlagsAdd(ranges(uids), ['\\Seen'], { uid: true }))) return
    throw new RefusedError('source/flag-refused', 'The server refuses to mark messages.')
  }

  async remove(uids: readonly number[]): Promise<'deleted' | 'flagged'> {
    if (!this.#connection.client.capabilities.has('UIDPLUS')) {
      if (await this.#run((client) => client.messageFlagsAdd(ranges(uids), ['\\Deleted'], { uid: true })))
        return 'flagged'
    } else if (await this.#run((client) => client.messageDelete(ranges(uids), { uid: true }))) {
      if ((await this.present(uids)).length === 0) return 'deleted'
    }
    throw new RefusedError('source/delete-refused', 'The server refuses to delete messages.')
  }

  async wait(stopped: AbortSignal, timeoutMs: number): Promise<boolean> {
    const { client } = this.#connection
    this.#startIdle()
    const isNews = client.usable && (await this.#news.wait(stopped, timeoutMs))
    if (!client.usable) throw new SourceError('source/unreachable', 'The connection was lost.')
    return isNews
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  /** The next command breaks the IDLE. Where the server has none, imapflow asks with NOOP. */
  #startIdle(): void {
    if (this.#idling) return
    this.#idling = true
    const ended = (): void => {
      this.#idling = false
    }
    this.#connection.client.idle().then(ended, ended)
  }

  get #uidNext(): number | undefined {
    const { mailbox } = this.#connection.client
    return mailbox === false ? undefined : mailbox.uidNext
  }

  async #select(): Promise<{ uidValidity: string; uidNext: number }> {
    try {
      const { uidValidity, uidNext } = await this.#run((client) => client.mailboxOpen(this.#path))
      return { uidValidity: String(uidValidity), uidNext: uidNext ?? 1 }
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      throw new SourceError('source/folder', `The folder ${this.#path} cannot be opened.`, { cause: error })
    }
  }

  async #search(query: Parameters<ImapConnection['client']['search']>[0]): Promise<number[]> {
    const found = await this.#run((client) => client.search(query, { uid: true }))
    if (Array.isArray(found)) return found
    throw new SourceError('source/search-failed', 'The server refuses to search the folder.')
  }

  /**
   * Creates a folder and its parents. An existing one is no error, and one that cannot be made shows when it is used.
   */
  async #create(target: string): Promise<void> {
    const path = target.split('/')
    for (let depth = 1; depth <= path.length; depth++) {
      await this.#run((client) => client.mailboxCreate(this.pathOf(path.slice(0, depth).join('/')))).catch(
        (error: unknown) => {
          if (!isRefusal(error)) throw error
        },
      )
    }
  }

  #run<Result>(ask: (client: ImapConnection['client']) => Promise<Result>): Promise<Result> {
    return this.#connection.command(ask(this.#connection.client))
  }
}

function toInstant(date: Date | string | undefined): string {
  const parsed = date instanceof Date ? date : new Date(date ?? Number.NaN)
  return Number.isNaN(parsed.getTime()) ? new Date().toISOString() : parsed.toISOString()
}
