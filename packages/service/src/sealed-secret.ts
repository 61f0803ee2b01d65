import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { ConfigError } from './define/config.ts'
import { PermanentError } from './define/errors.ts'

/**
 * The keys for secrets at rest. New secrets are sealed with the current key, old ones opened with the key they name.
 */
export interface KeyRing {
  readonly current: string
  readonly keys: ReadonlyMap<string, Buffer>
}

/** The place of a sealed secret. At any other place it does not open. */
export interface SecretPlace {
  readonly purpose: string
  readonly id: string
  readonly field: string
}

const KEY_BYTES = 32
// The nonce size GCM is made for; random nonces are safe for four thousand million secrets under one key (NIST SP
// 800-38D §8.3).
const NONCE_BYTES = 12
const TAG_BYTES = 16
const FORMAT = 'v1'
const KEY_ID = /^[A-Za-z0-9_-]{1,40}$/
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/

/**
 * Reads a ring of keys: `id:key` each, by lines or commas, the current one first; a key is 32 bytes in base64. Throws
 * a ConfigError that names the variable and the place in it, never a value.
 */
export function readKeyRing(text: string, variable: string): KeyRing {
  const keys = new Map<string, Buffer>()
  const problems: string[] = []
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '')
  for (const [i, entry] of entries.entries()) {
    const [id = '', key = '', ...more] = entry.split(':')
    const at = `${variable}: key ${i + 1}`
    if (!KEY_ID.test(id) || more.length > 0)
      problems.push(`${at} is not written as id:key, with an id of A-Z a-z 0-9 _ -`)
    else if (!BASE64.test(key))
      problems.push(`${at} is not ${KEY_BYTES} bytes in base64 (openssl rand -base64 ${KEY_BYTES})`)
    else if (keys.has(id)) problems.push(`${at} has the id of an earlier one`)
    else keys.set(id, Buffer.from(key, 'base64'))
  }
  const [current] = keys.keys()
  if (entries.length === 0)
    problems.push(`${variable}: holds no key; write id:key, a key being ${KEY_BYTES} bytes in base64`)
  if (problems.length > 0 || current === undefined) throw new ConfigError(problems)
  return { current, keys }
}

/** Seals with AES-256-GCM under the current key. The same secret looks different each time. */
export function seal(ring: KeyRing, secret: string, place: SecretPlace): string {
  const key = keyOf(ring, ring.current)
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData(ring.current, place))
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return [FORMAT, ring.current, nonce.toString('base64url'), body.toString('base64url')].join('.')
}

/**
 * Opens a secret that was sealed for this place. Throws a PermanentError when the key is unknown or anything was
 * changed.
 */
export function unseal(ring: KeyRing, sealed: string, place: SecretPlace): string {
  const [format, keyId = '', nonce = '', body = '', ...more] = sealed.split('.')
  const bytes = Buffer.from(body, 'base64url')
  if (format !== FORMAT || more.length > 0 || bytes.length < TAG_BYTES) throw unreadable()
  const key = keyOf(ring, keyId)
  try {
    const iv = Buffer.from(nonce, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    decipher.setAAD(associatedData(keyId, place))
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch (cause) {
    throw unreadable(cause)
  }
}

/** Whether the current key sealed it; every other secret must be sealed anew before its key can go. */
export function isSealedWithCurrent(ring: KeyRing, sealed: string): boolean {
  return sealed.startsWith(`${FORMAT}.${ring.current}.`)
}

function keyOf(ring: KeyRing, id: string): Buffer {
  const key = ring.keys.get(id)
  if (key !== undefined) return key
  const name = KEY_ID.test(id) ? `"${id}"` : 'of an unknown form'
  throw new PermanentError(
    'secret/key-unknown',
    `A stored secret is sealed with the key ${name}, which the key ring does not have. Add it behind the current key.`,
  )
}

function unreadable(cause?: unknown): PermanentError {
  return new PermanentError(
    'secret/unreadable',
    'A stored secret does not open: it was changed, or the key of this id is another. Set it again.',
    { cause },
  )
}

function associatedData(keyId: string, { purpose, id, field }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify(['tubepost', FORMAT, keyId, purpose, id, field]))
}
