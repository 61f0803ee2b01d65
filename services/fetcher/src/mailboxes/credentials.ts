import { type KeyRing, PermanentError, readKeyRing, RefusedRequest, seal, unseal } from '@tubepost/service'
import { readPassword } from '@tubepost/setup'
import type { FetcherConfig } from '../config.ts'
import type { ConfiguredMailbox } from './mailboxes-sql.ts'

const VARIABLE = 'CREDENTIAL_KEYS'

/**
 * The keys that passwords at rest are sealed with; undefined where there are none. Throws a ConfigError for bad ones.
 */
export function credentialKeys(config: { CREDENTIAL_KEYS: string }): KeyRing
export function credentialKeys(config: Pick<FetcherConfig, 'CREDENTIAL_KEYS'>): KeyRing | undefined
export function credentialKeys(config: Pick<FetcherConfig, 'CREDENTIAL_KEYS'>): KeyRing | undefined {
  return config.CREDENTIAL_KEYS === undefined ? undefined : readKeyRing(config.CREDENTIAL_KEYS, VARIABLE)
}

/** Sealed for this mailbox: in the row of another it does not open. */
export function passwordPlace(mailboxId: string) {
  return { purpose: 'mailbox', id: mailboxId, field: 'password' }
}

/** The stored form of a password that came over HTTP. */
export function sealPassword(config: FetcherConfig, mailboxId: string, password: string): string {
  const ring = credentialKeys(config)
  if (ring !== undefined) return seal(ring, password, passwordPlace(mailboxId))
  throw new RefusedRequest(
    409,
    'no_credential_keys',
    `Passwords are stored only encrypted, and the fetcher has no keys. Set ${VARIABLE} (or ${VARIABLE}_FILE) to id:key, the key ` +
      'from "openssl rand -base64 32", and start it again; or declare the mailbox in tubepost.yaml with passwordFile.',
  )
}

/** Read, or opened, each time: a password can be changed without a restart. */
export function mailboxPassword(
  config: FetcherConfig,
  { id, source, sealedPassword }: Pick<ConfiguredMailbox, 'id' | 'source' | 'sealedPassword'>,
): string {
  if (sealedPassword === null) return readPassword(source.password) ?? ''
  const ring = credentialKeys(config)
  if (ring === undefined)
    throw new PermanentError('secret/no-keys', `The password is encrypted, and ${VARIABLE} is not set for the fetcher.`)
  return unseal(ring, sealedPassword, passwordPlace(id))
}
