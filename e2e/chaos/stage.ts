import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Installation, startInstallation } from '@tubepost/sandbox'
import { type Dovecot, freePort, type SmtpSink, startDovecot, startSmtpSink, tempDir } from '@tubepost/testing'
import { CASE_MAILBOXES } from './case-mails.ts'
import { countInbox } from './maildir-on-disk.ts'
import { ONE, REPLICAS } from './schedule.ts'
import { PASSWORD_VARIABLE, setupFile } from './setup-file.ts'
import { MAILBOXES } from './truth.ts'

export type ServiceProcess = Installation['processes'][number]

/** The parts of a run: real mailboxes, a sink for replies, and an installation of separate processes. */
export interface Stage {
  installation: Installation
  dovecot: Dovecot
  sink: SmtpSink
  /** The process in which this one's work runs: itself, or the one of all. */
  runsIn(process: string): string
  /** Folder of the services' logs, `<name>.log` each. */
  logs: string
  maildirs: readonly { mailbox: string; dir: string }[]
  /** Mails delivered and not yet taken from INBOX. */
  inFlight(): number
  stop(): Promise<void>
}

const READY_MS = 90_000
const PASSWORD = 'a secret of the test'
const USERS = [...MAILBOXES, ...CASE_MAILBOXES]

export async function setStage(options: { small?: boolean; mainOf?: (service: string) => string }): Promise<Stage> {
  const dir = await tempDir('chaos')
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const each of stops.splice(0).toReversed()) await each()
  }
  process.env[PASSWORD_VARIABLE] = PASSWORD
  try {
    const dovecot = await startDovecot({
      dir: path.join(dir, 'imap'),
      users: USERS.map((name) => ({ name, password: PASSWORD })),
    })
    stops.push(() => dovecot.stop())
    const sink = await startSmtpSink()
    stops.push(() => sink.stop())
    const httpPort = await freePort()
    const file = path.join(dir, 'tubepost.yaml')
    writeFileSync(file, setupFile({ http: httpPort, imap: dovecot.port, smtp: sink.port }))
    const installation = await startInstallation({
      dir: path.join(dir, 'installation'),
      setupFile: file,
      httpPort,
      ...(options.small === true ? { small: true } : { replicas: REPLICAS }),
      ...(options.mainOf === undefined ? {} : { mainOf: options.mainOf }),
    })
    stops.push(() => installation.stop())
    await installation.untilReady(READY_MS)
    const maildirs = USERS.map((mailbox) => ({ mailbox, dir: path.join(dir, 'imap/mail', mailbox, 'Maildir') }))
    return {
      installation,
      dovecot,
      sink,
      runsIn: (process) => (options.small === true ? ONE : process),
      logs: path.join(dir, 'installation/services'),
      maildirs,
      inFlight: () => maildirs.reduce((count, maildir) => count + countInbox(maildir.dir), 0),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
