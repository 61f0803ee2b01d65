import { type ImapSource, readPassword } from '@tubepost/service'
import { type Static, Type } from 'typebox'
import type { ImapTimes } from './sources/imap-connection.ts'
import { DEFAULT_SPOOL_DIR } from './sources/spool.ts'

const Milliseconds = (description: string, value: number, maximum?: number) =>
  Type.Integer({ description, default: value, minimum: 1, ...(maximum !== undefined && { maximum }) })

export const FetcherConfig = Type.Object({
  SMTP_HOST: Type.String({ description: 'address on which SMTP mailboxes listen', default: '127.0.0.1' }),
  SMTP_SPOOL_DIR: Type.String({
    description: 'folder for mails while they come in over SMTP',
    default: DEFAULT_SPOOL_DIR,
  }),
  LEASE_MS: Milliseconds('a dead replica’s mailboxes are read by another after this long', 10_000),
  RECONCILE_INTERVAL_MS: Milliseconds('how often the UIDs on the server are compared with the ledger', 300_000),
  RETRY_FIRST_MS: Milliseconds('pause after a mailbox failed; doubles with each failure in a row', 1_000),
  RETRY_LONGEST_MS: Milliseconds('longest pause after a mailbox failed', 60_000),
  RETRY_REFUSED_LONGEST_MS: Milliseconds('longest pause after a server refused the password', 600_000),
  // Five minutes is when NATs and load balancers forget a silent connection.
  IDLE_RENEW_MS: Milliseconds('IDLE is begun anew after this long', 240_000, 299_000),
  IMAP_CONNECT_TIMEOUT_MS: Milliseconds('for the connection, and again for the greeting', 15_000),
  IMAP_COMMAND_TIMEOUT_MS: Milliseconds('for the answer to one command', 60_000),
  IMAP_SOCKET_TIMEOUT_MS: Milliseconds(
    'watchdog: a connection that is silent for longer is probed, then closed',
    300_000,
  ),
})
export type FetcherConfig = Static<typeof FetcherConfig>

export function imapTimes(config: FetcherConfig): ImapTimes {
  return {
    connectMs: config.IMAP_CONNECT_TIMEOUT_MS,
    commandMs: config.IMAP_COMMAND_TIMEOUT_MS,
    socketMs: config.IMAP_SOCKET_TIMEOUT_MS,
    idleRenewMs: config.IDLE_RENEW_MS,
  }
}

/** Read anew each time, so that a password can be changed without a restart. */
export function mailboxPassword(source: ImapSource): string {
  return readPassword(source.password) ?? ''
}
