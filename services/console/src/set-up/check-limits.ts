/** The most that the check of a pasted set-up may cost. */
export const checkLimits = {
  /** Milliseconds, the start of the child included; a file of 2,000 people takes a second. */
  ms: 10_000,
  /** V8's heap in the child, which takes 195 MB in all with it; a container has to have them beside those of the console. */
  heapMegabytes: 96,
  /** Children at the same time: a caller more is asked to come again. */
  atOnce: 1,
  /** Problems in an answer; whoever mends so many checks again. */
  told: 200,
} as const
