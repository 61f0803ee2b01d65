import type { SourceKind } from '@tubepost/setup'

/** A message as a look at the folder shows it. The body stays where it is. */
export interface FoundMail<Uid extends number | string = number> {
  uid: Uid
  seen: boolean
  arrivedAt: string
  /** Bytes, as the server says. */
  size: number
  /** Raw, at most 64 KiB. */
  headers: Buffer
}

/**
 * The door to one folder of one account. Methods fail with a RefusedError where the server said no and can still be
 * talked to, else with a SourceError; then the folder is to be closed.
 */
interface FolderOf<Uid extends number | string> {
  readonly kind: SourceKind
  /** Whose folder, where: another account is another folder. */
  readonly account: string
  /** In one life a UID names one message for ever. Of IMAP it is the UIDVALIDITY (RFC 9051 §2.3.1.1). */
  readonly life: string
  /** A folder of the account, its parts joined by `/`, as its server writes it. */
  pathOf(target: string): string
  /** Makes sure that UIDs still mean what they meant, by opening the folder again. */
  refresh(): Promise<void>
  /** UIDs of messages that arrived on that day, as the server counts days, or later. */
  uidsSince(day: Date): Promise<Uid[]>
  /** UIDs of messages that nobody has read. */
  uidsUnseen(): Promise<Uid[]>
  /** Those of the UIDs that the folder still holds. */
  present(uids: readonly Uid[]): Promise<Uid[]>
  /** Messages that are gone or whose header block the server does not give are left out. */
  fetch(uids: readonly Uid[]): Promise<FoundMail<Uid>[]>
  /** @returns the UIDs that the server says it moved, and those that are no longer there */
  move(uids: readonly Uid[], target: string): Promise<{ moved: Uid[]; gone: Uid[] }>
  /** There where `move` is not one step: a move is then copy and remove. */
  readonly copying?: Copying<Uid> | undefined
  markSeen(uids: readonly Uid[]): Promise<void>
  /** `flagged` where the server cannot remove single messages: a bare EXPUNGE would remove other people's too. */
  remove(uids: readonly Uid[]): Promise<'deleted' | 'flagged'>
  /** Returns true when the server announces new mail, false when it is told to stop or the time is over. */
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
  /** The highest UID there can be now. */
  readonly lastUid: number
  /** UIDs on the server from `first` on, ascending. */
  uidsFrom(first: number): Promise<number[]>
  /** By which the server knows the message; it is part of the mail's identity. */
  keyOf(uid: number): number | string
}

/** A folder whose messages are known by texts, such as a UIDL or a file's name. `numbered` makes a Folder of it. */
export interface KeyedFolder extends FolderOf<string> {
  /** Of all messages, in the order in which they came. */
  keys(): Promise<string[]>
}
