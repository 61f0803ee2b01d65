/** A mail that was handed over: the envelope, and the bytes on the disk. */
export interface IncomingMail {
  /** No two mails have the same. */
  session: string
  envelopeFrom: string
  recipients: string[]
  content: SpooledMail
  /** When its bytes began to come in, milliseconds since 1970. */
  since: number
}

/** A mail that has come in completely and waits on the disk. Not durable: it is the sender's until it is acknowledged. */
export interface SpooledMail {
  readonly size: number
  /** At most 64 KiB. */
  readonly headers: Buffer
  /** SHA-256, hex, of what follows the header block; also where not all of it was kept. */
  readonly bodyDigest: string
  /** All bytes, where there are no more than what was to be kept. */
  content(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}
