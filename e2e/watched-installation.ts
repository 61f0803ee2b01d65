/** All of Tubepost with a mailbox over IMAP and one over SMTP, an outgoing mail server, and every trace kept. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Installation } from '@tubepost/sandbox'
import {
  type Dovecot,
  freePort,
  type Scrape,
  scrape,
  type SmtpSink,
  startDovecot,
  startSmtpSink,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import { createTransport } from 'nodemailer'
import { aSetup, imapMailbox, smtpMailbox } from './a-setup.ts'
import { startReady } from './start-ready.ts'

export const USER = 'status'
export const PASSWORD = 'the password of the mailbox'
export const SENDING_PASSWORD = 'the password for sending'

export interface Watched {
  readonly installation: Installation
  readonly dovecot: Dovecot
  readonly sink: SmtpSink
  /** A service's `/metrics`. */
  metrics(service: string): Promise<Scrape>
  /** The lines of a service's log, unchanged. */
  log(service: string): Record<string, unknown>[]
  /** Hands a mail over to the SMTP mailbox. */
  hand(raw: string, from: string): Promise<void>
  /** The mailId and the outcome of the mail, once it is settled. */
  settled(id: string): Promise<{ mailId: string; outcome: string; reason: string | null }>
  stop(): Promise<void>
}

const setup = (ports: { imap: number; intake: number; smtp: number }): string =>
  aSetup({
    organisation: { name: 'Example Ltd', timeZone: 'Europe/Berlin', locale: 'en-GB', url: 'http://127.0.0.1' },
    mailboxes: [
      imapMailbox(
        'status',
        { port: ports.imap, username: USER, passwordIn: 'WATCHED_PASSWORD' },
        { ack: 'always', afterSuccess: { move: 'Done' }, afterFailure: { move: 'Failed' } },
      ),
      smtpMailbox('intake', ports.intake, { ack: 'always' }),
    ],
    smtp: { port: ports.smtp, username: 'tubepost', password: { env: 'WATCHED_SENDING_PASSWORD' } },
  })

export async function startWatched(name: string, environment: Readonly<Record<string, string>> = {}): Promise<Watched> {
  const dir = await tempDir(name)
  Object.assign(process.env, { WATCHED_PASSWORD: PASSWORD, WATCHED_SENDING_PASSWORD: SENDING_PASSWORD })
  const dovecot = await startDovecot({ dir: path.join(dir, 'imap'), users: [{ name: USER, password: PASSWORD }] })
  const sink = await startSmtpSink()
  const intake = await freePort()
  const text = setup({ imap: dovecot.port, intake, smtp: sink.port })
  const installation = await startReady(dir, text, { environment })
  return {
    installation,
    dovecot,
    sink,
    metrics(service) {
      const port = installation.processes.find((process_) => process_.name === service)?.port
      return scrape(`http://127.0.0.1:${port}`)
    },
    log: (service) =>
      readFileSync(path.join(dir, 'installation/services', `${service}.log`), 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async hand(raw, from) {
      const transport = createTransport({ host: '127.0.0.1', port: intake, secure: false, ignoreTLS: true })
      await transport.sendMail({ envelope: { from, to: ['intake@example.com'] }, raw })
    },
    settled: (id) =>
      waitUntil(
        async () => {
          const call = `${installation.url}/api/console/mails?messageId=${encodeURIComponent(`<${id}@example.com>`)}`
          const response = await fetch(call, { headers: { authorization: `Bearer ${installation.token}` } })
          const { mails } = (await response.json()) as {
            mails: { mailId: string; outcome: string | null; reason: string | null }[]
          }
          const [mail] = mails
          return mail === undefined || mail.outcome === null ? undefined : { ...mail, outcome: mail.outcome }
        },
        { timeoutMs: 20_000, what: `${id} to be settled` },
      ),
    async stop() {
      await installation.stop()
      await sink.stop()
      await dovecot.stop()
    },
  }
}

/** A mail with an id of its own. */
export const mailOf = (from: string, subject: string, id: string, more: readonly string[] = []) =>
  [
    `From: ${from}`,
    'To: status@example.com',
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${id}@example.com>`,
    ...more,
    '',
    'The words of the body.',
    '',
  ].join('\r\n')
