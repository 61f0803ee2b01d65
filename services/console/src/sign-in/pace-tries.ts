import { type Pool, transaction } from '@tubepost/db'
import { RefusedRequest, tokenDigest } from '@tubepost/service'
import { addressKey } from '@tubepost/mail'
import { isKnownBrowser } from './browser-sql.ts'
import type { Client } from './client-of.ts'
import { type Delays, forgetTries, giveBackTry, takeTry } from './try-sql.ts'

// People mistype; after three the delay grows to a quarter of an hour, and guesses come to a hundred in a day.
const OF_ACCOUNT: Delays = { free: 3, mostSeconds: 900 }
// An office shares one address, and its people mistype each morning.
const OF_NETWORK: Delays = { free: 20, mostSeconds: 60 }
// Its owner has been in; somebody who sits down at it guesses no more than a few in a minute.
const OF_BROWSER: Delays = { free: 5, mostSeconds: 30 }

/** Counted under it: a person, under whichever address, or an address that nobody has, which is not kept in clear. */
export function accountKey(person: string | undefined, address: string): string {
  return person === undefined
    ? `address:${tokenDigest(addressKey(address.trim())).toString('base64url')}`
    : `person:${person}`
}

interface Try {
  readonly person: string | undefined
  readonly address: string
  readonly client: Client
  /** The secret of the browser's own cookie; empty where it has none. */
  readonly browser: string
}

/**
 * Takes a try, which counts as a failure until it turns out right; throws a RefusedRequest (429) where one has to wait. A
 * browser that the person has signed in with before has delays of its own, so that nobody can keep it out.
 * @returns how to say that it was right
 */
export async function paceTries(pool: Pool, { person, address, client, browser }: Try): Promise<() => Promise<void>> {
  const digest = tokenDigest(browser)
  const isKnown = person !== undefined && browser !== '' && (await isKnownBrowser(pool, digest, person))
  const account = accountKey(person, address)
  if (isKnown) {
    const key = `browser:${digest.toString('base64url')}:${person}`
    await take(pool, key, OF_BROWSER)
    return async () => void (await transaction(pool, (tx) => forgetTries(tx, key)))
  }
  const network = `network:${client.network}`
  await take(pool, network, OF_NETWORK)
  try {
    await take(pool, account, OF_ACCOUNT)
  } catch (error) {
    await giveBackTry(pool, network) // it was no guess, and others share the network
    throw error
  }
  return () =>
    transaction(pool, async (tx) => {
      await giveBackTry(tx, network)
      await forgetTries(tx, account)
    })
}

/** For what costs another machine a call: counted by the network alone. @returns how to say that it was right */
export async function paceNetwork(pool: Pool, { network }: Client): Promise<() => Promise<unknown>> {
  const key = `network:${network}`
  await take(pool, key, OF_NETWORK)
  return () => giveBackTry(pool, key)
}

async function take(pool: Pool, key: string, delays: Delays): Promise<void> {
  const seconds = await takeTry(pool, key, delays)
  if (seconds === undefined) return
  throw new RefusedRequest(
    429,
    'too_many_tries',
    `There were too many tries that failed. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    seconds,
  )
}
