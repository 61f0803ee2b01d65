/**
 * The walk of one mail, as ARCHITECTURE.md describes it: from a real IMAP server through every service, each a
 * process of its own or all in one, to the board, back into the mailbox, and out over SMTP.
 */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import path from 'node:path'
import type { Installation } from '@tubepost/sandbox'
import {
  type Dovecot,
  dovecotMissing,
  freePort,
  skippedBecause,
  type SmtpSink,
  startDovecot,
  startSmtpSink,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANA, aSetup, BEN, ORGANISATION } from './a-setup.ts'
import { startReady } from './start-ready.ts'

const ARRIVE_MS = 20_000
const USER = 'status'

const setup = (ports: { http: number; imap: number; smtp: number }): string =>
  aSetup({
    imap: { port: ports.imap, username: USER, passwordIn: 'WALK_PASSWORD' },
    smtp: { port: ports.smtp },
    policy: { afterSuccess: { move: '[IMAP]/Trash' }, afterFailure: { move: 'Failed' } },
    organisation: { ...ORGANISATION, url: `http://127.0.0.1:${ports.http}` },
    people: [{ ...ANA, addresses: [...ANA.addresses, 'ana.phone@example.net'], timeZone: 'Europe/Berlin' }, BEN],
  })

const mail = (from: string, subject: string, id: string, more: readonly string[] = []) =>
  [
    `From: ${from}`,
    'To: status@example.com',
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${id}@example.com>`,
    ...more,
    '',
    'The body is never read.',
    '',
  ].join('\r\n')

describe.each([
  ['through a process for each service', { small: false }],
  ['through one process', { small: true }],
])('the walk of one mail %s', skippedBecause(dovecotMissing()), (_, { small }) => {
  let dovecot: Dovecot
  let sink: SmtpSink
  let installation: Installation

  beforeAll(async () => {
    const dir = await tempDir('walk')
    process.env['WALK_PASSWORD'] = 'a secret of the test'
    dovecot = await startDovecot({
      dir: path.join(dir, 'imap'),
      users: [{ name: USER, password: process.env['WALK_PASSWORD'] }],
    })
    sink = await startSmtpSink()
    const http = await freePort()
    installation = await startReady(dir, setup({ http, imap: dovecot.port, smtp: sink.port }), {
      httpPort: http,
      small,
    })
  })

  afterAll(async () => {
    await installation?.stop()
    await sink?.stop()
    await dovecot?.stop()
  })

  async function get<Answer>(call: string): Promise<Answer> {
    const response = await fetch(installation.url + call, {
      headers: { authorization: `Bearer ${installation.token}` },
    })
    if (!response.ok) throw new Error(`${call} answered ${response.status}`)
    return (await response.json()) as Answer
  }

  const until = (what: string, condition: () => Promise<boolean>) =>
    waitUntil(condition, { timeoutMs: ARRIVE_MS, what })

  const subjectsIn = (folder: string) =>
    dovecot.folders(USER).includes(folder) ? dovecot.messages(USER, folder).length : 0

  interface Story {
    mail: { outcome: string; reason: string | null }
    story: { service: string; event: string; text: string }[]
    complete: boolean
  }

  async function story(id: string): Promise<Story> {
    let found: Story | undefined
    await until(`the story of ${id} to be complete`, async () => {
      const messageId = encodeURIComponent(`<${id}@example.com>`)
      const { mails } = await get<{ mails: { mailId: string }[] }>(`/api/console/mails?messageId=${messageId}`)
      if (mails[0] === undefined) return false
      found = await get<Story>(`/api/console/mails/${mails[0].mailId}`)
      return found.complete
    })
    return found as Story
  }

  test('a mail "Out 1d 9am call my cell" is shown on the board, and is moved', async () => {
    dovecot.deliver(USER, mail('Ana <ana.phone@example.net>', 'Out 1d 9am call my cell', 'good'))

    const { mail: settled, story: lines } = await story('good')
    expect(settled).toMatchObject({ outcome: 'applied', reason: null })
    expect(lines.map((line) => `${line.service}: ${line.event}`).toSorted()).toEqual([
      'fetcher: mail.received',
      'parser: intent.status.set',
      'status: mail.settled',
      'status: status.changed',
    ])
    const board = await get<{
      people: { person: { id: string }; status: unknown; dueBack: string; comment: string }[]
    }>('/api/status/board')
    const tomorrow = Temporal.Now.plainDateISO('Europe/Berlin').add({ days: 1 }).toString()
    expect(board.people.find(({ person }) => person.id === 'ana-example')).toMatchObject({
      status: { name: 'Out', type: 'out' },
      comment: 'call my cell',
      dueBack: expect.stringMatching(new RegExp(`^${tomorrow}T09:00:00\\+0[12]:00$`)),
    })
    await until('the mail to be moved', async () => subjectsIn('[IMAP]/Trash') === 1 && subjectsIn('INBOX') === 0)
  })

  test('"Oot 30m" gets one error mail that helps, and the mail is moved to Failed', async () => {
    dovecot.deliver(USER, mail('ben@example.com', 'Oot 30m', 'bad'))

    expect((await story('bad')).mail).toMatchObject({ outcome: 'rejected', reason: 'no_status' })
    const reply = await sink.waitFor(({ to }) => to.includes('ben@example.com'))
    const text = reply.raw.toString('utf8').replaceAll('=\r\n', '')
    expect(reply.from).toBe('') // the null sender, so that no machine answers
    expect(text).toMatch(/^Auto-Submitted: auto-replied\r$/m)
    expect(text).toMatch(/^X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply\r$/m)
    expect(text).toMatch(/^In-Reply-To: <bad@example.com>\r$/m)
    expect(text).toContain('Did you mean Out?')
    expect(text).toMatch(/mailto:status@example.com\?subject=(3D)?In/)
    await until('the mail to be moved', async () => subjectsIn('Failed') === 1 && subjectsIn('INBOX') === 0)
    expect(sink.mails).toHaveLength(1)
  })

  test('automatic mail and strangers change nothing and get no answer', async () => {
    dovecot.deliver(USER, mail('ana@example.com', 'Out 2h', 'robot', ['Auto-Submitted: auto-replied']))
    dovecot.deliver(USER, mail('mallory@example.org', 'Out 2h', 'stranger'))
    dovecot.deliver(USER, mail('ana@example.com', 'Out 2h', 'two', ['From: ben@example.com']))

    expect((await story('robot')).mail).toMatchObject({ outcome: 'ignored', reason: 'automatic' })
    expect((await story('stranger')).mail).toMatchObject({ outcome: 'ignored', reason: 'unknown_sender' })
    expect((await story('two')).mail).toMatchObject({ outcome: 'rejected', reason: 'from_ambiguous' })
    const { history } = await get<{ history: unknown[] }>('/api/status/people/ana-example/history')
    expect(history).toHaveLength(1)
    expect(sink.mails).toHaveLength(1)
  })

  test('both books agree, and every mail is final', async () => {
    await until('every mail to be final', async () => {
      const books = await get<{ ledger: { final: number } }>('/api/console/conservation')
      return books.ledger.final === 5
    })
    expect(await get('/api/console/conservation')).toMatchObject({
      received: 5,
      waiting: 0,
      settled: { applied: 1, rejected: 2, ignored: 2, duplicate: 0, failed: 0 },
      replies: { sent: 1, failed: 0, held: 0, unknown: 0 },
      journal: { received: 5, settled: 5 },
      difference: 0,
      lag: { events: 0 },
    })
    expect(subjectsIn('INBOX')).toBe(0)
  })

  test('the gateway hands on a large body as curl sends it, and a call without one', async () => {
    const authorization = `Bearer ${installation.token}`
    const asked = request(`${installation.url}/api/parser/dry-run?mailbox=status`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'message/rfc822', expect: '100-continue' },
    })
    asked.end(`${mail('ben@example.com', 'Out 2h', 'large')}${'x'.repeat(2_000_000)}`)
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    expect(answer.statusCode).toBe(200)
    expect(JSON.parse(await new Response(answer as unknown as ReadableStream).text())).toMatchObject({
      class: 'normal',
      sender: { person: 'ben-sample' },
      intent: { status: 'Out' },
    })
    const tested = await fetch(`${installation.url}/api/fetcher/mailboxes/status/test`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
    })
    expect(await tested.json()).toMatchObject({ ok: true })
  })

  test('a person’s own token sets their status through the gateway', async () => {
    const call = (method: string, to: string, token: string, body: object) =>
      fetch(installation.url + to, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const made = await call('POST', '/api/console/tokens', installation.token, {
      name: 'Ben’s phone',
      scopes: ['status:set'],
      person: 'ben-sample',
    })
    const { token } = (await made.json()) as { token: string }
    const stream = await fetch(`${installation.url}/api/status/board/stream`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const reader = (stream.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader()
    let seen = ''
    const untilSeen = async (text: string) => {
      while (!seen.includes(text)) {
        const { value, done } = await reader.read()
        if (done) throw new Error(`the stream ended before ${text}`)
        seen += value
      }
    }
    await untilSeen('event: snapshot')
    expect(
      (await call('PUT', '/api/status/people/ben-sample/status', token, { status: 'o', comment: 'gym' })).status,
    ).toBe(200)
    await untilSeen('"comment":"gym"')
    expect((await call('PUT', '/api/status/people/ana-example/status', token, { status: 'o' })).status).toBe(403)
    await reader.cancel()
  })
})
