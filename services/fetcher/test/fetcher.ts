import { readFileSync } from 'node:fs'
import type { Replica, ReplicaOptions } from '@tubepost/service/testing'
import { declared } from '@tubepost/setup/testing'
import { tempDir } from '@tubepost/testing'
import { service } from '../src/service.ts'
import type { Installation } from './installation.ts'

export const PASSWORD = 'one "two" three'

export interface DeclaredMailbox {
  readonly id: string
  readonly source: object
  readonly policy?: object
  readonly address?: string
  readonly routes?: readonly object[]
  readonly enabled?: boolean
}

/** An IMAP mailbox as tubepost.yaml declares it, that polls each second. */
export function imapMailbox(
  id: string,
  server: { readonly host: string; readonly port: number },
  policy: object = {},
  source: object = {},
): DeclaredMailbox {
  const { host, port } = server
  return {
    id,
    policy: { fetchScope: 'all', backlog: 'live', afterSuccess: 'keep', afterFailure: 'keep', ...policy },
    source: {
      kind: 'imap',
      host,
      port,
      tls: 'none',
      username: id,
      password: { env: 'MAILBOX_PASSWORD' },
      allowPrivateAddress: true,
      pollInterval: '1s',
      ...source,
    },
  }
}

const SHORTER = { LEASE_MS: '2000', RETRY_FIRST_MS: '50', RETRY_LONGEST_MS: '400', RETRY_REFUSED_LONGEST_MS: '400' }
const MAIN = new URL('../src/main.ts', import.meta.url).pathname

/** The real fetcher, with shorter times than in production. */
export interface Fetcher extends Replica {
  readonly spoolDir: string
}

export async function startFetcher(
  installation: Installation,
  mailboxes: readonly DeclaredMailbox[],
  environment: Readonly<Record<string, string>> = {},
  more: Pick<ReplicaOptions, 'hasStarted'> = {},
): Promise<Fetcher> {
  const spoolDir = await tempDir('spool')
  await installation.apply(service, declared(setupOf(mailboxes)))
  const replica = await installation.start({
    service: 'fetcher',
    main: MAIN,
    ...more,
    environment: { ...SHORTER, MAILBOX_PASSWORD: PASSWORD, SMTP_SPOOL_DIR: spoolDir, ...environment },
  })
  return {
    ...replica,
    spoolDir,
    get pid() {
      return replica.pid
    },
  }
}

function setupOf(mailboxes: readonly DeclaredMailbox[]): object {
  return {
    organisation: { name: 'Example', timeZone: 'Etc/UTC', locale: 'en-US' },
    mailboxes: mailboxes.map((mailbox) => ({
      preset: 'officestatus',
      address: `${mailbox.id}@example.com`,
      enabled: true,
      ...mailbox,
    })),
  }
}

let serial = 0

/** A mail with a Message-ID of its own, unless one is given. */
export function aMail(subject: string, headers: readonly string[] = []): string {
  const own = headers.some((line) => /^message-id:/i.test(line))
    ? []
    : [`Message-ID: <${++serial}.${subject.length}@example.org>`]
  const date = 'Date: Sat, 15 Aug 2026 09:00:00 +0000'
  return ['From: Ann <ann@example.org>', `Subject: ${subject}`, date, ...own, ...headers, '', 'Hello', ''].join('\r\n')
}

export const subjectOf = (event: { data: { headers: string } }): string =>
  /^Subject: (.*)$/m.exec(event.data.headers)?.[1]?.trim() ?? ''

/** The most memory the process has ever had, in bytes. See proc(5). */
export function peakMemory(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}
