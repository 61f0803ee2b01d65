/**
 * Mails of people, machines and attackers, through a real installation with an SMTP intake, and the same mails
 * through the dry run: each ends in one outcome with a reason and a sentence, nothing is lost, and nobody gets a mail
 * who should not.
 */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { Installation } from '@tubepost/sandbox'
import { freePort, type SmtpSink, startSmtpSink, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aSetup, IN, ORGANISATION, OUT, smtpMailbox } from './a-setup.ts'
import { ANA, BAD_MAILS, mail } from './bad-mails.ts'
import { awaitSession, type SmtpSession } from './smtp-session.ts'
import { startReady } from './start-ready.ts'

const ARRIVE_MS = 30_000

const setup = (ports: { http: number; intake: number; smtp: number }): string =>
  aSetup({
    organisation: { ...ORGANISATION, url: `http://127.0.0.1:${ports.http}` },
    statuses: [IN, OUT, { name: 'Vacation', type: 'unavailable', due: 'required' }],
    mailboxes: [
      smtpMailbox('status', ports.intake, { trustedAuthservId: 'mx.example.com' }),
      smtpMailbox('second', ports.intake, { unknownSender: 'quarantine' }),
    ],
    smtp: { port: ports.smtp },
    limits: { repliesPerRecipientPerHour: 1000 },
  })

