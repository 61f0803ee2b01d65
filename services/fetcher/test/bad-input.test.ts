/** Hostile mails and senders: each mail is taken in once, with the fields that could be read, and stops no other. */
import { createConnection } from 'node:net'
import {
  type Dovecot,
  dovecotMissing,
  freePort,
  skippedBecause,
  startDovecot,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, peakMemory, startFetcher, subjectOf } from './fetcher.ts'
import { APPLIED, type Installation, type Received, startInstallation } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const MEGABYTE = 1_048_576
const FROM = 'From: ann@example.org\r\n'
const DATE = 'Date: Sat, 15 Aug 2026 09:00:00 +0000\r\n'
const ID = (name: string) => `Message-ID: <${name}@example.org>\r\n`
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)))

/** The fields read from each mail, as the event carries them. */
const MAILS: Readonly<Record<string, { raw: Buffer; headers: RegExp }>> = {
  'without Date': { raw: bytes(FROM, 'Subject: Out\r\n', ID('a'), '\r\n'), headers: /Subject: Out\r\n/ },
  'without Message-ID': { raw: bytes(FROM, 'Subject: Out\r\n', DATE, '\r\n'), headers: /Subject: Out\r\n/ },
  'without either': { raw: bytes(FROM, 'Subject: Out\r\n\r\n'), headers: /^From: .*\r\nSubject: Out\r\n\r\n$/ },
  'from 1970': {
    raw: bytes(FROM, 'Subject: Out\r\nDate: Thu, 1 Jan 1970 00:00:00 +0000\r\n', ID('b'), '\r\n'),
    headers: /1970/,
  },
  'from 2090': {
    raw: bytes(FROM, 'Subject: Out\r\nDate: Sun, 1 Jan 2090 00:00:00 +0000\r\n', ID('c'), '\r\n'),
    headers: /2090/,
  },
  'with nothing in it': { raw: bytes('\r\n'), headers: /^\s*$/ },
  'with a subject of 10 kB': {
    raw: bytes(FROM, `Subject: Out ${'x'.repeat(10_000)}\r\n`, DATE, ID('d'), '\r\n'),
    headers: /Subject: Out x{10000}\r\n/,
  },
  'with 8-bit garbage': {
    raw: bytes(FROM, 'Subject: Out ', [0xff, 0xfe, 0x80, 0xc3], '\r\n', DATE, ID('e'), '\r\n'),
    headers: /Subject: Out ÿþ\u0080Ã\r\n/,
  },
  'with NUL bytes': {
    raw: bytes(FROM, 'Subject: O', [0], 'ut', [0, 0], '\r\n', DATE, ID('f'), '\r\n'),
    // IMAP cannot transfer NUL (RFC 9051 §4.3.1); Dovecot sends 0x80.
    headers: /Subject: O[\u0080\u2400]ut(\u0080\u0080|\u2400\u2400)\r\n/,
  },
  'with a header named __proto__': {
    raw: bytes('__proto__: polluted\r\nconstructor: x\r\n', FROM, 'Subject: Out\r\n', DATE, ID('g'), '\r\n'),
    headers: /^__proto__: polluted\r\nconstructor: x\r\n/,
  },
  'with no end of its header': { raw: bytes(FROM, 'Subject: Out\r\n', DATE, ID('h')), headers: /Subject: Out\r\n/ },
  'with a header of 100 kB': {
    raw: bytes(FROM, 'Subject: Out\r\n', DATE, ID('i'), `X-Long: ${'y'.repeat(100_000)}\r\n\r\n`),
    headers: /^[^]*X-Long: y{100000}\r\n\r\n$/,
  },
  'with a header of 300 kB': {
    raw: bytes(FROM, 'Subject: Out\r\n', DATE, ID('j'), `X-Long: ${'y'.repeat(300_000)}\r\n\r\n`),
    headers: /^[^]{262144}$/,
  },
}

