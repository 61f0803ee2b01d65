/**
 * The walk of a mail to a mailbox for cases: from a real IMAP server or over SMTP through every service to a case, the
 * acknowledgement out over SMTP, and every answer back to the case.
 */
import { createHash, randomBytes } from 'node:crypto'
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
import MailComposer from 'nodemailer/lib/mail-composer'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANA, aSetup, ORGANISATION } from './a-setup.ts'
import { startReady } from './start-ready.ts'

const ARRIVE_MS = 30_000
const USER = 'support'
const FILE_BYTES = 300_000

interface ShownCase {
  id: string
  number: string
  version: number
  subject: string
  status: string
  priority: string
  requester: { address: string }
}
interface Shown {
  case: ShownCase & { participants: { address: string; verified: boolean }[]; related: { number: string }[] }
  timeline: {
    id: string
    kind: string
    delivery: { state: string; detail: string | null } | null
    from: { address: string } | null
    text: string
    reply: string
    verified: boolean
    mailId: string
    files: { id: string; name: string; mediaType: string; size: number }[]
  }[]
}

const setup = (ports: { http: number; imap: number; intake: number; smtp: number }): string => {
  const policy = { backlog: 'live', afterSuccess: 'markRead' }
  const host = { host: '127.0.0.1', tls: 'none', allowPrivateAddress: true }
  const routes = [{ recipient: '*', to: 'case', defaults: { priority: 'high' } }]
  const cases = { preset: 'agileapps', enabled: true, routes }
  return aSetup({
    smtp: { port: ports.smtp },
    organisation: { ...ORGANISATION, url: `http://127.0.0.1:${ports.http}` },
    people: [ANA],
    mailboxes: [
      {
        ...cases,
        id: 'support',
        address: 'support@example.com',
        source: { kind: 'imap', ...host, port: ports.imap, username: USER, password: { env: 'CASE_PASSWORD' } },
        policy,
      },
      { ...cases, id: 'help', address: 'help@example.com', source: { kind: 'smtp', port: ports.intake } },
    ],
  })
}

