import { createServer, type Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { TestStep } from '@tubepost/api'
import { readConfig } from '@tubepost/service'
import { policyOf, readPassword, type SettingsOf } from '@tubepost/setup'
import {
  dovecotMissing,
  freePort,
  type ImapServer,
  skippedBecause,
  startDovecot,
  startImapServer,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { FetcherConfig } from '../src/config.ts'
import { imapTimes } from '../src/sources/imap/imap.ts'
import { connectImap } from '../src/sources/imap/imap-connection.ts'
import { type Follow, testMailbox } from '../src/trial/test-mailbox.ts'
import { aMail, PASSWORD } from './fetcher.ts'
import { CERTIFICATE, KEY } from './untrusted-certificate.ts'

const config = readConfig(FetcherConfig, { IMAP_CONNECT_TIMEOUT_MS: '1000', IMAP_COMMAND_TIMEOUT_MS: '2000' })

let imap: ImapServer
let server: Server | undefined

beforeAll(async () => {
  process.env['TEST_MAILBOX_PASSWORD'] = PASSWORD
  imap = await startImapServer({ users: [{ name: 'ann', password: PASSWORD }] })
  imap.store.append('ann', 'INBOX', aMail('one'))
})
afterEach(() => {
  imap.behave()
  server?.close()
  server = undefined
})
afterAll(() => imap?.stop())

const SOURCE: SettingsOf<'imap'> = {
  kind: 'imap',
  host: '127.0.0.1',
  port: 0,
  tls: 'none',
  username: 'ann',
  password: { env: 'TEST_MAILBOX_PASSWORD' },
  allowPrivateAddress: true,
  tlsVerify: true,
  folder: 'INBOX',
  pollIntervalMs: 60_000,
}

const steps = (source: Partial<SettingsOf<'imap'>>, follow?: Follow) =>
  testSource({ ...SOURCE, port: imap.port, ...source }, follow)

const testSource = (source: SettingsOf<'imap'>, follow?: Follow) =>
  testMailbox(
    {
      source,
      enabled: true,
      routes: [],
      policy: { ...policyOf('officestatus', {}, []), backlog: 'live', afterSuccess: 'keep', afterFailure: 'keep' },
      password: () => readPassword(source.password) ?? '',
      listeners: async () => new Set(),
      numbers: () => {
        throw new Error('IMAP numbers its messages')
      },
      ledger: async () => ({ known: new Set<number>(), backlogUid: null }),
    },
    config,
    follow,
  )

const failedAt = async (source: Partial<SettingsOf<'imap'>>) => {
  const { ok, steps: gone } = await steps(source)
  expect(ok).toBe(false)
  return { after: gone.filter((step) => step.ok).map(({ step }) => step), ...gone.at(-1) }
}

test('a working mailbox passes every step and counts its messages', async () => {
  const { ok, steps: gone, count } = await steps({})
  expect(gone.map(({ step }) => step)).toEqual(['resolve', 'connect', 'tls', 'login', 'folder', 'count', 'trust'])
  expect(ok).toBe(true)
  expect(gone.at(-2)?.detail).toBe('1 message is there now; the policy has all of them handled.')
  expect(count).toEqual({ messages: 1, toHandle: 1 })
})

test('a step is told as soon as it is done, before the log-in is answered', async () => {
  imap.misbehave({ on: 'AUTHENTICATE', does: 'silence' })
  const told: TestStep[] = []
  const all = steps({}, { told: (step) => void told.push(step) })
  await waitUntil(() => told.length === 3, { timeoutMs: 1_500, what: 'the steps before the log-in' })
  expect(told.map(({ step }) => step)).toEqual(['resolve', 'connect', 'tls'])
  expect((await all).steps).toEqual(told)
  expect(told.at(-1)).toMatchObject({ step: 'login', ok: false })
})

test('a test that nobody waits for leaves the server at once', async () => {
  imap.misbehave({ on: 'AUTHENTICATE', does: 'silence' })
  const gone = new AbortController()
  const all = steps({}, { cutOff: gone.signal, told: ({ step }) => void (step === 'tls' && gone.abort()) })
  expect(await all).toMatchObject({ ok: false, count: null })
  await waitUntil(() => imap.connections === 0, { timeoutMs: 1_000, what: 'the session to end' })
})

test('nothing listens on the port', async () => {
  const failed = await failedAt({ port: await freePort() })
  expect(failed).toMatchObject({
    after: ['resolve'],
    step: 'connect',
    detail: expect.stringContaining('Nothing listens'),
  })
})

test('something listens that does not greet', async () => {
  const port = await freePort()
  server = createServer().listen(port, '127.0.0.1')
  expect(await failedAt({ port })).toMatchObject({ step: 'connect', detail: expect.stringContaining('does not greet') })
})

test('the password is wrong', async () => {
  process.env['WRONG_PASSWORD'] = 'wrong'
  const failed = await failedAt({ password: { env: 'WRONG_PASSWORD' } })
  expect(failed).toMatchObject({
    after: ['resolve', 'connect', 'tls'],
    step: 'login',
    detail: expect.stringMatching(
      /^The server 127\.0\.0\.1 refuses the user name \S+ or the password, and says: "[^"]+"\. Some/,
    ),
  })
})

test('the password file cannot be read', async () => {
  const failed = await failedAt({ password: { file: '/nowhere/password' } })
  expect(failed).toMatchObject({
    detail:
      'The password file /nowhere/password cannot be read: there is no such file. Put the password there, or mend passwordFile.',
  })
})

test('the server speaks plain text where TLS is expected', async () => {
  expect(await failedAt({ tls: 'implicit' })).toMatchObject({
    after: ['resolve', 'connect'],
    step: 'tls',
    detail: expect.stringContaining('does not speak TLS'),
  })
})

test('the server has no STARTTLS where it is expected', async () => {
  expect(await failedAt({ tls: 'starttls' })).toMatchObject({ after: ['resolve', 'connect'], step: 'tls' })
})

test('the certificate is not trusted, unless that is allowed', async () => {
  const port = await freePort()
  server = createTlsServer({ cert: CERTIFICATE, key: KEY }, (socket) => {
    socket.on('error', () => {})
    socket.write('* BYE nobody is here\r\n')
    socket.end()
  }).listen(port, '127.0.0.1')
  expect(await failedAt({ port, tls: 'implicit' })).toMatchObject({
    after: ['resolve', 'connect'],
    step: 'tls',
    detail: expect.stringMatching(/not trusted \(\w+\)/),
    code: 'source/tls-untrusted',
  })
  expect(await failedAt({ port, tls: 'implicit', tlsVerify: false })).toMatchObject({ step: 'connect' })
})

test('the folder is missing', async () => {
  expect(await failedAt({ folder: 'No such' })).toMatchObject({
    after: ['resolve', 'connect', 'tls', 'login'],
    step: 'folder',
    detail: 'The folder No such cannot be opened.',
  })
})

test('the folder is refused', async () => {
  imap.misbehave({ on: 'SELECT', does: 'refuse', with: 'NO [NOPERM] not for you' })
  expect(await failedAt({})).toMatchObject({ step: 'folder', detail: 'The folder INBOX cannot be opened.' })
})

test.each([
  'NO [LIMIT] Too many connections',
  'NO [UNAVAILABLE] Back end is down',
  'NO [INUSE] Somebody else is there',
])('the server asks to come back later: %s', async (answer) => {
  for (const on of ['LOGIN', 'AUTHENTICATE'] as const) imap.misbehave({ on, does: 'refuse', with: answer })
  expect(await failedAt({})).toMatchObject({ step: 'login', detail: 'The server asks to come back later.' })
})

test('the server falls silent after the log-in', async () => {
  imap.misbehave({ on: 'SELECT', does: 'silence' })
  expect(await failedAt({})).toMatchObject({ step: 'folder', detail: 'The server did not answer a command in time.' })
})

test('the host has a private address, or none', async () => {
  const source = { allowPrivateAddress: false, port: 143 }
  expect(await failedAt(source)).toMatchObject({
    after: [],
    step: 'resolve',
    detail: expect.stringContaining('private'),
  })
  expect(await failedAt({ ...source, host: 'localhost' })).toMatchObject({ detail: expect.stringContaining('private') })
  expect(await failedAt({ ...source, host: '::ffff:127.0.0.1' })).toMatchObject({
    detail: expect.stringContaining('private'),
  })
  expect(await failedAt({ ...source, port: 22 })).toMatchObject({ detail: expect.stringContaining('Port 22') })
  expect(await failedAt({ host: 'no-such-host.invalid' })).toMatchObject({ after: [], step: 'resolve' })
})

test('a name is resolved once: the connection goes to the address that was checked', async () => {
  const source = { ...SOURCE, host: 'no-such-host.invalid', port: imap.port }
  const options = { address: '127.0.0.1', password: PASSWORD, times: imapTimes(config) }
  const connection = await connectImap(source, options)
  expect(connection.client.usable).toBe(true)
  await connection.close()
})

test('a mailbox on Dovecot: the server that checks senders is proposed', skippedBecause(dovecotMissing()), async () => {
  const dovecot = await startDovecot({ dir: await tempDir('dovecot'), users: [{ name: 'ann', password: PASSWORD }] })
  try {
    const checked = `Received: from a by mx.google.com; Fri, 15 Aug 2014 19:00:01 +0000\r
Authentication-Results: mx.google.com; dmarc=pass header.from=corp.example\r
Received: from laptop by a; Fri, 15 Aug 2014 19:00:00 +0000\r
`
    for (let n = 1; n <= 10; n++) dovecot.deliver('ann', aMail(`before the server checked ${n}`))
    for (let n = 1; n <= 17; n++) dovecot.deliver('ann', checked + aMail(`checked ${n}`))
    for (let n = 1; n <= 3; n++) dovecot.deliver('ann', aMail(`from our own hosts ${n}`))
    const { trust, steps: gone } = await testSource({ ...SOURCE, port: dovecot.port })
    expect(trust).toEqual({ authservId: 'mx.google.com', trustedHops: 1, mails: 17, of: 20 })
    expect(gone.at(-1)).toEqual({
      step: 'trust',
      ok: true,
      detail:
        '17 of the newest 20 mails carry Authentication-Results of mx.google.com below 1 Received field. If that is the server of this mailbox, set trustedAuthservId: mx.google.com, trustedHops: 1.',
    })
  } finally {
    await dovecot.stop()
  }
})

test('a mailbox whose server checks no sender: none is proposed', async () => {
  const { trust, steps: gone } = await steps({})
  expect(trust).toBeNull()
  expect(gone.at(-1)?.detail).toBe(
    'The only mail does not carry Authentication-Results of one server: senders stay unverified.',
  )
})
