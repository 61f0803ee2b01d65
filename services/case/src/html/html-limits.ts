/** The most that making the HTML of a mail safe may cost. */
export const htmlLimits = {
  /** Decoded bytes of HTML. A newsletter has a tenth; mail programs cut off much earlier. */
  bytes: 2 * 1024 * 1024,
  /** Nesting of elements, which takes time by its square. Browsers go no deeper than 512. */
  nesting: 500,
  /** Milliseconds in which the child may keep its parent waiting. The largest usual mail takes half a second. */
  ms: 10_000,
  /** V8's heap in the child. */
  heapMegabytes: 96,
  /** Longest wait for a turn: two mails that take their whole time. */
  turnMs: 20_000,
} as const