let installation: Installation
let fetcher: Fetcher
let port: number
let dovecot: Dovecot | undefined

beforeAll(async () => {
  port = await freePort()
  installation = await startInstallation()
  installation.settle(() => APPLIED)
  const names = ['bad', 'large', 'one', 'two']
  if (dovecotMissing() === undefined) {
    const users = names.map((name) => ({ name, password: PASSWORD }))
    dovecot = await startDovecot({ dir: await tempDir('dovecot'), users })
  }
  const server = dovecot
  fetcher = await startFetcher(installation, [
    { id: 'smtp', source: { kind: 'smtp', port } },
    ...(server === undefined ? [] : names.map((name) => imapMailbox(name, server))),
  ])
  await waitUntil(
    () =>
      converse(['QUIT\r\n']).then(
        () => true,
        () => false,
      ),
    within20s('the SMTP port'),
  )
})
afterAll(async () => {
  await fetcher?.stop()
  await Promise.all([installation?.stop(), dovecot?.stop()])
})

/** Sends one line after the other, each when the last was answered; returns the server's answers. */
function converse(lines: readonly (string | Buffer)[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const answers: string[] = []
    const left = [...lines]
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.setTimeout(15_000, () => socket.destroy(new Error(`no answer after ${answers.join('')}`)))
    socket.on('error', reject)
    socket.on('close', () => resolve(answers))
    socket.on('data', (data) => {
      answers.push(data.toString())
      if (!/^\d{3} [^\n]*\n$/m.test(data.toString())) return
      const next = left.shift()
      if (next === undefined) socket.end()
      else socket.write(next)
    })
  })
}

const toSmtp = ['EHLO x\r\n', 'MAIL FROM:<ann@example.org>\r\n', 'RCPT TO:<smtp@example.com>\r\n', 'DATA\r\n']
const dotted = (raw: Buffer) =>
  Buffer.concat([raw, Buffer.from(raw.toString('latin1').endsWith('\r\n') ? '.\r\n' : '\r\n.\r\n')])

/** Waits for the mail after the given number of others. */
const nextIn = (mailbox: string, count: number): Promise<Received> =>
  waitUntil(
    async () => {
      const rows = await installation.ledger(mailbox)
      const isDone = rows.length > count && rows.every(({ final }) => final !== null)
      return isDone && (await installation.received(mailbox)).at(count)
    },
    within20s(`mail ${count + 1} in ${mailbox}`),
  )