describe('the walk of a mail to a case', skippedBecause(dovecotMissing()), () => {
  let dovecot: Dovecot
  let sink: SmtpSink
  let installation: Installation
  let intake: number

  beforeAll(async () => {
    const dir = await tempDir('case-walk')
    process.env['CASE_PASSWORD'] = 'a secret of the test'
    dovecot = await startDovecot({
      dir: path.join(dir, 'imap'),
      users: [{ name: USER, password: process.env['CASE_PASSWORD'] }],
    })
    sink = await startSmtpSink()
    const http = await freePort()
    intake = await freePort()
    installation = await startReady(dir, setup({ http, imap: dovecot.port, intake, smtp: sink.port }), {
      httpPort: http,
    })
  })

  afterAll(async () => {
    await installation?.stop()
    await sink?.stop()
    await dovecot?.stop()
  })

  const fetchApi = (call: string, init: { method?: string; body?: string; range?: string } = {}) =>
    fetch(installation.url + call, {
      ...(init.method !== undefined && { method: init.method }),
      ...(init.body !== undefined && { body: init.body }),
      headers: {
        authorization: `Bearer ${installation.token}`,
        ...(init.body !== undefined && { 'content-type': 'application/json' }),
        ...(init.range !== undefined && { range: init.range }),
      },
    })

  async function get<Answer>(call: string): Promise<Answer> {
    const response = await fetchApi(call)
    if (!response.ok) throw new Error(`${call} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as Answer
  }

  interface Written {
    from: string
    subject: string
    messageId: string
    text?: string
    to?: string
    cc?: string
    references?: string
    date?: Date
    attachments?: { filename: string; content: Buffer }[]
  }

  const bytesOf = (mail: Written): Promise<Buffer> =>
    new MailComposer({ to: 'support@example.com', text: 'Please help.', ...mail }).compile().build()

  const deliver = async (mail: Written) => {
    const raw = await bytesOf(mail)
    dovecot.deliver(USER, raw.toString('latin1'))
    return raw
  }

  const settled = (messageId: string) =>
    waitUntil(
      async () => {
        const { mails } = await get<{
          mails: { mailId: string; outcome: string | null; reason: string | null; mailbox: string }[]
        }>(`/api/console/mails?messageId=${encodeURIComponent(messageId)}`)
        return mails.length > 0 && mails.every(({ outcome }) => outcome !== null) ? mails : undefined
      },
      { timeoutMs: ARRIVE_MS, what: `${messageId} to be settled` },
    )

  const cases = async (query = '') => (await get<{ cases: ShownCase[] }>(`/api/case/cases?${query}`)).cases
  const acknowledgement = (address: string) => sink.waitFor(({ to }) => to.includes(address))
  const headerOf = (raw: Buffer, name: string) =>
    new RegExp(`^${name}: *(.*)\\r$`, 'im').exec(raw.toString('latin1').replace(/\r\n[ \t]+/g, ' '))?.[1]

  const content = randomBytes(FILE_BYTES)
  let number = ''

  test('a mail of a stranger opens a case with its text and file, and is acknowledged', async () => {
    const raw = await deliver({
      from: 'Carla Customer <carla@customer.example>',
      cc: 'Colin Colleague <colin@customer.example>',
      subject: 'The printer is on fire',
      messageId: '<1@customer.example>',
      attachments: [{ filename: 'smoke.png', content }],
    })
    expect(await settled('<1@customer.example>')).toMatchObject([{ outcome: 'applied', reason: null }])
    const [opened] = await cases()
    expect(opened).toMatchObject({
      subject: 'The printer is on fire',
      status: 'new',
      priority: 'high',
      requester: { address: 'carla@customer.example' },
    })
    number = opened?.number ?? ''
    const { timeline } = await get<Shown>(`/api/case/cases/${number}`)
    expect(timeline).toMatchObject([{ kind: 'mail', from: { address: 'carla@customer.example' } }])
    const [entry] = timeline
    expect(entry?.text.trim()).toBe('Please help.')
    expect(entry?.files).toMatchObject([{ name: 'smoke.png', mediaType: 'image/png', size: FILE_BYTES }])
    const file = await fetchApi(`/api/case/files/${entry?.files[0]?.id}`)
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(digest(await file.arrayBuffer())).toBe(digest(content))
    const part = await fetchApi(`/api/case/files/${entry?.files[0]?.id}`, { range: 'bytes=1000-1999' })
    expect(part.status).toBe(206)
    expect(Buffer.from(await part.arrayBuffer())).toEqual(content.subarray(1000, 2000))
    const original = await fetchApi(`/api/case/mails/${entry?.mailId}/raw`)
    expect(digest(await original.arrayBuffer())).toBe(digest(raw))

    const reply = await acknowledgement('carla@customer.example')
    expect(headerOf(reply.raw, 'Reply-To')).toBe('support@example.com')
    expect(headerOf(reply.raw, 'Subject')).toContain(`[${number}]`)
    expect(reply.raw.toString('latin1')).not.toContain('printer')
  })

  test('an answer to the acknowledgement belongs to the case, and is not answered again', async () => {
    const { raw } = await acknowledgement('carla@customer.example')
    const ours = headerOf(raw, 'Message-ID') ?? ''
    await deliver({
      from: 'carla@customer.example',
      subject: `Re: ${headerOf(raw, 'Subject')}`,
      messageId: '<2@customer.example>',
      references: ours,
      text: 'It burns higher.\n\nOn Mon, 1 Jan 2026 at 10:00, Support <support@example.com> wrote:\n> We have your mail',
    })
    const [answer] = await settled('<2@customer.example>')
    expect(answer).toMatchObject({ outcome: 'applied' })
    const { story } = await get<{ story: { event: string; text: string }[] }>(`/api/console/mails/${answer?.mailId}`)
    expect(story.find(({ event }) => event === 'case.replied')?.text).toContain('ourMessageId')
    const { timeline } = await get<Shown>(`/api/case/cases/${number}`)
    expect(timeline.filter(({ kind }) => kind === 'mail')).toMatchObject([
      {},
      { reply: 'It burns higher.', verified: true },
    ])
  })

  test('an answer that somebody writes goes out, and what comes back is on the case', async () => {
    const body = JSON.stringify({ text: 'Is it still burning?', to: ['erin@customer.example'] })
    const accepted = await fetchApi(`/api/case/cases/${number}/replies`, { method: 'POST', body })
    expect(accepted.status).toBe(202)
    const { replyId } = (await accepted.json()) as { replyId: string }
    const { raw } = await sink.waitFor(({ to }) => to.includes('erin@customer.example'), ARRIVE_MS)
    expect(headerOf(raw, 'Subject')).toBe(`Re: The printer is on fire [${number}]`)
    expect(headerOf(raw, 'In-Reply-To')).toBe('<2@customer.example>')
    expect(headerOf(raw, 'Auto-Submitted')).toBeUndefined()
    const line = async () => (await get<Shown>(`/api/case/cases/${number}`)).timeline.find(({ id }) => id === replyId)
    await waitUntil(async () => (await line())?.delivery?.state === 'sent', {
      timeoutMs: ARRIVE_MS,
      what: 'the answer to be sent',
    })
    expect((await get<Shown>(`/api/case/cases/${number}`)).case.status).toBe('open')
    await deliver({
      from: 'erin@customer.example',
      subject: `Re: ${headerOf(raw, 'Subject')}`,
      messageId: '<11@customer.example>',
      references: headerOf(raw, 'Message-ID') ?? '',
      text: 'It is.',
    })
    const [answer] = await settled('<11@customer.example>')
    expect(answer).toMatchObject({ outcome: 'applied' })
    const { timeline } = await get<Shown>(`/api/case/cases/${number}`)
    expect(timeline.find(({ from }) => from?.address === 'erin@customer.example')).toMatchObject({ verified: true })
  })

  test('given a report that an answer came back, then it is on the case and that answer', async () => {
    const { raw } = await sink.waitFor(({ to }) => to.includes('erin@customer.example'))
    const header = raw.toString('latin1').split('\r\n\r\n')[0] ?? ''
    const report = [
      'From: MAILER-DAEMON@customer.example (Mail Delivery System)',
      'To: tubepost@example.com',
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <12@customer.example>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.customer.example',
      '',
      'Final-Recipient: rfc822; erin@customer.example',
      'Action: failed',
      'Status: 5.2.2',
      'Diagnostic-Code: smtp; 552 5.2.2 mailbox full',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      header,
      '',
      '--b--',
      '',
    ]
    dovecot.deliver(USER, report.join('\r\n'))
    expect(await settled('<12@customer.example>')).toMatchObject([{ outcome: 'applied', reason: null }])
    const { timeline } = await get<Shown>(`/api/case/cases/${number}`)
    expect(timeline.find(({ kind }) => kind === 'reply')?.delivery).toMatchObject({
      state: 'bounced',
      detail: 'erin@customer.example: 552 5.2.2 mailbox full',
    })
    // Arrivals over IMAP are told in whole seconds.
    expect(timeline.filter(({ kind }) => kind === 'bounce')).toMatchObject([
      { text: 'erin@customer.example: 552 5.2.2 mailbox full' },
    ])
  })

  test('an answer that names the customer’s own mail belongs to it, whoever wrote it', async () => {
    await deliver({
      from: 'colin@customer.example',
      subject: 'Re: The printer is on fire',
      messageId: '<3@customer.example>',
      references: '<1@customer.example>',
    })
    await deliver({
      from: 'mallory@elsewhere.example',
      subject: 'Re: The printer is on fire',
      messageId: '<4@elsewhere.example>',
      references: '<1@customer.example>',
    })
    await settled('<3@customer.example>')
    await settled('<4@elsewhere.example>')
    const { timeline, case: shown } = await get<Shown>(`/api/case/cases/${number}`)
    const byAuthor = (address: string) => timeline.find(({ from }) => from?.address === address)
    expect(byAuthor('colin@customer.example')).toMatchObject({ verified: true })
    expect(byAuthor('mallory@elsewhere.example')).toMatchObject({ verified: false })
    expect(shown.participants).toContainEqual(
      expect.objectContaining({ address: 'colin@customer.example', verified: true }),
    )
    expect(await cases()).toHaveLength(1)
  })

  test('the subject’s number leads its participants to the case, and others to a new one', async () => {
    const subject = `Fire again [${number}]`
    await deliver({ from: 'carla@customer.example', subject, messageId: '<5@customer.example>' })
    await deliver({ from: 'mallory@elsewhere.example', subject, messageId: '<6@elsewhere.example>' })
    await settled('<5@customer.example>')
    await settled('<6@elsewhere.example>')
    const all = await cases()
    expect(all).toHaveLength(2)
    const other = all.find((one) => one.number !== number)
    expect(other).toMatchObject({ requester: { address: 'mallory@elsewhere.example' } })
    const { case: shown } = await get<Shown>(`/api/case/cases/${other?.number}`)
    expect(shown.related).toMatchObject([{ number }])
  })

  test('a closed case is opened again by its requester, and a stale change is refused', async () => {
    const { case: before } = await get<Shown>(`/api/case/cases/${number}`)
    const patch = (body: object) =>
      fetchApi(`/api/case/cases/${before.id}`, { method: 'PATCH', body: JSON.stringify(body) })
    expect((await patch({ version: before.version, status: 'closed' })).status).toBe(200)
    expect((await patch({ version: before.version, status: 'open' })).status).toBe(409)
    await deliver({
      from: 'carla@customer.example',
      subject: 'Re: The printer is on fire',
      messageId: '<7@customer.example>',
      references: '<1@customer.example>',
    })
    await settled('<7@customer.example>')
    expect((await get<Shown>(`/api/case/cases/${number}`)).case.status).toBe('open')
  })

  test('one mail to two mailboxes is one case, and the copy says where it is', async () => {
    const mail: Written = {
      from: 'Dora Double <dora@customer.example>',
      to: 'support@example.com, help@example.com',
      subject: 'To both of you',
      messageId: '<8@customer.example>',
    }
    const raw = await deliver(mail)
    await settled('<8@customer.example>')
    const transport = createTransport({ host: '127.0.0.1', port: intake, ignoreTLS: true })
    await transport.sendMail({ envelope: { from: 'dora@customer.example', to: 'help@example.com' }, raw })
    const copies = await waitUntil(
      async () => {
        const mails = await settled('<8@customer.example>')
        return mails.length === 2 ? mails : undefined
      },
      { timeoutMs: ARRIVE_MS, what: 'both copies to be settled' },
    )
    expect(copies.map(({ outcome, reason }) => [outcome, reason])).toEqual(
      expect.arrayContaining([
        ['applied', null],
        ['duplicate', 'joined_other_mailbox'],
      ]),
    )
    expect(await cases('requester=dora@customer.example')).toHaveLength(1)
  })

  test('a mail with the header of another and other words hides nothing', async () => {
    const twin: Written = {
      from: 'Evan Example <evan@customer.example>',
      subject: 'My order',
      messageId: '<10@customer.example>',
      date: new Date(),
    }
    await deliver({ ...twin, text: 'Forged.' })
    await deliver({ ...twin, text: 'The real words.' })
    const mails = await waitUntil(
      async () => {
        const found = await settled('<10@customer.example>')
        return found.length === 2 ? found : undefined
      },
      { timeoutMs: ARRIVE_MS, what: 'both mails to be settled' },
    )
    expect(mails).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }])
    expect(await cases('requester=evan@customer.example')).toHaveLength(2)
  })

  test('automatic mail opens nothing, and both books agree', async () => {
    const before = (await cases()).length
    dovecot.deliver(
      USER,
      (await bytesOf({ from: 'carla@customer.example', subject: 'Away', messageId: '<9@customer.example>' }))
        .toString('latin1')
        .replace('\r\n', '\r\nAuto-Submitted: auto-replied\r\n'),
    )
    expect(await settled('<9@customer.example>')).toMatchObject([{ outcome: 'ignored', reason: 'automatic' }])
    expect(await cases()).toHaveLength(before)
    await waitUntil(
      async () => {
        const books = await get<{ difference: number; waiting: number; ledger: { final: number } }>(
          '/api/console/conservation',
        )
        return books.difference === 0 && books.waiting === 0 && books.ledger.final === 14
      },
      { timeoutMs: ARRIVE_MS, what: 'the books to agree' },
    )
    // They wrote first mails of cases, and Erin was written to; nobody is answered twice, and strangers not twice a day.
    expect(sink.mails.map(({ to }) => to.join()).toSorted()).toEqual([
      'carla@customer.example',
      'dora@customer.example',
      'erin@customer.example',
      'evan@customer.example',
      'mallory@elsewhere.example',
    ])
  })
})

const digest = (bytes: ArrayBuffer | Buffer): string =>
  createHash('sha256')
    .update(Buffer.from(bytes as Buffer))
    .digest('hex')
