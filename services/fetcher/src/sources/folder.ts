import type { BodyFacts } from '@tubepost/mail'
import type { SourceKind } from '@tubepost/setup'
import type { HeaderPart } from './header-tap.ts'

/** A message as a look at the folder shows it: all but the beginning of its body was left on the server. */
export interface FoundMail<Uid extends number | string = number> {
  uid: Uid
  seen: boolean
  arrivedAt: string
  /** Bytes, as the server reports. */
  size: number
  header: HeaderPart
  /** Undefined where the body was not asked for, or has no sign of a program. */
  bodyFacts?: BodyFacts | undefined
}

export interface FetchOptions {
  /**
   * Asks for what the body tells, too. Of a mail with very many parts a server's answer cannot be taken, and its header can
   * be fetched without them.
   */
  readonly withBodyFacts?: boolean
}

/**
 * The contract of one folder of one account. Methods fail with a RefusedError where the server refused and the
 * session can go on, else with a SourceError; then the folder must be closed.
 */
interface FolderOf<Uid extends number | string> {
  readonly kind: SourceKind
  /** User and server: another account is another folder. */
  readonly account: string
  /** In one life a UID names one message for ever. For IMAP it is the UIDVALIDITY (RFC 9051 §2.3.1.1). */
  readonly life: string
  /**
   * Where a folder of the account may be, as its server writes it, the likeliest first. `target` has its parts joined
   * by `/`.
   */
  pathsOf(target: string): readonly string[]
  /** Makes sure that messages can be put into a folder: makes it, with its parents, where it is missing. */
  makeTarget(target: string): Promise<void>
  /** Makes sure that UIDs still mean the same, by opening the folder again. */
  refresh(): Promise<void>
  /** UIDs of messages that arrived on that day or later, by the server's days. */
  uidsSince(day: Date): Promise<Uid[]>
  /** UIDs of messages that nobody has read. */
  uidsUnseen(): Promise<Uid[]>
  /** Those of the UIDs that the folder still holds. */
  present(uids: readonly Uid[]): Promise<Uid[]>
  /**
   * Leaves out messages that are gone or whose header block the server does not give. Of several messages header
   * blocks are cut at `USUAL_HEADER_BYTES`, of a single one at `MAX_HEADER_BYTES`: so a batch has a bounded size.
   */
  fetch(uids: readonly Uid[], options?: FetchOptions): Promise<FoundMail<Uid>[]>
  /**
   * All bytes of a message, to be read once and one message after the other; nothing is marked. Undefined where it is gone.
   * Where it vanishes meanwhile, reading fails with a RefusedError.
   */
  whole(uid: Uid): Promise<AsyncIterable<Uint8Array> | undefined>
  /** @returns the UIDs that the server reports as moved, and those that are gone */
  move(uids: readonly Uid[], target: string): Promise<{ moved: Uid[]; gone: Uid[] }>
  /** Present where `move` is not one step: a move is then copy and remove. */
  readonly copying?: Copying<Uid> | undefined
  markSeen(uids: readonly Uid[]): Promise<void>
  /** `flagged` where the server cannot remove single messages: a bare EXPUNGE would remove other people's too. */
  remove(uids: readonly Uid[]): Promise<'deleted' | 'flagged'>
  /** Returns true when the server announces new mail, false when `stopped` is aborted or the time has passed. */
  wait(stopped: AbortSignal, timeoutMs: number): Promise<boolean>
  close(): Promise<void>
}

export interface Copying<Uid extends number | string = number> {
  copy(uids: readonly Uid[], target: string): Promise<void>
  /** Header blocks of the messages of that size in another folder. */
  headersIn(target: string, like: { size: number; messageId: string | undefined }): Promise<Buffer[]>
}

/** A folder whose messages have numbers that grow as messages come: the ledger keeps its books by them. */
export interface Folder extends FolderOf<number> {
  /** The highest UID that exists now. */
  readonly lastUid: number
  /** UIDs on the server from `first` on, ascending. */
  uidsFrom(first: number): Promise<number[]>
  /** The server's own key of the message; it is part of the mail's identity. */
  keyOf(uid: number): number | string
}

/** A folder whose messages have textual keys, such as a UIDL or a file's name. `numbered` makes a Folder of it. */
export interface KeyedFolder extends FolderOf<string> {
  /** The keys of all messages, in the order in which they came. */
  keys(): Promise<string[]>
}
