/** A file that is made from the code: the same code gives the same bytes. */
export interface GeneratedFile {
  /** From the repository's root. */
  readonly path: string
  readonly content: string
}
