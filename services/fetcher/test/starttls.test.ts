/** The powers of an attacker on the way to the server before TLS has begun. */
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { readConfig } from '@tubepost/service'
import { policyOf, type SettingsOf } from '@tubepost/setup'
import { afterEach, expect, test } from 'vitest'
import { FetcherConfig } from '../src/config.ts'
import { testMailbox } from '../src/trial/test-mailbox.ts'
import { PASSWORD } from './fetcher.ts'
import { CERTIFICATE, KEY } from './untrusted-certificate.ts'

const config = readConfig(FetcherConfig, { IMAP_CONNECT_TIMEOUT_MS: '1000', IMAP_COMMAND_TIMEOUT_MS: '2000' })
let server: Server | undefined
let heard = ''

afterEach(() => {
  server?.close()
  heard = ''
})

/** Greets, makes its offers and answers STARTTLS as given. Keeps everything that comes in plain text. */
async function serve(offers: string, onStartTls: (socket: Socket, tag: string) => void): Promise<number> {
  server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('* OK ready\r\n')
    const listen = (bytes: Buffer): void => {
      heard += bytes.toString('latin1')
      for (const line of bytes.toString('latin1').split('\r\n')) {
        const [tag = '', verb = ''] = line.toUpperCase().split(' ')
        if (verb === 'CAPABILITY') socket.write(`* CAPABILITY IMAP4rev1 ${offers}\r\n${tag} OK done\r\n`)
        else if (verb === 'STARTTLS') {
          socket.off('data', listen)
          onStartTls(socket, tag)
        } else if (verb !== '') socket.write(`${tag} OK done\r\n`)
      }
    }
    socket.on('data', listen)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

function tryIt(port: number, changes: Partial<SettingsOf<'imap'>> = {}) {
  const source: SettingsOf<'imap'> = {
    kind: 'imap',
    host: '127.0.0.1',
    port,
    tls: 'starttls',
    username: 'ann',
    password: undefined,
    allowPrivateAddress: true,
    tlsVerify: false,
    folder: 'INBOX',
    pollIntervalMs: 60_000,
    ...changes,
  }
  return testMailbox(
    {
      source,
      enabled: true,
      routes: [],
      policy: { ...policyOf('officestatus', {}, []), afterSuccess: 'keep', afterFailure: 'keep' },
      password: () => PASSWORD,
      listeners: async () => new Set(),
      numbers: () => {
        throw new Error('IMAP numbers its messages')
      },
      ledger: async () => ({ known: new Set<number>(), backlogUid: null }),
    },
    config,
  )
}

const upgrade = (socket: Socket, tag: string, injected = '') => {
  socket.write(`${tag} OK begin TLS now\r\n${injected}`)
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext: createSecureContext({ cert: CERTIFICATE, key: KEY }),
  })
  secure.on('error', () => {})
  secure.on('data', (bytes: Buffer) => {
    for (const line of bytes.toString('latin1').split('\r\n')) {
      const [tag_ = '', verb = ''] = line.toUpperCase().split(' ')
      if (verb === 'CAPABILITY') secure.write(`* CAPABILITY IMAP4rev1\r\n${tag_} OK done\r\n`)
      else if (verb !== '') secure.write(`${tag_} NO [AUTHENTICATIONFAILED] no\r\n`)
    }
  })
}

const passwordWasHeard = () =>
  [PASSWORD, Buffer.from(`\0ann\0${PASSWORD}`).toString('base64')].some((text) => heard.includes(text))

test('a server that changes to TLS is spoken to in TLS alone', async () => {
  const { steps } = await tryIt(await serve('STARTTLS', upgrade))
  expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
    ['resolve', true],
    ['connect', true],
    ['tls', true],
    ['login', false],
  ])
  expect(steps.at(-1)?.detail).toContain('refuses the user name')
  expect(heard).toMatch(/STARTTLS/)
  expect(passwordWasHeard()).toBe(false)
})

test.each([
  ['does not offer STARTTLS', 'AUTH=PLAIN', upgrade],
  [
    'offers STARTTLS and refuses it',
    'STARTTLS AUTH=PLAIN',
    (socket: Socket, tag: string) => socket.write(`${tag} NO not today\r\n`),
  ],
  [
    'offers STARTTLS and does not know it',
    'STARTTLS AUTH=PLAIN',
    (socket: Socket, tag: string) => socket.write(`${tag} BAD what\r\n`),
  ],
] as const)('a server that %s is not logged in to in plain text', async (_, offers, onStartTls) => {
  const { ok, steps } = await tryIt(await serve(offers, onStartTls))
  expect(ok).toBe(false)
  expect(steps.at(-1)).toMatchObject({ step: 'tls', detail: expect.stringContaining('does not change to TLS') })
  expect(passwordWasHeard()).toBe(false)
})

test('the certificate is checked after STARTTLS as before', async () => {
  const { steps } = await tryIt(await serve('STARTTLS', upgrade), { tlsVerify: true })
  expect(steps.at(-1)).toMatchObject({ step: 'tls', detail: expect.stringContaining('not trusted') })
})

test('an answer from before TLS has begun ends the attempt (CVE-2011-0411)', async () => {
  const injected = '* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n* OK injected\r\n'
  const port = await serve('STARTTLS', (socket, tag) => upgrade(socket, tag, injected))
  const { ok, steps } = await tryIt(port)
  expect(ok).toBe(false)
  expect(steps.at(-1)).toMatchObject({ step: 'tls', ok: false })
  expect(passwordWasHeard()).toBe(false)
})
