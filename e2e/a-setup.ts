/** The tubepost.yaml of a test: two people, two statuses, and the mailboxes and the mail server that the test has. */

export interface SetupOptions {
  /** Mailbox `status` is read from this IMAP server. */
  readonly imap?: ImapAccount
  /** Port of the SMTP mailbox: `status`, or `intake` beside one over IMAP. */
  readonly intake?: number
  /** The server that replies are sent by, on this machine, and what else is to be said of it. */
  readonly smtp?: { readonly port: number; readonly [setting: string]: unknown }
  /** The policy of both mailboxes. */
  readonly policy?: object
  /** Anything else that the file says, or says in another way: `people`, `statuses`, `mailboxes`, … */
  readonly [section: string]: unknown
}

export interface ImapAccount {
  readonly port: number
  /** The name of the mailbox unless told otherwise. */
  readonly username?: string
  /** The environment variable that holds the password. */
  readonly passwordIn: string
}

export const ORGANISATION = { name: 'Example Ltd', timeZone: 'America/New_York', locale: 'en-US' }
export const ANA = { name: 'Ana Example', addresses: ['ana@example.com'] }
export const BEN = { name: 'Ben Sample', addresses: ['ben@example.com'] }
export const IN = { name: 'In', aliases: ['I'], type: 'in' }
export const OUT = { name: 'Out', aliases: ['O'], type: 'out' }
const SENDING = { host: '127.0.0.1', tls: 'none', from: 'Tubepost <status@example.com>' }

export function aSetup({ imap, intake, smtp, policy = {}, ...more }: SetupOptions): string {
  const mailboxes = [
    ...(imap === undefined ? [] : [imapMailbox('status', imap, policy)]),
    ...(intake === undefined ? [] : [smtpMailbox(imap === undefined ? 'status' : 'intake', intake, policy)]),
  ]
  // YAML holds JSON.
  return JSON.stringify({
    organisation: ORGANISATION,
    people: [ANA, BEN],
    statuses: [IN, OUT],
    mailboxes,
    ...(smtp !== undefined && { smtp: { ...SENDING, ...smtp } }),
    ...more,
  })
}

export function imapMailbox(id: string, { port, username = id, passwordIn }: ImapAccount, policy: object = {}): object {
  const server = { host: '127.0.0.1', port, tls: 'none', allowPrivateAddress: true }
  return aMailbox(id, { kind: 'imap', ...server, username, password: { env: passwordIn } }, policy)
}

export function smtpMailbox(id: string, port: number, policy: object = {}): object {
  return aMailbox(id, { kind: 'smtp', port }, policy)
}

function aMailbox(id: string, source: object, policy: object): object {
  return { id, preset: 'officestatus', address: `${id}@example.com`, enabled: true, source, policy }
}
