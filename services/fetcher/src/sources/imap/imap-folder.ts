import { MAX_HEADER_BYTES } from '@tubepost/events'
import type { SettingsOf } from '@tubepost/setup'
import type { Copying, FetchOptions, Folder, FoundMail } from '../folder.ts'
import type { ImapConnection } from './imap-connection.ts'
import { factsOfBody } from '../facts-of-body.ts'
import { headerPart, USUAL_HEADER_BYTES } from '../header-tap.ts'
import { createNews } from '../news.ts'
import { ranges } from './ranges.ts'
import { partTypesIn } from './part-types-in.ts'
import { isRefusal, RefusedError, SourceError } from '../source-errors.ts'
import { wholeMessage } from './whole-message.ts'

// The server names the parts itself; in this much stand a phrase at the beginning, and a report's actions behind its text.
const TEXT_BYTES = 8 * 1024
const NOTHING = Buffer.alloc(0)
// Header blocks compared when a copy is looked for; few mails share one size and one Message-ID.
const MAX_CANDIDATES = 50
// Refusals that another name would meet as well (RFC 5530).
const NOT_ABOUT_THE_NAME = new Set(['NOPERM', 'OVERQUOTA', 'CONTACTADMIN'])

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
  /** Where the folders of the policy are, once that is known. */
  readonly #targets = new Map<string, string>()

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

  pathsOf(target: string): readonly string[] {
    const known = this.#targets.get(target)
    if (known !== undefined) return [known]
    const { capabilities } = this.#connection.client
    const path = target.split('/').join(this.#delimiter)
    const below = `INBOX${this.#delimiter}`
    // Without NAMESPACE (RFC 2342) a server has no way to say that all folders stand below INBOX, as Courier has it.
    const isPlain = capabilities.has('NAMESPACE') || path.toUpperCase().startsWith(below)
    return isPlain ? [path] : [path, below + path]
  }

  async makeTarget(target: string): Promise<void> {
    for (const path of this.pathsOf(target)) {
      const refusal = await this.#create(path)
      if (await this.#exists(path)) {
        this.#targets.set(target, path)
        return
      }
      if (NOT_ABOUT_THE_NAME.has(refusal ?? '')) break
    }
    throw new RefusedError(
      'source/target-refused',
      `The server has no folder "${target}", and refuses to make it. Make it with a mail program, or name another in the policy (afterSuccess, afterFailure).`,
    )
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

  async fetch(uids: readonly number[], { withBodyFacts = false }: FetchOptions = {}): Promise<FoundMail[]> {
    const maxLength = uids.length === 1 ? MAX_HEADER_BYTES : USUAL_HEADER_BYTES
    const messages = await this.#run((client) =>
      client.fetchAll(
        ranges(uids),
        {
          uid: true,
          flags: true,
          internalDate: true,
          size: true,
          bodyStructure: withBodyFacts,
          // imapflow puts the part `header` into `headers`, but has no other way to bound it.
          bodyParts: [
            { key: 'header', start: 0, maxLength },
            ...(withBodyFacts ? [{ key: 'text', start: 0, maxLength: TEXT_BYTES }] : []),
          ],
        },
        { uid: true },
      ),
    )
    const asked = new Set(uids)
    return messages.flatMap(({ uid, headers, flags, internalDate, size, bodyStructure, bodyParts }) => {
      // Servers also announce flags of messages nobody asked for; those come without a header block. NIL is `false`
      // here.
      if (!headers || !asked.delete(uid)) return []
      const seen = flags?.has('\\Seen') ?? false
      const header = headerPart(headers, maxLength)
      // A server may send more than it was asked for, or NIL.
      const text = (bodyParts?.get('text') || NOTHING).subarray(0, TEXT_BYTES)
      const bodyFacts = withBodyFacts
        ? factsOfBody(header, text, bodyStructure && partTypesIn(bodyStructure))
        : undefined
      return [{ uid, seen, arrivedAt: toInstant(internalDate), size: size ?? headers.length, header, bodyFacts }]
    })
  }

  whole(uid: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    return wholeMessage(this.#connection, uid)
  }

  async move(uids: readonly number[], target: string): Promise<{ moved: number[]; gone: number[] }> {
    const answer = await this.#into(target, (client, path) => client.messageMove(ranges(uids), path, { uid: true }))
    if (!answer) throw new RefusedError('source/move-refused', 'The server refuses to move messages.')
    const named = uids.filter((uid) => answer.uidMap?.has(uid))
    const open = uids.filter((uid) => !named.includes(uid))
    const there = await this.present(open)
    const left = open.filter((uid) => !there.includes(uid))
    // Without UIDPLUS the answer names none: messages that were there before its OK and are gone now have been moved.
    return answer.uidMap === undefined ? { moved: left, gone: [] } : { moved: named, gone: left }
  }

  async copy(uids: readonly number[], target: string): Promise<void> {
    if (await this.#into(target, (client, path) => client.messageCopy(ranges(uids), path, { uid: true }))) return
    throw new RefusedError('source/copy-refused', 'The server refuses to copy messages.')
  }

  async headersIn(target: string, like: { size: number; messageId: string | undefined }): Promise<Buffer[]> {
    if (!(await this.#openTarget(target))) {
      await this.refresh()
      return [] // the folder does not exist yet
    }
    const sized = { larger: like.size - 1, smaller: like.size + 1 }
    const found = await this.#search(
      like.messageId === undefined ? sized : { ...sized, header: { 'message-id': like.messageId } },
    )
    const mails: FoundMail[] = []
    for (const uid of found.slice(-MAX_CANDIDATES)) mails.push(...(await this.fetch([uid])))
    await this.refresh()
    return mails.map(({ header }) => header.headers)
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

  /** Opens the folder for reading alone. @returns false where there is none */
  async #openTarget(target: string): Promise<boolean> {
    for (const path of this.pathsOf(target)) {
      try {
        await this.#run((client) => client.mailboxOpen(path, { readOnly: true }))
        return true
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error
      }
    }
    return false
  }

  /** Does something with a folder; where that is refused, again when the folder has been made. */
  async #into<Answer>(
    target: string,
    act: (client: ImapConnection['client'], path: string) => Promise<Answer | false>,
  ): Promise<Answer | false> {
    const tryIt = () => this.#run((client) => act(client, this.pathsOf(target)[0] ?? target))
    const answer = await tryIt()
    if (answer !== false) return answer
    await this.makeTarget(target).catch((error: unknown) => {
      if (!isRefusal(error)) throw error
    })
    return tryIt()
  }

  /**
   * Creates a folder and its parents. An existing one is no error, and one that cannot be made shows when it is used.
   * @returns the code of the last refusal (RFC 5530), where there was one with a code
   */
  async #create(path: string): Promise<string | undefined> {
    const parts = path.split(this.#delimiter)
    let refusal: string | undefined
    for (let depth = 1; depth <= parts.length; depth++) {
      const name = parts.slice(0, depth).join(this.#delimiter)
      if (name === 'INBOX') continue
      await this.#run((client) => client.mailboxCreate(name)).catch((error: unknown) => {
        if (!(error instanceof RefusedError)) throw error
        refusal = (error.cause as { serverResponseCode?: string }).serverResponseCode?.toUpperCase()
      })
    }
    return refusal
  }

  async #exists(path: string): Promise<boolean> {
    const { client } = this.#connection
    const found = await this.#run(() => client.status(path, { messages: true })).catch((error: unknown) => {
      // imapflow has an error of its own for a folder that is not there; the session goes on.
      if (!client.usable) throw error
      return false
    })
    return found !== false
  }

  get #delimiter(): string {
    const { mailbox } = this.#connection.client
    return (mailbox === false ? undefined : mailbox.delimiter) ?? '/'
  }

  #run<Result>(ask: (client: ImapConnection['client']) => Promise<Result>): Promise<Result> {
    return this.#connection.command(ask(this.#connection.client))
  }
}

function toInstant(date: Date | string | undefined): string {
  const parsed = date instanceof Date ? date : new Date(date ?? Number.NaN)
  return Number.isNaN(parsed.getTime()) ? new Date().toISOString() : parsed.toISOString()
}