describe('bad input', () => {
  let sink: SmtpSink
  let installation: Installation
  let session: SmtpSession
  let sent = 0

  beforeAll(async () => {
    const dir = await tempDir('bad-input')
    sink = await startSmtpSink()
    const [http, intake] = [await freePort(), await freePort()]
    installation = await startReady(dir, setup({ http, intake, smtp: sink.port }), { httpPort: http })
    session = await awaitSession(intake)
  })
  afterAll(async () => {
    session?.close()
    await installation?.stop()
    await sink?.stop()
  })

  async function get<Answer>(call: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${installation.token}`, ...init.headers }
    const response = await fetch(installation.url + call, { ...init, headers })
    if (!response.ok) throw new Error(`${call} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as Answer
  }

  interface Listed {
    mailId: string
    mailbox: string
    outcome: string | null
    reason: string | null
  }
  const listed = async (): Promise<Listed[]> => (await get<{ mails: Listed[] }>('/api/console/mails?limit=500')).mails

  /** Sends a mail and returns its stories, once they are complete. */
  async function send(raw: string, to: readonly string[]) {
    const known = new Set((await listed()).map(({ mailId }) => mailId))
    await session.send(Buffer.from(raw, 'latin1'), to)
    sent += to.length
    const fresh = await waitUntil(
      async () => {
        const found = (await listed()).filter(({ mailId, outcome }) => !known.has(mailId) && outcome !== null)
        return found.length === to.length && found
      },
      { timeoutMs: ARRIVE_MS, what: `${to.length} mails to be settled` },
    )
    return Promise.all(fresh.map(({ mailId }) => completeStory(mailId)))
  }

  function completeStory(mailId: string) {
    return waitUntil(
      async () => {
        const story = await get<{
          mail: Listed
          story: { event: string; text: string }[]
          complete: boolean
        }>(`/api/console/mails/${mailId}`)
        return story.complete && story
      },
      { timeoutMs: ARRIVE_MS, what: `the story of ${mailId} to be complete` },
    )
  }

  test.each(BAD_MAILS)(
    '$what: $outcome, $reason',
    async ({ raw, to = ['status@example.com'], outcome, reason, reply = false }) => {
      const before = sink.mails.length
      const [story] = await send(raw, to)
      expect(story?.mail).toMatchObject({ outcome, reason })
      const settlement = story?.story.find(({ event }) => event === 'mail.settled')
      expect(settlement?.text).toMatch(/^\w.{20,}\.$/s)
      const replies = sink.mails.slice(before)
      expect(replies.map((answer) => answer.to)).toEqual(reply ? [['ana@example.com']] : [])
      for (const answer of replies) expect(headerNames(answer.raw)).not.toContain('bcc')
      for (const answer of replies) expect(headerNames(answer.raw)).not.toContain('x-injected')
    },
  )

  test.each(BAD_MAILS)(
    '$what: the dry run says the same',
    async ({ raw, to = ['status@example.com'], outcome, reason }) => {
      const mailbox = to[0]?.startsWith('second') ? 'second' : 'status'
      const answer = await get<{
        intent: unknown
        settlement: { outcome: string; reason: string } | null
        decisions: unknown[]
      }>(`/api/parser/dry-run?mailbox=${mailbox}`, {
        method: 'POST',
        headers: { 'content-type': 'message/rfc822' },
        body: Buffer.from(raw, 'latin1'),
      })
      expect(answer.decisions.length).toBeGreaterThan(0)
      expect(answer.settlement === null ? { outcome: 'applied', reason: null } : answer.settlement).toMatchObject({
        outcome,
        reason,
      })
    },
  )

  test('the same mail twice in one mailbox acts once', async () => {
    const raw = mail([ANA, 'Subject: Out 20m twice'])
    const first = await send(raw, ['status@example.com'])
    const second = await send(raw, ['status@example.com'])
    expect(first[0]?.mail).toMatchObject({ outcome: 'applied' })
    expect(second[0]?.mail).toMatchObject({ outcome: 'duplicate', reason: 'duplicate' })
  })

  test('the same mail in two mailboxes is two mails, and acts once', async () => {
    const raw = mail([ANA, 'Subject: Out 25m both'])
    const stories = await send(raw, ['status@example.com', 'second@example.com'])
    expect(new Set(stories.map((story) => story.mail.mailbox))).toEqual(new Set(['second', 'status']))
    expect(new Set(stories.map((story) => story.mail.outcome))).toEqual(new Set(['applied', 'duplicate']))
    const { history } = await get<{ history: { comment: string | null }[] }>('/api/status/people/ana-example/history')
    expect(history.filter(({ comment }) => comment === 'both')).toHaveLength(1)
  })

  test('ten forged senders get no mail', async () => {
    const before = sink.mails.length
    for (let forged = 0; forged < 10; forged++) {
      const [story] = await send(mail([`From: victim-${forged}@example.org`, 'Subject: Oot']), ['status@example.com'])
      expect(story?.mail).toMatchObject({ outcome: 'ignored', reason: 'unknown_sender' })
    }
    expect(sink.mails).toHaveLength(before)
  })

  const MEGABYTE = 1024 * 1024
  const head = `${ANA}\r\nTo: status@example.com\r\nSubject: Out 30m bomb\r\n`
  test.each([
    [
      'ten thousand multiparts in one another',
      'nesting',
      () =>
        Array.from(
          { length: 10_000 },
          (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
        ).join(''),
    ],
    [
      'a million parts',
      'parts',
      () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(1_000_000)}`,
    ],
    ['55 megabytes', 'rawBytes', () => `\r\n${'x'.repeat(55 * MEGABYTE)}`],
  ])('%s: the dry run names the limit, and still shows the head of the mail', async (_what, limit, rest) => {
    const answer = await get<object>('/api/parser/dry-run?mailbox=status', {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822' },
      body: head + rest(),
    })
    expect(answer).toMatchObject({
      class: 'normal',
      subject: 'Out 30m bomb',
      from: [{ address: 'ana@example.com' }],
      text: null,
      unread: { limit, message: expect.stringMatching(/header/) },
      intent: { status: 'Out', comment: 'bomb' },
    })
  })

  test('a header without end: the dry run shows its head, and acts on none of it', async () => {
    const answer = await get<object>('/api/parser/dry-run?mailbox=status', {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822' },
      body: head + `X-A: ${'x'.repeat(900)}\r\n`.repeat(2_000),
    })
    expect(answer).toMatchObject({
      class: 'unknown',
      mayReply: false,
      subject: 'Out 30m bomb',
      from: [{ address: 'ana@example.com' }],
      unread: { limit: 'headerBytes' },
      intent: null,
      settlement: {
        outcome: 'rejected',
        reason: 'from_ambiguous',
        text: expect.stringMatching(/^The header .* longer/),
      },
    })
  })

  test('a body beyond 64 MB is refused by the dry run, which keeps running', async () => {
    // Refused by its length, before it is sent: a client that goes on sending may lose the answer with the
    // connection.
    const status = async (length: number, begin: string) => {
      const asked = request(`${installation.url}/api/parser/dry-run`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${installation.token}`,
          'content-type': 'message/rfc822',
          'content-length': length,
        },
      })
      asked.write(begin)
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      asked.destroy()
      return answer.statusCode
    }
    expect(await status(65 * MEGABYTE, head)).toBe(413)
    expect(await status(Buffer.byteLength(`${head}\r\nx`), `${head}\r\nx`)).toBe(200)
  })

  test('nothing is lost: both books agree on every mail that was sent', async () => {
    const books = await get<Record<string, unknown>>('/api/console/conservation')
    expect(books).toMatchObject({
      received: sent,
      waiting: 0,
      journal: { received: sent, settled: sent },
      difference: 0,
    })
    expect(sink.mails).toHaveLength(BAD_MAILS.filter(({ reply }) => reply).length)
  })
})

function headerNames(raw: Buffer): string[] {
  const head = raw.toString('latin1').split('\r\n\r\n')[0] ?? ''
  return head.split(/\r\n(?![ \t])|\n|\r/).map((line) => line.split(':')[0]?.trim().toLowerCase() ?? '')
}
