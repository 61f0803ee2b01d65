/** The most of a mail’s structure that is read. */
export interface StructureLimits {
  /** Multiparts in one another. */
  readonly nesting: number
  readonly parts: number
  /** One header block, the mail's or a part's. */
  readonly headerBytes: number
  readonly headerLines: number
  /** One field with its folds. */
  readonly fieldBytes: number
  /** Addresses among the recipients and senders of the mail's own header. */
  readonly addresses: number
}
export type StructureLimit = keyof StructureLimits

/** For every mail that is read whole: the same, or a mail would have content for one reader and none for another. */
export const structureLimits = {
  /** Real mail stays below ten. */
  nesting: 50,
  parts: 1_000,
  headerBytes: 512 * 1024,
  headerLines: 2_000,
  /** A list of parameters in a part's header costs more than its length (RFC 2231). */
  fieldBytes: 64 * 1024,
  addresses: 1_000,
} as const satisfies StructureLimits
