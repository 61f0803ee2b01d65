import { tmpdir } from 'node:os'
import { readConfig, RetentionConfig, Secret } from '@tubepost/service'
import { type Static, Type } from 'typebox'

const Milliseconds = (description: string, value: number, maximum?: number) =>
  Type.Integer({ description, default: value, minimum: 1, ...(maximum !== undefined && { maximum }) })

const CredentialKeys = Secret({
  description: 'keys for passwords at rest: id:key by lines or commas, each 32 bytes in base64, current first',
})

export const FetcherConfig = Type.Object({
  ...RetentionConfig.properties,
  SMTP_HOST: Type.String({ description: 'address on which SMTP mailboxes listen', default: '127.0.0.1' }),
  SMTP_BEHIND_PROXY: Type.Boolean({
    description: 'true: who connects from another machine begins with a line of the PROXY protocol, version 1',
    default: false,
  }),
  SMTP_SPOOL_DIR: Type.String({
    description: 'folder for mails while they come in, so that a slow sender holds no connection to the database',
    default: tmpdir(),
  }),
  CREDENTIAL_KEYS: Type.Optional(CredentialKeys),
  LEASE_MS: Milliseconds('a dead replica’s mailboxes are read by another after this long', 10_000),
  RECONCILE_INTERVAL_MS: Milliseconds('how often the UIDs on the server are compared with the ledger', 300_000),
  RETRY_FIRST_MS: Milliseconds('pause after a mailbox failed; doubles with each failure in a row', 1_000),
  RETRY_LONGEST_MS: Milliseconds('longest pause after a mailbox failed', 60_000),
  RETRY_REFUSED_LONGEST_MS: Milliseconds('longest pause after a server refused the password', 600_000),
  // After five minutes NATs and load balancers forget a silent connection.
  IDLE_RENEW_MS: Milliseconds('IDLE is begun anew after this long', 240_000, 299_000),
  IMAP_CONNECT_TIMEOUT_MS: Milliseconds('for the connection, and again for the greeting', 15_000),
  IMAP_COMMAND_TIMEOUT_MS: Milliseconds('for the answer to one command', 60_000),
  IMAP_SOCKET_TIMEOUT_MS: Milliseconds(
    'watchdog: a connection that is silent for longer is probed, then closed',
    300_000,
  ),
})
export type FetcherConfig = Static<typeof FetcherConfig>

const RotationConfig = Type.Object({
  DATABASE_URL: Secret({ description: 'postgres://… of the fetcher' }),
  CREDENTIAL_KEYS: CredentialKeys,
})

/** The configuration of the command that seals passwords anew. Throws a ConfigError. */
export function readRotationConfig(): Static<typeof RotationConfig> {
  return readConfig(RotationConfig, process.env)
}
