/**
 * Mails made to hurt, over SMTP and without a log-in, against a real installation with the heap of production: none
 * ends a process or keeps it busy, and the mails of others arrive meanwhile.
 */
import { once } from 'node:events'
import type { Installation } from '@tubepost/sandbox'
import { freePort, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANA, aSetup, ORGANISATION, OUT } from './a-setup.ts'
import { cpuOfTree, peakRssMb } from './bench/cpu-time.ts'
import { awaitSession, type SmtpSession } from './smtp-session.ts'
import { startReady } from './start-ready.ts'

const ARRIVE_MS = 30_000
const TO = ['status@example.com']
/** Processor time in the fetcher: fifty times as much as a mail of that size needs, a tenth of what it once took. */
const MOST_CPU_MS = 5_000
/** The container has 256 MB. */
const MOST_RSS_MB = 230

describe('hostile mails', () => {
  let installation: Installation
  let intake: number
  let pids: number[]
  const sessions: SmtpSession[] = []

  beforeAll(async () => {
    const dir = await tempDir('hostile')
    intake = await freePort()
    const [http, smtp] = [await freePort(), await freePort()]
    const organisation = { ...ORGANISATION, url: `http://127.0.0.1:${http}` }
    const setup = aSetup({ intake, smtp: { port: smtp }, organisation, people: [ANA], statuses: [OUT] })
    installation = await startReady(dir, setup, { httpPort: http })
    await open()
    pids = pidsNow()
  })
  afterAll(async () => {
    for (const { socket } of sessions) socket.destroy()
    await installation?.stop()
  })

  const pidsNow = () => installation.processes.map(({ pid }) => pid)
  const fetcher = () => installation.processes.find(({ name }) => name === 'fetcher')?.pid ?? 0

  async function open(): Promise<SmtpSession> {
    const session = await awaitSession(intake)
    sessions.push(session)
    return session
  }

  interface Listed {
    subject: string
    outcome: string | null
    reason: string | null
    mailId: string
  }
  async function get<Answer>(call: string): Promise<Answer> {
    const response = await fetch(installation.url + call, {
      headers: { authorization: `Bearer ${installation.token}` },
    })
    return (await response.json()) as Answer
  }
  /** Waits until the mail of this subject is settled. */
  const settled = (subject: string): Promise<Listed> =>
    waitUntil(
      async () => {
        const { mails } = await get<{ mails: Listed[] }>('/api/console/mails?limit=500')
        return mails.find((mail) => mail.subject === subject && mail.outcome !== null)
      },
      { timeoutMs: ARRIVE_MS, what: `the mail "${subject}" to be settled` },
    )

  const head = (subject: string) => `From: ana@example.com\r\nTo: ${TO[0]}\r\nSubject: ${subject}\r\n`
  const good = (comment: string) => Buffer.from(`${head(`Out 30m ${comment}`)}\r\nHello\r\n`)

  async function write(session: SmtpSession, bytes: string | Buffer): Promise<void> {
    if (!session.socket.write(bytes)) await once(session.socket, 'drain')
  }

  let attacks = 0
  test.each<[what: string, attack: (session: SmtpSession, subject: string) => Promise<void>]>([
    [
      '3 MB of dot lines',
      async (session, subject) => write(session, `${head(subject)}\r\n${'..\r\n'.repeat(786_432)}`),
    ],
    [
      '52 kB of header lines of dots and colons',
      async (session, subject) => write(session, `${head(subject)}${'..:\r\n'.repeat(10_400)}\r\n`),
    ],
    [
      '3 MB of line ends',
      async (session, subject) => write(session, `${head(subject)}\r\n${'\r\n'.repeat(1_572_864)}`),
    ],
    [
      'a hundred thousand writes of a few bytes',
      async (session, subject) => {
        session.socket.setNoDelay(true)
        await write(session, head(subject))
        for (let n = 0; n < 100_000; n++) await write(session, '..:\r\n')
      },
    ],
    [
      '256 KiB of control characters in the header',
      async (session, subject) => write(session, `${head(subject)}${`X: ${'\x01'.repeat(900)}\r\n`.repeat(280)}\r\n`),
    ],
  ])('%s cost little, and the mails of others arrive', { timeout: 120_000 }, async (_what, attack) => {
    const subject = `Out 1h attack ${++attacks}`
    const before = cpuOfTree(fetcher())
    const [attacker, slow, other] = [await open(), await open(), await open()]
    await attacker.begin(TO)
    // One in DATA all the while, one that begins meanwhile.
    await slow.begin(TO)
    await write(slow, `${head(`Out 30m slow ${attacks}`)}\r\nHel`)
    const attacking = attack(attacker, subject)
    await other.send(good(`other ${attacks}`), TO)
    await attacking
    expect(await attacker.end()).toMatch(/^250 /)
    await write(slow, 'lo\r\n')
    expect(await slow.end()).toMatch(/^250 /)
    // All are Ana's, and of those that come at one moment the later one may be judged first.
    const { outcome, reason } = await settled(`Out 30m other ${attacks}`)
    expect([outcome, reason]).toBeOneOf([
      ['applied', null],
      ['ignored', 'superseded'],
    ])
    await settled(`Out 30m slow ${attacks}`)
    await settled(subject)
    expect(cpuOfTree(fetcher()) - before).toBeLessThan(MOST_CPU_MS)
    expect(pidsNow()).toEqual(pids)
    for (const { socket } of [attacker, slow, other]) socket.destroy()
  })

  test('twenty such mails at once leave the memory bounded', { timeout: 120_000 }, async () => {
    const body = `\r\n${'..\r\n'.repeat(786_432)}`
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const session = await open()
        await session.begin(TO)
        await write(session, head(`Out 1h at once ${n}`) + body)
        expect(await session.end()).toMatch(/^250 /)
        session.socket.destroy()
      }),
    )
    for (let n = 0; n < 20; n++) await settled(`Out 1h at once ${n}`)
    expect(peakRssMb(fetcher())).toBeLessThan(MOST_RSS_MB)
    expect(pidsNow()).toEqual(pids)
  })

  test('a hundred headers of 250 kB leave the memory of every service bounded', { timeout: 120_000 }, async () => {
    const padding = `X-Padding: ${'x'.repeat(980)}\r\n`.repeat(250)
    const session = await open()
    for (let n = 0; n < 100; n++) await session.send(Buffer.from(`${head(`Out 1h long ${n}`)}${padding}\r\n`), TO)
    for (let n = 0; n < 100; n += 20) expect((await settled(`Out 1h long ${n}`)).outcome).not.toBe('failed')
    await settled('Out 1h long 99')
    // The parser has 704 MB, for the child that reads whole mails.
    const large = installation.processes.filter(({ name, pid }) => name !== 'parser' && peakRssMb(pid) > MOST_RSS_MB)
    expect(large.map(({ name, pid }) => [name, peakRssMb(pid)])).toEqual([])
    expect(pidsNow()).toEqual(pids)
  })

  test('a sign of a machine beyond what is read of a header is not passed over', async () => {
    const session = await open()
    const padding = `X-Padding: ${'x'.repeat(980)}\r\n`.repeat(270)
    const raw = `${head('Out 1h hidden')}${padding}Auto-Submitted: auto-replied\r\n\r\n`
    await session.send(Buffer.from(raw), TO)
    const { mailId, ...mail } = await settled('Out 1h hidden')
    expect(mail).toMatchObject({ outcome: 'rejected', reason: 'from_ambiguous' })
    const { story } = await get<{ story: { event: string; text: string }[] }>(`/api/console/mails/${mailId}`)
    expect(story.find(({ event }) => event === 'mail.settled')?.text).toMatch(/The header of the mail is longer/)
    expect(story.map(({ event }) => event)).not.toContain('reply.requested')
  })

  test('a header of 87 kB of ARC sets, with its From at the end, is read whole', async () => {
    const session = await open()
    const sets = `ARC-Seal: i=1; a=rsa-sha256; d=example.net; b=${'A'.repeat(940)}\r\n`.repeat(87)
    await session.send(Buffer.from(`${sets}${head('Out 30m behind the sets')}\r\nx\r\n`), TO)
    expect(await settled('Out 30m behind the sets')).toMatchObject({ outcome: 'applied' })
  })
})
