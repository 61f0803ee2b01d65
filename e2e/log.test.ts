/**
 * The services' logs while mails of every kind pass, and the texts that must never be in them: the people concerned,
 * and their words.
 */
import { SERVICES } from '@tubepost/events'
import { dovecotMissing, skippedBecause, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mailOf, PASSWORD, SENDING_PASSWORD, startWatched, USER, type Watched } from './watched-installation.ts'

const INFO = 30

/** None of these may be in a line: addresses, subjects, bodies, a server's words about them, passwords. */
const NEVER = [
  '@example',
  'Out 1d',
  'gone fishing',
  'qwertz',
  'Automatic reply',
  'words of the body',
  'mailbox is full',
  PASSWORD,
  SENDING_PASSWORD,
]

describe('logs', skippedBecause(dovecotMissing()), () => {
  let watched: Watched

  beforeAll(async () => {
    watched = await startWatched('logs')
    watched.dovecot.deliver(USER, mailOf('ana@example.com', 'Out 1d gone fishing', 'good'))
    watched.dovecot.deliver(USER, mailOf('ben@example.com', 'qwertz', 'bad'))
    watched.dovecot.deliver(
      USER,
      mailOf('ana@example.com', 'Automatic reply: x', 'machine', ['Auto-Submitted: auto-replied']),
    )
    watched.dovecot.deliver(USER, mailOf('stranger@example.net', 'Out 1d', 'stranger'))
    for (const id of ['good', 'bad', 'machine', 'stranger']) await watched.settled(id)
    await watched.sink.waitFor(({ to }) => to.includes('ana@example.com'))
  })
  afterAll(async () => {
    await watched?.stop()
  })

  const untilLogged = (service: string, message: string, about: object = {}) =>
    waitUntil(
      () =>
        watched
          .log(service)
          .find((line) => Object.entries({ msg: message, ...about }).every(([field, value]) => line[field] === value)),
      {
        timeoutMs: 30_000,
        what: `${service} to log "${message}"`,
      },
    )
  const traceIdOf = (mailId: string) => mailId.replaceAll('-', '')

  test('a reply that is refused is logged with the mail, its trace and a code', async () => {
    const text = '5.2.2 <ana@example.com>: the mailbox is full'
    watched.sink.behave(({ phase }) => (phase === 'rcpt' ? { reply: 552, text } : undefined))
    await watched.hand(mailOf('ana@example.com', 'In', 'refused'), 'ana@example.com')
    const { mailId } = await watched.settled('refused')
    expect(await untilLogged('notifier', 'the reply was not sent', { mailId })).toMatchObject({
      level: 40,
      service: 'notifier',
      mailId,
      traceId: traceIdOf(mailId),
      outcome: 'refused',
      code: 'smtp/refused-for-good',
    })
    watched.sink.behave()
  })

  test('an unusable outgoing server is logged by a code, without its words', async () => {
    const text = 'not for ana@example.com, the mailbox is full'
    // A connection left open by an earlier reply is dropped, so that the next log-in is refused.
    watched.sink.behave(({ phase }) =>
      phase === 'auth' ? { reply: 535, text } : phase === 'mail' ? { drop: true } : undefined,
    )
    await watched.hand(mailOf('ben@example.com', 'Out 1d', 'unsent'), 'ben@example.com')
    await watched.settled('unsent')
    const { code } = await untilLogged('notifier', 'the outgoing mail server cannot be used')
    expect(code).toBe('smtp/auth-failed')
    watched.sink.behave()
  })

  test('an outage of the database is logged, and the mail that came meanwhile is not', async () => {
    await watched.installation.postgres.kill()
    watched.dovecot.deliver(USER, mailOf('ana@example.com', 'In', 'waits'))
    const line = await waitUntil(() => watched.log('fetcher').find(({ err }) => err !== undefined), {
      timeoutMs: 30_000,
      what: 'the outage to be logged',
    })
    expect(line['err']).toMatchObject({ type: expect.any(String), message: expect.any(String) })
    await watched.installation.postgres.start()
    expect(await watched.settled('waits')).toMatchObject({ outcome: 'applied' })
  })

  test('a mailbox that cannot be read is logged by its id and a code', async () => {
    await watched.dovecot.stop()
    const line = await waitUntil(() => watched.log('fetcher').find(({ code }) => code === 'source/unreachable'), {
      timeoutMs: 30_000,
      what: 'the mailbox to be down',
    })
    expect(line).toMatchObject({ level: 40, mailbox: 'status' })
  })

  test('every line about a mail names the mail and its trace, as JSON', () => {
    for (const service of SERVICES) {
      const lines = watched.log(service)
      expect(lines.length).toBeGreaterThan(0)
      for (const line of lines)
        expect(line).toMatchObject({ service, level: expect.any(Number), time: expect.any(String) })
      const ofMails = lines.filter((line) => ['eventId', 'replyId', 'mailId'].some((name) => Object.hasOwn(line, name)))
      const named = ofMails.map(({ mailId }) => ({ mailId, traceId: (mailId as string).replaceAll('-', '') }))
      expect(ofMails.map(({ mailId, traceId }) => ({ mailId, traceId }))).toEqual(named)
    }
    expect(watched.log('notifier').filter(({ mailId }) => typeof mailId === 'string').length).toBeGreaterThan(0)
  })

  test('no line of level info or above holds an address, a subject, a body or a password', () => {
    const lines = SERVICES.flatMap((service) => watched.log(service)).filter(({ level }) => Number(level) >= INFO)
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) {
      const text = JSON.stringify(line)
      for (const word of NEVER) expect(text).not.toContain(word)
    }
  })
})
