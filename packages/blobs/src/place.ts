/** Bytes from the offset `from` up to, and without, the offset `to`. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** Somewhere bytes are kept. A content is a UUID; its bytes are written once and never changed. */
export interface Place {
  readonly name: 'database' | 'bucket'
  /** Notes the content as unclaimed first, and returns when its bytes are durable. */
  write(content: string, bytes: AsyncIterable<Uint8Array>): Promise<void>
  /** @param range within the content, and not empty; all bytes by default */
  read(content: string, range?: ByteRange): AsyncIterable<Uint8Array>
  /** A content that is not there counts as removed. */
  remove(contents: readonly string[]): Promise<void>
}
