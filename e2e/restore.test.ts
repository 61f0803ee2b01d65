/**
 * The state after the database is put back to an earlier time, after the broker has lost its disk, and after both:
 * with a mailbox whose mails are moved, one whose mails are deleted, one over SMTP, and a status set over HTTP.
 */
import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Installation, type InstallationOptions, startInstallation } from '@tubepost/sandbox'
import {
  type Dovecot,
  dovecotMissing,
  freePort,
  skippedBecause,
  type SmtpSink,
  startDovecot,
  startPostgres,
  startSmtpSink,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import { createTransport } from 'nodemailer'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aSetup, imapMailbox, ORGANISATION, smtpMailbox } from './a-setup.ts'

const INSTALLER = path.join(import.meta.dirname, '../services/installer/src/main.ts')
const READY_MS = 60_000
const SETTLE_MS = 60_000
// Four installations start and stop in one test.
const TEST_MS = 240_000
const PASSWORD = 'a secret of the test'

const PEOPLE = ['Ana', 'Ben', 'Cleo', 'Dan', 'Eve'].map((name) => ({
  name,
  addresses: [`${name.toLowerCase()}@example.com`],
}))

function setup(ports: { imap: number; smtpIn: number; smtpOut: number }): string {
  const account = { port: ports.imap, passwordIn: 'RESTORE_PASSWORD' }
  const read = (id: string, policy: object) => imapMailbox(id, account, { fetchScope: 'newUids', ...policy })
  return aSetup({
    organisation: { ...ORGANISATION, timeZone: 'Europe/Berlin' },
    people: PEOPLE,
    mailboxes: [
      read('moving', { afterSuccess: { move: 'Done/Well' }, afterFailure: { move: 'Done/Badly' } }),
      read('deleting', { afterSuccess: 'delete', afterFailure: 'delete' }),
      smtpMailbox('desk', ports.smtpIn, { ack: 'always' }),
    ],
    smtp: { port: ports.smtpOut },
  })
}

interface Books {
  received: number
  waiting: number
  difference: number
  journal: { received: number; settled: number; conflicts: number; deadLetters: number }
  ledger: Record<string, number>
  lag: { events: number }
}

