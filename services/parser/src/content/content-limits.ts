import { structureLimits } from '@tubepost/mail'

/**
 * The most that reading a whole mail may cost (RELIABILITY S11). A mail beyond a limit is not refused: its header
 * still is read and judged, and the answer names the limit in place of the content. S11's ratio of decoded to encoded
 * bytes needs no limit: base64 and quoted-printable only shrink, a charset makes at most three bytes of one, and
 * nothing is decompressed.
 */
export const contentLimits = {
  /**
   * A mail that is tried: the default of `maxMailBytes`. Of a mail that was taken in, its mailbox says how large it
   * may be.
   */
  rawBytes: 50 * 1024 * 1024,
  ...structureLimits,
  /**
   * Milliseconds in which the child may keep its parent waiting, for every `rawBytes` that have begun. The slowest
   * real mail of the corpora takes a fifth of a second.
   */
  readMs: 10_000,
  /** V8's heap in the child. The bytes of the mail itself lie outside it, and pass through. */
  heapMegabytes: 256,
  /** HTML that is converted to text; only the beginning of a longer one is. A newsletter has a tenth. */
  htmlChars: 1_000_000,
  /** Nesting of elements that is parsed, which takes time by its square. Browsers go no deeper than 512. */
  htmlNesting: 500,
  /** Nesting of elements that is read, and elements in one; beyond it html-to-text writes `…`. */
  htmlDepth: 100,
  htmlChildren: 10_000,
  /** Length of the text in the answer; a longer one is cut off. */
  textChars: 1_000_000,
  /** Bytes that are decoded into such a text: a character has four at most. */
  textBytes: 4_000_000,
  /**
   * Bytes of all mails that are coming in, wait or are read, together: two of the largest. A mail beyond that waits.
   */
  bytesHeld: 128 * 1024 * 1024,
  /** Mails in one buffer at the same time; the child reads one after the other anyway. */
  mailsAtOnce: 1,
  /**
   * Longest wait of a mail for room, and when it has come in whole for its turn: two mails that take their whole time.
   */
  turnMs: 20_000,
} as const

const { rawBytes, nesting, parts, headerBytes, headerLines, fieldBytes, addresses, readMs, heapMegabytes } =
  contentLimits
const kilobytes = (bytes: number): string => `${bytes / 1024} kB`

/** For people: why a mail's content was not read, by the limit that it broke. */
export const LIMIT_MESSAGES = {
  rawBytes: `The mail is larger than ${rawBytes / 1024 / 1024} MB, so only its header was read.`,
  nesting: `The mail has parts in one another more than ${nesting} deep, so only its header was read.`,
  parts: `The mail has more than ${parts} parts, so only its header was read.`,
  headerBytes: `A header of the mail is longer than ${kilobytes(headerBytes)}, so only the beginning of the mail’s own was read.`,
  headerLines: `A header of the mail has more than ${headerLines} lines, so only the beginning of the mail’s own was read.`,
  fieldBytes: `A header field of the mail is longer than ${kilobytes(fieldBytes)}, so only the header was read, and that field in part.`,
  addresses: `The mail names more than ${addresses} addresses, so only its header was read.`,
  readMs: `Reading the mail’s parts took longer than ${readMs / 1_000} s and was stopped, so only its header was read.`,
  heapMegabytes: `Reading the mail’s parts needed more than ${heapMegabytes} MB of memory and was stopped, so only its header was read.`,
} as const

export type ContentLimit = keyof typeof LIMIT_MESSAGES