describe('over SMTP', () => {
  test.each(Object.entries(MAILS))('a mail %s is taken in', async (_, { raw, headers }) => {
    const { length } = await installation.ledger('smtp')
    const answers = await converse([...toSmtp, dotted(raw), 'QUIT\r\n'])
    expect(answers.at(-2)).toMatch(/^250 /)
    const mail = await nextIn('smtp', length)
    expect(mail.data.headers).toMatch(headers)
    expect(mail.data.body?.size).toBe(mail.data.size)
  })

  test.each([
    ['LF dot LF', '\n.\n'],
    ['LF dot CRLF', '\n.\r\n'],
    ['CRLF dot LF', '\r\n.\n'],
    ['CR dot CR', '\r.\r'],
    ['CRLF dot CR', '\r\n.\r'],
  ])('a second mail hidden behind %s is refused with the first (CVE-2023-51764)', async (name, end) => {
    const { length } = await installation.ledger('smtp')
    const hidden = `MAIL FROM:<boss@example.com>\r\nRCPT TO:<smtp@example.com>\r\nDATA\r\nFrom: boss@example.com\r\nSubject: hidden\r\n\r\n`
    const raw = Buffer.from(
      `${FROM}Subject: smuggler\r\n${DATE}${ID(name.replaceAll(' ', '-'))}\r\nbody${end}${hidden}`,
    )
    const answers = await converse([...toSmtp, dotted(raw), 'QUIT\r\n'])
    expect(answers.join('')).toMatch(/^5\d\d 5\.5\.2 /m)
    expect(answers.join('')).not.toMatch(/^250 Stored/m)
    expect(await installation.ledger('smtp')).toHaveLength(length)
  })

  test('a second mail behind a NUL and a dot is part of the first', async () => {
    const [name, end] = ['nul', '\r\n\0.\r\n']
    const { length } = await installation.ledger('smtp')
    const hidden = `MAIL FROM:<boss@example.com>\r\nRCPT TO:<smtp@example.com>\r\nDATA\r\nFrom: boss@example.com\r\nSubject: hidden\r\n\r\n`
    const raw = Buffer.from(
      `${FROM}Subject: smuggler\r\n${DATE}${ID(name.replaceAll(' ', '-'))}\r\nbody${end}${hidden}`,
    )
    const answers = await converse([...toSmtp, dotted(raw), 'QUIT\r\n'])
    expect(answers.at(-2)).toMatch(/^250 /)
    expect(subjectOf(await nextIn('smtp', length))).toBe('smuggler')
    expect(await installation.ledger('smtp')).toHaveLength(length + 1)
  })

  test('more than a thousand recipients are told to come in parts', async () => {
    const recipients = Array.from({ length: 1_002 }, (_, i) => `RCPT TO:<smtp+${i}@example.com>\r\n`)
    const raw = Buffer.from(aMail('to many'))
    const { length } = await installation.ledger('smtp')
    const answers = await converse([...toSmtp.slice(0, 2), ...recipients, 'DATA\r\n', dotted(raw), 'QUIT\r\n'])
    expect(answers.filter((answer) => answer.startsWith('452 '))).toHaveLength(2)
    expect((await nextIn('smtp', length)).data.envelope.recipients).toHaveLength(1_000)
  })

  test('a sender that goes away in the middle of a mail leaves nothing', async () => {
    const { length } = await installation.ledger('smtp')
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.on('error', () => {})
    socket.write(`${toSmtp.join('')}${FROM}Subject: half\r\n\r\nbo`)
    await converse([...toSmtp, dotted(Buffer.from(aMail('whole'))), 'QUIT\r\n'])
    socket.destroy()
    expect(subjectOf(await nextIn('smtp', length))).toBe('whole')
    expect(await installation.ledger('smtp')).toHaveLength(length + 1)
  })
})

describe('in a mailbox', skippedBecause(dovecotMissing()), () => {
  test.each(Object.entries(MAILS))('a mail %s is taken in', async (_, { raw, headers }) => {
    const { length } = await installation.ledger('bad')
    dovecot?.deliver('bad', raw)
    const mail = await nextIn('bad', length)
    expect(mail.data.headers).toMatch(headers)
  })

  test('only the header of a mail of 128 MB is read', async () => {
    dovecot?.deliver('large', aMail('small'))
    await nextIn('large', 0)
    const before = peakMemory(fetcher.pid)
    dovecot?.deliver('large', Buffer.concat([Buffer.from(aMail('Out 1d')), Buffer.alloc(128 * MEGABYTE, 'x')]))
    const mail = await nextIn('large', 1)
    expect(subjectOf(mail)).toBe('Out 1d')
    expect(mail.data.body).toBeNull()
    expect(mail.data.size).toBeGreaterThan(128 * MEGABYTE)
    expect(peakMemory(fetcher.pid) - before).toBeLessThan(20 * MEGABYTE)
  })

  test('the same mail in two mailboxes is two mails of one fingerprint', async () => {
    const raw = aMail('to both')
    for (const name of ['one', 'two']) dovecot?.deliver(name, raw)
    const [one, two] = await Promise.all([nextIn('one', 0), nextIn('two', 0)])
    expect(one.data.mailId).not.toBe(two.data.mailId)
    expect(one.data.fingerprint).toBe(two.data.fingerprint)
  })
})
