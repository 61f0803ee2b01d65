import { RefusedRequest } from './refused-request.ts'

/**
 * Lets a number of callers hold a turn at the same time; the others wait in order, and are refused (503, Retry-After) after
 * `waitMs`. The returned function gives the turn back, and may be called more than once.
 */
export function limitAtOnce(most: number, waitMs: number): () => Promise<() => void> {
  let held = 0
  const waiting: (() => void)[] = []
  const giveBack = (): void => {
    const next = waiting.shift()
    if (next === undefined) held--
    else next()
  }
  const wait = () =>
    new Promise<void>((resolve, reject) => {
      const turn = () => {
        clearTimeout(late)
        resolve()
      }
      const late = setTimeout(() => {
        waiting.splice(waiting.indexOf(turn), 1)
        reject(new RefusedRequest(503, 'busy', `No turn came within ${waitMs / 1_000} s.`, Math.ceil(waitMs / 1_000)))
      }, waitMs)
      waiting.push(turn)
    })
  return async () => {
    if (held < most) held++
    else await wait()
    let isHeld = true
    return () => {
      if (isHeld) giveBack()
      isHeld = false
    }
  }
}
