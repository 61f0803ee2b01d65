/**
 * Lets a number of callers hold a turn at the same time; the others wait in order. The returned function gives the
 * turn back, and may be called more than once.
 */
export function limitAtOnce(most: number): () => Promise<() => void> {
  let held = 0
  const waiting: (() => void)[] = []
  const giveBack = (): void => {
    const next = waiting.shift()
    if (next === undefined) held--
    else next()
  }
  return async () => {
    if (held < most) held++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    let isHeld = true
    return () => {
      if (isHeld) giveBack()
      isHeld = false
    }
  }
}
