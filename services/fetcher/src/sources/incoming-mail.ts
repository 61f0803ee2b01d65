import type { BodyFacts } from '@tubepost/mail'
import type { HeaderPart } from './header-tap.ts'

/** A mail that was handed over: the envelope, and the bytes on the disk. */
export interface IncomingMail {
  /** Unique for each mail. */
  session: string
  envelopeFrom: string
  recipients: string[]
  content: SpooledMail
  /** When its bytes began to come in, milliseconds since 1970. */
  since: number
}

/**
 * A mail that has come in completely and is on the disk. Not durable: the sender is responsible for it until it is
 * acknowledged.
 */
export interface SpooledMail {
  readonly size: number
  readonly header: HeaderPart
  /** Undefined where the body has no sign of a program. */
  readonly bodyFacts?: BodyFacts | undefined
  /** SHA-256, hex, of everything after the header block; also where not all of it was kept. */
  readonly bodyDigest: string
  /** All bytes, where they do not exceed the number to keep. */
  content(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}