describe('backup and restore', { ...skippedBecause(dovecotMissing()), timeout: TEST_MS }, () => {
  let dir: string
  let dovecot: Dovecot
  let sink: SmtpSink
  let installation: Installation
  let options: InstallationOptions
  let smtpIn: number
  let adminSeed = ''
  let backedUpAt = ''

  beforeAll(async () => {
    dir = await tempDir('restore')
    process.env['RESTORE_PASSWORD'] = PASSWORD
    const users = ['moving', 'deleting'].map((name) => ({ name, password: PASSWORD }))
    dovecot = await startDovecot({ dir: path.join(dir, 'imap'), users })
    sink = await startSmtpSink()
    smtpIn = await freePort()
    const setupFile = path.join(dir, 'tubepost.yaml')
    writeFileSync(setupFile, setup({ imap: dovecot.port, smtpIn, smtpOut: sink.port }))
    options = { dir: path.join(dir, 'data'), setupFile, httpPort: await freePort() }
    await start()
  })
  afterAll(async () => {
    await installation?.stop()
    await sink?.stop()
    await dovecot?.stop()
  })

  async function start(beforeServices?: InstallationOptions['beforeServices']): Promise<void> {
    installation = await startInstallation({
      ...options,
      fsync: false,
      async beforeServices(parts) {
        adminSeed = parts.adminSeed
        await beforeServices?.(parts)
      },
    })
    await installation.untilReady(READY_MS)
  }

  /** Runs `restore` as an operator would. Rejects with its log. */
  const restore = (parts: Pick<Installation, 'nats' | 'postgres'>, to: string) =>
    promisify(execFile)(process.execPath, [INSTALLER, 'restore', '--to', to], {
      env: { NATS_URL: parts.nats.url, ADMIN_NATS_SEED: adminSeed, DATABASE_ADMIN_URL: parts.postgres.url },
    }).catch(({ stdout, stderr }: Record<'stdout' | 'stderr', string>) => Promise.reject(new Error(stdout + stderr)))

  /** Changes the database while nothing else runs. */
  async function inDatabase(...statements: string[]): Promise<void> {
    const postgres = await startPostgres({ dir: path.join(options.dir, 'postgres') })
    const client = new Client({ connectionString: postgres.url.replace(/\/postgres$/, '/template1') })
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
    await postgres.stop()
  }
  const putBack = () => inDatabase('drop database postgres', 'create database postgres template backup')
  const loseBroker = () => rmSync(path.join(options.dir, 'nats/jetstream'), { recursive: true })

  const raw = (from: string, subject: string) =>
    [
      `From: ${from}@example.com`,
      `Subject: ${subject}`,
      `Date: ${new Date().toUTCString()}`,
      `Message-ID: <${subject.replaceAll(' ', '-')}@example.com>`,
      '',
      'Bye',
      '',
    ].join('\r\n')
  const send = (from: string, subject: string) =>
    createTransport({ host: '127.0.0.1', port: smtpIn }).sendMail({
      envelope: { from: `${from}@example.com`, to: ['desk@example.com'] },
      raw: raw(from, subject),
    })

  async function call<Answer>(method: string, url: string, body?: object): Promise<Answer> {
    const response = await fetch(installation.url + url, {
      method,
      headers: { authorization: `Bearer ${installation.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as Answer
  }
  const books = () => call<Books>('GET', '/api/console/conservation')

  /** Waits until every mail has its end, in both books, and the mailboxes match their policies. */
  async function atRest(mails: number): Promise<Books> {
    let last: Books | undefined
    try {
      await waitUntil(
        async () => {
          last = await books()
          const isOver = last.waiting === 0 && last.ledger['final'] === mails && last.lag.events === 0
          return isOver && last.difference === 0 && last.journal.settled === mails
        },
        { timeoutMs: SETTLE_MS, what: `${mails} mails at rest` },
      )
    } catch (error) {
      throw new Error(`not at rest: ${JSON.stringify(last)}`, { cause: error })
    }
    return last ?? (await books())
  }

  async function comments(): Promise<Record<string, string | null>> {
    const { people } = await call<{ people: { person: { name: string }; comment: string | null }[] }>(
      'GET',
      '/api/status/board',
    )
    return Object.fromEntries(people.map(({ person, comment }) => [person.name, comment]))
  }
  /** Every status that was ever set, so that one which was set twice shows. */
  async function histories(): Promise<Record<string, (string | null)[]>> {
    const names = ['ana', 'ben', 'cleo', 'dan', 'eve']
    const read = names.map(async (name) => {
      const { history } = await call<{ history: { comment: string | null }[] }>(
        'GET',
        `/api/status/people/${name}/history`,
      )
      return [name, history.map(({ comment }) => comment)] as const
    })
    return Object.fromEntries(await Promise.all(read))
  }
  const replies = () => sink.mails.map(({ to }) => String(to[0])).toSorted()
  /** Waits for that many held replies; the notifier gets them after the books are at rest. */
  async function held(count: number) {
    type Held = { replyId: string; to: string; brake: string }
    let found: Held[] = []
    await waitUntil(
      async () => {
        found = (await call<{ held: Held[] }>('GET', '/api/notifier/held')).held
        return found.length >= count
      },
      { timeoutMs: SETTLE_MS, what: `${count} held replies` },
    )
    return found
  }

  test('a restore is refused while services run, and for a time that is none', async () => {
    await expect(restore(installation, '2026-11-25T10:00:00Z')).rejects.toThrow(/stop the services first: .*fetcher/)
    await expect(restore(installation, 'yesterday')).rejects.toThrow(/RFC 3339/)
    await expect(restore(installation, '2999-01-01T00:00:00Z')).rejects.toThrow(/is in the future/)
  })

  test('with the broker intact nothing is lost, done twice or answered twice', async () => {
    dovecot.deliver('moving', raw('ana', 'Out 1h before'))
    dovecot.deliver('deleting', raw('ben', 'Out 1h before'))
    dovecot.deliver('moving', raw('eve', 'Oot before'))
    await call('PUT', '/api/status/people/dan/status', { status: 'Out', comment: 'before' })
    await atRest(3)
    await waitUntil(() => sink.mails.length === 1, { timeoutMs: SETTLE_MS, what: 'the first reply' })
    await installation.stop()
    await inDatabase('create database backup template postgres')
    backedUpAt = new Date().toISOString()
    await start()

    dovecot.deliver('moving', raw('ana', 'Out 2h after'))
    dovecot.deliver('deleting', raw('ben', 'Out 2h after'))
    dovecot.deliver('moving', raw('ana', 'Oot after'))
    await send('cleo', 'Out 2h after')
    await call('PUT', '/api/status/people/dan/status', { status: 'Out', comment: 'after' })
    await atRest(7)
    await waitUntil(() => sink.mails.length === 3, { timeoutMs: SETTLE_MS, what: 'the replies' })
    const before = { comments: await comments(), histories: await histories() }
    expect(before.comments).toEqual({ Ana: 'after', Ben: 'after', Cleo: 'after', Dan: 'after', Eve: null })
    // The tables will lack all of this, as if it had waited at that time: a backlog of 10 minutes is made up for.
    const backlogUntil = new Date().toISOString()
    await installation.stop()

    // The outage, in which mail still arrives.
    dovecot.deliver('moving', raw('eve', 'Out 3h in the outage'))
    dovecot.deliver('moving', raw('eve', 'Oot in the outage'))
    await putBack()
    await start(async (parts) => void (await restore(parts, backlogUntil)))

    const { journal } = await atRest(9)
    expect(journal).toMatchObject({ conflicts: 0, deadLetters: 0 })
    expect(await comments()).toEqual({ ...before.comments, Eve: 'in the outage' })
    expect(await histories()).toEqual({ ...before.histories, eve: ['in the outage'] })
    expect(replies()).toEqual(['ana@example.com', 'cleo@example.com', 'eve@example.com'])
    expect(dovecot.messages('deleting', 'INBOX')).toEqual([])
    expect(dovecot.messages('moving', 'INBOX')).toEqual([])

    // Nobody knows whether a mail from before the restore was answered, so a person decides.
    const waiting = await held(1)
    expect(waiting).toMatchObject([{ to: 'eve@example.com', brake: 'restored' }])
    await call('POST', `/api/notifier/held/${waiting[0]?.replyId}/release`)
    await waitUntil(() => sink.mails.length === 4, { timeoutMs: SETTLE_MS, what: 'the released reply' })
    // Mails that arrive from now on are answered as ever.
    dovecot.deliver('moving', raw('ana', 'Oot now'))
    await waitUntil(() => sink.mails.length === 5, { timeoutMs: SETTLE_MS, what: 'the reply to a new mail' })
    await atRest(10)
  })

  test('a broker that lost its disk costs nothing', async () => {
    const before = { board: await comments(), histories: await histories(), replies: replies() }
    await installation.stop()
    loseBroker()
    await start()
    const { journal } = await atRest(10)
    expect(journal).toMatchObject({ conflicts: 0, deadLetters: 0 })
    expect({ board: await comments(), histories: await histories(), replies: replies() }).toEqual(before)
  })

  test('with both lost, a mail still in a folder is found again, a deleted one is not', async () => {
    const sentBefore = replies()
    await installation.stop()
    loseBroker()
    await putBack()
    await start(async (parts) => void (await restore(parts, backedUpAt)))

    // Ten mails, less the one that was deleted and the one that came over SMTP.
    const { journal } = await atRest(8)
    expect(journal).toMatchObject({ conflicts: 0, deadLetters: 0 })
    expect(await comments()).toEqual({ Ana: 'after', Ben: 'before', Cleo: null, Dan: 'before', Eve: 'in the outage' })
    expect(await histories()).toEqual({
      ana: ['after', 'before'],
      ben: ['before'],
      cleo: [],
      dan: ['before'],
      eve: ['in the outage'],
    })
    expect(replies()).toEqual(sentBefore)
    expect((await held(3)).map(({ to, brake }) => `${to} ${brake}`).toSorted()).toEqual([
      'ana@example.com restored',
      'ana@example.com restored',
      'eve@example.com restored',
    ])
  })
})
