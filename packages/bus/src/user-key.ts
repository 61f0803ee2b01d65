import { createUser, fromSeed } from '@nats-io/nkeys'

/**
 * The key by which a service proves to the broker who it is (nkey, Ed25519). The server is given the public half alone,
 * so its configuration holds no secret.
 */
export interface UserKey {
  /** `SU…`: the secret half. */
  readonly seed: string
  /** `U…` */
  readonly publicKey: string
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function createUserKey(): UserKey {
  const key = createUser()
  return { seed: decoder.decode(key.getSeed()), publicKey: key.getPublicKey() }
}

/** Throws where the text is no seed; the text is not repeated. */
export function publicKeyOf(seed: string): string {
  try {
    return fromSeed(encoder.encode(seed)).getPublicKey()
  } catch {
    throw new Error('not the seed of an nkey: it begins with SU and has 58 characters')
  }
}
