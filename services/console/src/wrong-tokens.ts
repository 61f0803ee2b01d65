import { RefusedRequest, unauthorized } from '@tubepost/service'

const WINDOW_MS = 60_000
// A script with an old token tries less often; many people behind one address do, too. Right tokens are never counted.
const MOST_IN_A_WINDOW = 100
// Bounds the memory: with more, the count begins anew.
const MOST_ADDRESSES = 10_000

/** Counts wrong tokens by the address they come from. */
export function createWrongTokens(now: () => number = () => performance.now()) {
  const counts = new Map<string, number>()
  let beganAt = now()
  return {
    /** The answer to a wrong token: 401, and 429 where too many have come within a minute. */
    refuse(address: string): RefusedRequest {
      if (now() - beganAt >= WINDOW_MS || counts.size >= MOST_ADDRESSES) {
        counts.clear()
        beganAt = now()
      }
      const count = (counts.get(address) ?? 0) + 1
      counts.set(address, count)
      if (count <= MOST_IN_A_WINDOW) return unauthorized()
      const seconds = Math.ceil((beganAt + WINDOW_MS - now()) / 1_000)
      return new RefusedRequest(
        429,
        'too_many_wrong_tokens',
        `More than ${MOST_IN_A_WINDOW} wrong tokens came from this address within a minute.`,
        seconds,
      )
    },
  }
}
