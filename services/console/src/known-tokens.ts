import { TOKEN_FORM } from './token-form.ts'

// A token that has just been made is known after this long at most.
const LOOK_EVERY_MS = 200

/**
 * Tells a token that may be right from one that cannot be, so that guesses do not cost a query each: all who come with an
 * unknown one wait for the next look at the list, of which there are five in a second.
 * @param list digests of all tokens
 * @param now milliseconds of a clock that does not jump
 */
export function createKnownTokens(
  list: () => Promise<readonly Buffer[]>,
  now: () => number = () => performance.now(),
): (token: string, digest: Buffer) => Promise<boolean> {
  let known: ReadonlySet<string> = new Set()
  let lookedAt = Number.NEGATIVE_INFINITY
  let next: Promise<void> | undefined
  const look = async () => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, lookedAt + LOOK_EVERY_MS - now())))
    next = undefined // a token that comes from here on may be made while the list is read
    lookedAt = now()
    known = new Set((await list()).map((digest) => digest.toString('hex')))
  }
  return async (token, digest) => {
    if (!TOKEN_FORM.test(token)) return false
    const key = digest.toString('hex')
    if (known.has(key)) return true
    await (next ??= look())
    return known.has(key)
  }
}
