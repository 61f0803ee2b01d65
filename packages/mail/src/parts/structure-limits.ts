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
