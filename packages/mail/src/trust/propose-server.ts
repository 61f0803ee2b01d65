import { NO_AUTHSERV_ID, readAuthenticationResults } from './authentication-results.ts'
import type { Headers } from '../header/headers.ts'
import { isOfMicrosoft365, trustedResults, type TrustedServer } from './trusted-results.ts'

/** A server that seems to judge the mails of a mailbox. Whether it is the mailbox's own, a person has to say. */
export interface ProposedServer extends Pick<TrustedServer, 'authservId' | 'hops'> {
  /** How many of the mails have its field where it would be believed. */
  readonly mails: number
}

/** Where a mail has its topmost Authentication-Results. */
interface Place {
  readonly authservId: string
  /** Received fields above it. */
  readonly hops: number
}

/**
 * Finds whose topmost Authentication-Results most of the mails carry, and below how many Received fields. A server that
 * is to be believed writes the field into every mail: where half of them lack it, their senders could write it.
 * @returns null where no server has written it into more than half of the mails
 */
export function proposeServer(mails: readonly Headers[]): ProposedServer | null {
  const places = mails.map(placeOf).filter((place) => place !== undefined)
  const id = commonest(places.map(({ authservId }) => authservId))
  if (id === undefined) return null
  const hops = commonest(places.filter(({ authservId }) => authservId === id).map((place) => place.hops)) ?? 0
  const authservId = id === NO_AUTHSERV_ID ? ({ microsoft365: true } as const) : id
  const server = { authservId, hops }
  const believed = mails.filter((mail) => Array.isArray(trustedResults(mail, { ...server, writesRun: false }))).length
  return believed * 2 > mails.length ? { ...server, mails: believed } : null
}

function placeOf({ fields }: Headers): Place | undefined {
  let hops = 0
  for (const [index, { name, value }] of fields.entries()) {
    if (name === 'received') hops++
    if (name !== 'authentication-results') continue
    const authservId = readAuthenticationResults(value)?.authservId
    if (authservId === undefined) continue
    if (authservId !== NO_AUTHSERV_ID || isOfMicrosoft365(fields[index - 1])) return { authservId, hops }
  }
  return undefined
}

/** The least of several that are equally common, which for numbers of fields is the strictest. */
function commonest<Value extends string | number>(values: readonly Value[]): Value | undefined {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0]
}
