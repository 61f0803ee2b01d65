export { readOverSmtp, readQuotedPath } from './intake.ts'
import { readMailboxBody } from '@tubepost/setup'
import type { Situation } from '@tubepost/setup/testing'
import { ifDeclared, ifTaken, passwordMissing } from '../src/mailboxes/decide-mailbox-write.ts'
import { resolveHost } from '../src/sources/resolve-host.ts'
import { NETWORK_CODES, toSourceError } from '../src/sources/source-errors.ts'

const ACCOUNT = { host: 'imap.example.com', username: 'status@example.com', password: 'secret' }
const translated = (situation: string, error: object, account?: typeof ACCOUNT): Situation => ({
  situation,
  produce: () => toSourceError(error, account).message,
})
const resolving = (situation: string, host: string, port: number): Situation => ({
  situation,
  produce: () =>
    resolveHost({ host, port, allowPrivateAddress: false }).then(
      () => 'it was taken',
      (error: Error) => error.message,
    ),
})

/** The messages about a mailbox: in Test Connection, in `problem` of a mailbox, and in the log of the fetcher. */
export const mailboxSituations: readonly Situation[] = [
  resolving('the port is unusual', '127.0.0.1', 1143),
  resolving('the host has a private address', '127.0.0.1', 993),
  translated(
    'the server refuses the log-in',
    { authenticationFailed: true, responseText: 'Invalid credentials (Failure)' },
    ACCOUNT,
  ),
  translated('the server refuses for now', { serverResponseCode: 'LIMIT' }),
  translated('TLS is expected where the server speaks plain text', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
  translated('STARTTLS is expected where there is none', { tlsFailed: true }),
  translated('the certificate is not trusted', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
  translated('the server refuses a command', { responseStatus: 'NO' }),
  translated('anything else', { code: 'EOTHER' }),
  ...NETWORK_CODES.map((code) => translated(`the connection fails with ${code}`, { code })),
]

const { mailbox } = readMailboxBody({
  id: 'status',
  preset: 'stoic',
  address: 'status@example.com',
  source: { kind: 'imap', host: 'imap.example.com', password: 'secret' },
})
const STANDING = { ...mailbox, declared: true, sealedPassword: 'sealed' }

/** Refusals of a mailbox over HTTP, besides what is wrong with its body. */
export const refusedMailboxSituations: readonly Situation[] = [
  { situation: 'tubepost.yaml declares the mailbox', produce: () => ifDeclared(STANDING)?.text ?? '' },
  { situation: 'a mailbox has the id', produce: () => ifTaken(mailbox, [STANDING])?.text ?? '' },
  {
    situation: 'another mailbox has the address',
    produce: () => ifTaken({ ...mailbox, id: 'other' }, [STANDING])?.text ?? '',
  },
  { situation: 'no password is given for a new mailbox', produce: () => passwordMissing(mailbox, undefined) },
  { situation: 'no password is given for another server', produce: () => passwordMissing(mailbox, STANDING) },
]
