/** Lets those who read at about the same time share one reading: the last one, while it began less than `forMs` ago. */
export function shareWhileYoung<Result>(forMs: number, read: () => Promise<Result>): () => Promise<Result> {
  let last: Promise<Result> | undefined
  let beganAt = Number.NEGATIVE_INFINITY
  return () => {
    const now = performance.now()
    if (last === undefined || now - beganAt >= forMs) {
      beganAt = now
      last = read()
    }
    return last
  }
}
