/** A message as a look at the folder shows it. The body stays on the server. */
export interface FoundMail {
  uid: number
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
export interface Folder {
  readonly account: string
  readonly uidValidity: string
  /** The highest UID there can be now. */
  readonly lastUid: number
  /** The server moves in one step (RFC 6851). Without it a move is copy, then remove. */
  readonly canMove: boolean
  /** A folder of the account, its parts joined by `/`, as its server writes it. */
  pathOf(target: string): string
  /** Makes sure that UIDs still mean what they meant, by opening the folder again. */
  refresh(): Promise<void>
  /** UIDs on the server from `first` on, ascending. */
  uidsFrom(first: number): Promise<number[]>
  /** UIDs of messages that arrived on that day, as the server counts days, or later. */
  uidsSince(day: Date): Promise<number[]>
  /** UIDs of messages without the flag \\Seen. */
  uidsUnseen(): Promise<number[]>
  /** Those of the UIDs that the folder still holds. */
  present(uids: readonly number[]): Promise<number[]>
  /** Messages that are gone or whose header block the server does not give are left out. */
  fetch(uids: readonly number[]): Promise<FoundMail[]>
  /** @returns the UIDs that the server says it moved, and those that are no longer there */
  move(uids: readonly number[], target: string): Promise<{ moved: number[]; gone: number[] }>
  copy(uids: readonly number[], target: string): Promise<void>
  /** Header blocks of the messages of that size in another folder. */
  headersIn(target: string, like: { size: number; messageId: string | undefined }): Promise<Buffer[]>
  markSeen(uids: readonly number[]): Promise<void>
  /** `flagged` where the server cannot remove single messages: a bare EXPUNGE would remove other people's too. */
  remove(uids: readonly number[]): Promise<'deleted' | 'flagged'>
  /** Returns true when the server announces new mail, false when it is told to stop or the time is over. */
  wait(stopped: AbortSignal, timeoutMs: number): Promise<boolean>
  close(): Promise<void>
}
