import { deriveId } from '@tubepost/events'
import { freePort, type SmtpBehaviour, type SmtpSink, startSmtpSink, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Installation, newRecipient, type Replica, smtpOf, startInstallation } from './installation.ts'

const SECRET = 'the secret of the relay'
const QUICK = {
  SMTP_CONNECT_TIMEOUT_MS: '2000',
  SMTP_COMMAND_TIMEOUT_MS: '3000',
  SMTP_DOT_TIMEOUT_MS: '3000',
  SMTP_SECRET: SECRET,
}

let installation: Installation
let sink: SmtpSink
let notifier: Replica
beforeAll(async () => {
  installation = await startInstallation()
  sink = await startSmtpSink()
  notifier = await installation.startNotifier({ smtp: smtpOf(sink) }, QUICK)
})
afterAll(async () => {
  await installation?.stop()
  await sink?.stop()
})
beforeEach(() => sink.behave())

/** Makes the sink misbehave for one recipient, for the given number of tries. */
function misbehave(to: string, tries: number, verdict: (phase: string) => ReturnType<SmtpBehaviour>): void {
  let left = tries
  let trying = false
  sink.behave((at) => {
    if (at.phase === 'rcpt' && at.to.includes(to)) trying = left-- > 0
    return at.to.includes(to) && trying ? verdict(at.phase) : undefined
  })
}
const STATES = ['queued', 'claimed', 'in_data', 'sent', 'unknown']
/** Waits until the reply has this end, without pauses between its tries. */
const atLast = (replyId: string, state: 'sent' | 'unknown') =>
  waitUntil(
    async () => {
      await dueNow(replyId)
      const reply = await installation.reply(notifier, replyId, STATES)
      return reply.state === state ? reply : undefined
    },
    { timeoutMs: 20_000, what: `the reply to be ${state} after all` },
  )
const dueNow = (replyId: string) =>
  installation.pool.query(`update reply set next_at = now() where reply_id = $1 and state = 'queued'`, [replyId])
const arrived = (to: string) => sink.mails.filter((mail) => mail.to.includes(to)).length
const codes = (reply: { attempts: { outcome: string | null; code: string | null }[] }) =>
  reply.attempts.map(({ outcome, code }) => code ?? outcome)

test.each([421, 450, 452])('a refusal with %i is tried again, and each try is on record', async (code) => {
  const to = newRecipient()
  misbehave(to, 2, (phase) => (phase === 'rcpt' ? { reply: code, text: 'come back later' } : undefined))
  const replyId = await installation.request({ to })
  const waiting = await atLast(replyId, 'sent')
  expect(codes(waiting)).toEqual(['smtp/refused-for-now', 'smtp/refused-for-now', 'sent'])
  expect(waiting.attempts[0]?.answer).toBe(`${code} come back later`)
  expect(arrived(to)).toBe(1)
})

test.each([
  ['rcpt', 550],
  ['data', 552],
  ['dot', 554],
] as const)('a permanent refusal at %s is final', async (at, code) => {
  const to = newRecipient()
  misbehave(to, 1, (phase) => (phase === at ? { reply: code, text: 'no, never' } : undefined))
  const replyId = await installation.request({ to })
  const reply = await installation.reply(notifier, replyId, ['failed'])
  expect(codes(reply)).toEqual(['smtp/refused-for-good'])
  expect(reply.result).toBe(`${code} no, never`)
  expect(await installation.told(replyId)).toMatchObject([{ data: { state: 'failed', error: `${code} no, never` } }])
  expect(arrived(to)).toBe(0)
})

test('a reply that is refused for two days is given up', async () => {
  const to = newRecipient()
  misbehave(to, 9, (phase) => (phase === 'rcpt' ? { reply: 451 } : undefined))
  const replyId = await installation.request({ to })
  await waitUntil(async () => (await installation.reply(notifier, replyId, ['queued'])).attempts.length === 1, {
    timeoutMs: 10_000,
    what: 'the first try',
  })
  await installation.pool.query(`update reply set created_at = now() - interval '49 hours' where reply_id = $1`, [
    replyId,
  ])
  await dueNow(replyId)
  expect((await installation.reply(notifier, replyId, ['failed'])).result).toMatch(/^given up after 48 hours: 451/)
})

test('an error mail whose answer was lost after the dot is not repeated', async () => {
  const to = newRecipient()
  misbehave(to, 1, (phase) => (phase === 'dot' ? { drop: true } : undefined))
  const replyId = await installation.request({ to })
  expect(codes(await installation.reply(notifier, replyId, ['unknown']))).toEqual(['smtp/answer-lost'])
  expect(await installation.told(replyId)).toMatchObject([{ data: { state: 'unknown' } }])
  expect(arrived(to)).toBe(1)
})

test('an answer whose answer was lost is repeated once under the same Message-ID', async () => {
  const to = newRecipient()
  misbehave(to, 9, (phase) => (phase === 'dot' ? { drop: true } : undefined))
  const replyId = await installation.request({ to, kind: 'answer' })
  await waitUntil(() => arrived(to) === 1, { timeoutMs: 10_000, what: 'the first try' })
  const reply = await atLast(replyId, 'unknown')
  expect(codes(reply)).toEqual(['smtp/answer-lost', 'smtp/answer-lost'])
  const ids = sink.mails
    .filter((mail) => mail.to.includes(to))
    .map(({ raw }) => /^Message-ID: .*/im.exec(String(raw))?.[0])
  expect(ids).toEqual([ids[0], ids[0]])
})

test.each([
  ['mail', 'again'],
  ['rcpt', 'again'],
  ['data', 'unknown'], // a short mail is sent with its dot before the server reads it
  ['dot', 'unknown'],
] as const)('a server that is silent at %s is left, and the reply is %s', async (at, end) => {
  const to = newRecipient()
  let silent = true
  sink.behave(({ phase, to: asked }) => {
    if (!silent || phase !== at || (phase !== 'mail' && !asked.includes(to))) return undefined
    silent = false
    return { delayMs: 10_000 }
  })
  const replyId = await installation.request({ to })
  const reply = await installation.reply(notifier, replyId, ['sent', 'unknown'])
  expect(codes(reply)).toEqual(end === 'unknown' ? ['smtp/answer-lost'] : ['smtp/timeout', 'sent'])
})

test('a connection that breaks before the dot costs only a try', async () => {
  const to = newRecipient()
  misbehave(to, 1, (phase) => (phase === 'rcpt' ? { drop: true } : undefined))
  const reply = await installation.reply(notifier, await installation.request({ to }), ['sent'])
  expect(codes(reply)).toEqual(['smtp/unreachable', 'sent'])
})

test('given two requests for one mail at once, then one reply goes out', async () => {
  const [to, mailId] = [newRecipient(), crypto.randomUUID()]
  await Promise.all([installation.request({ to, mailId }), installation.request({ to, mailId })])
  await installation.reply(notifier, deriveId(mailId, 'reply'), ['sent'])
  await installation.request({ to, mailId })
  await installation.reply(notifier, await installation.request({ to: newRecipient() }), ['sent'])
  expect(arrived(to)).toBe(1)
})

test('a reply refused for some recipients is sent to the others', async () => {
  const to = newRecipient()
  const cc = newRecipient()
  sink.behave(({ phase, to: asked }) =>
    phase === 'rcpt' && asked.at(-1) === cc ? { reply: 550, text: 'nobody here' } : undefined,
  )
  const reply = await installation.reply(notifier, await installation.request({ to, cc: [cc] }), ['sent'])
  expect(reply.result).toContain('(refused for 1: 550 nobody here)')
  expect(sink.mails.find((mail) => mail.to.includes(to))?.to).toEqual([to])
})

test('a recipient for whom the server is slow does not hold up the others', async () => {
  const slow = newRecipient()
  let release = () => {}
  const held = new Promise<undefined>((resolve) => (release = () => resolve(undefined)))
  const connections = new Set<number>()
  sink.behave((at) => {
    if (at.phase === 'rcpt') connections.add(at.connection)
    return at.phase === 'rcpt' && at.to.includes(slow) ? held : undefined
  })
  const waiting = await installation.request({ to: slow })
  const others = Array.from({ length: 30 }, newRecipient)
  await Promise.all(others.map((to) => installation.request({ to })))
  await Promise.all(others.map((to) => sink.waitFor((mail) => mail.to.includes(to))))
  release()
  await atLast(waiting, 'sent')
  expect(connections.size).toBeLessThanOrEqual(6)
})

test('a mail is marked as automatic, and nothing in it begins a header', async () => {
  const to = newRecipient()
  const hostile = 'x\r\nBcc: victim@example.net\r\n\r\nbody'
  await installation.request({
    to,
    inReplyTo: hostile,
    references: [hostile],
    template: 'status-set',
    model: { status: hostile, person: hostile, comment: '=?utf-8?q?=0D=0ABcc:_victim=40example.net?=' },
  })
  const mail = await sink.waitFor((each) => each.to.includes(to))
  expect(mail.from).toBe('')
  expect(mail.to).toEqual([to])
  const head = mail.raw.toString().split('\r\n\r\n')[0] ?? ''
  expect(head).toMatch(/^Auto-Submitted: auto-replied$/m)
  expect(head).toMatch(/^X-Tubepost-Loop: /m)
  expect(head).toMatch(/^Subject: Your status is x Bcc: victim@example.net body$/m)
  expect(head).not.toMatch(/^Bcc/im)
})

test('the outbox is searched by state, mailbox and recipient', async () => {
  const to = newRecipient()
  await installation.reply(notifier, await installation.request({ to, mailbox: 'board' }), ['sent'])
  const search = async (query: string) =>
    ((await notifier.ask('GET', `/api/notifier/outbox?${query}`)).body as { replies: { to: string }[] }).replies
  expect(await search(`state=sent&mailbox=board&recipient=${to.toUpperCase()}`)).toMatchObject([{ to }])
  expect(await search(`state=failed&recipient=${to}`)).toEqual([])
  expect(await notifier.ask('GET', '/api/notifier/outbox?state=nope')).toMatchObject({ status: 400 })
  expect(await notifier.ask('GET', '/api/notifier/outbox/nope')).toMatchObject({ status: 404 })
})

test('no log line of the normal level holds an address, a subject or a secret', () => {
  const log = notifier.log()
  expect(log).toContain('"level"')
  for (const word of ['example.org', 'Oot 30m', 'status was not changed', SECRET]) expect(log).not.toContain(word)
})

describe('a server with habits', () => {
  test('given one that refuses the null sender, then an address of ours takes its place', async () => {
    sink.behave((at) => (at.phase === 'mail' && at.from === '' ? { reply: 501, text: 'Invalid MAIL FROM' } : undefined))
    const to = newRecipient()
    const replyId = await installation.request({ to })
    await installation.reply(notifier, replyId, ['sent'])
    const sender = `tubepost+${replyId.replaceAll('-', '')}@example.com`
    expect((await sink.waitFor((mail) => mail.to.includes(to))).from).toBe(sender)
    const { status, body } = await notifier.ask('POST', '/api/notifier/test', {})
    expect({ status, body }).toMatchObject({ status: 200, body: { ok: true, steps: [{}, { step: 'sender' }, {}] } })
    expect(JSON.stringify(body)).toContain('The null sender is refused.')
  })

  test.each([
    ['rcpt', '5.7.1 <>: Sender address rejected: null sender not allowed here'],
    ['dot', '5.1.7 Invalid address of the sender'],
  ] as const)('given one that refuses the null sender at %s, then likewise', async (phase, text) => {
    const other = await installation.startNotifier({ smtp: smtpOf(sink) }, QUICK) // it does not know the server yet
    try {
      await notifier.stop()
      sink.behave((at) => (at.phase === phase && at.from === '' ? { reply: 550, text } : undefined))
      const to = newRecipient()
      await installation.reply(other, await installation.request({ to }), ['sent'])
      expect((await sink.waitFor((mail) => mail.to.includes(to))).from).toMatch(/^tubepost\+\w{32}@example\.com$/)
    } finally {
      await other.stop()
      notifier = await installation.startNotifier({ smtp: smtpOf(sink) }, QUICK)
    }
  })

  test('given one that refuses our name, then the mail waits and the test says why', async () => {
    const text = '5.5.2 <x>: Helo command rejected: need fully-qualified hostname'
    sink.behave((at) => (at.phase === 'rcpt' ? { reply: 504, text } : undefined))
    const replyId = await installation.request({ to: newRecipient() })
    const tried = await waitUntil(
      async () => {
        const reply = await installation.reply(notifier, replyId, STATES)
        return typeof reply.attempts[0]?.code === 'string' ? reply : undefined
      },
      { timeoutMs: 10_000, what: 'the first try' },
    )
    expect(tried).toMatchObject({ state: 'queued', attempts: [{ code: 'smtp/helo-refused' }] })
    const { body } = await notifier.ask('POST', '/api/notifier/test', {})
    expect(body).toMatchObject({ ok: false, steps: [{ ok: true }, { ok: true }, { step: 'mail', ok: false }] })
    expect(JSON.stringify(body)).toContain('Helo command rejected')
    await installation.pool.query(`update reply set state = 'discarded' where reply_id = $1`, [replyId])
  })

  test('given no SMTPUTF8, then a mail to such an address fails at once with the reason', async () => {
    const reply = await installation.reply(notifier, await installation.request({ to: 'jürgen@example.com' }), [
      'failed',
    ])
    expect(reply).toMatchObject({ attempts: [{ code: 'smtp/refused-for-good' }] })
    expect(reply.result).toContain('SMTPUTF8')
    expect(arrived('jürgen@example.com')).toBe(0)
  })

  test('a test mail goes to nobody but the people and the sender', async () => {
    const answer = await notifier.ask('POST', '/api/notifier/test', { to: 'victim@example.net' })
    expect(answer).toMatchObject({ status: 403 })
  })
})

describe('a server that cannot be used', () => {
  type Server = 'small' | 'implicit' | 'starttls' | 'plain' | 'silent' | 'refusing' | 'nobody'
  const servers = new Map<Server, SmtpSink>()
  const to = newRecipient()
  const login = { tlsVerify: false, username: 'relay', password: { env: 'SMTP_SECRET' } }
  let replyId = ''
  beforeAll(async () => {
    await notifier.stop()
    const at =
      (phase: string, verdict: object): SmtpBehaviour =>
      (moment) =>
        moment.phase === phase ? verdict : undefined
    servers.set('implicit', await startSmtpSink({ tls: 'implicit' }))
    servers.set('starttls', await startSmtpSink({ tls: 'starttls', behave: at('auth', { reply: 535, text: SECRET }) }))
    servers.set('small', await startSmtpSink({ size: 100 }))
    servers.set('plain', await startSmtpSink())
    servers.set('silent', await startSmtpSink({ behave: at('connect', { delayMs: 5_000 }) }))
    servers.set('refusing', await startSmtpSink({ behave: at('connect', { reply: 554 }) }))
    replyId = await installation.request({ to })
  })
  afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())))

  const start = async (server: Server, more: object) => {
    const address = servers.get(server) ?? { host: '127.0.0.1', port: await freePort() }
    const replica = await installation.startNotifier({ smtp: smtpOf(address, more) }, QUICK)
    await dueNow(replyId)
    return replica
  }

  test.each<[string, Server, object]>([
    ['smtp/unreachable', 'nobody', {}],
    ['smtp/tls-untrusted', 'implicit', { tls: 'implicit' }],
    ['smtp/tls-untrusted', 'starttls', { tls: 'starttls' }],
    ['smtp/starttls-refused', 'plain', { tls: 'starttls', tlsVerify: false }],
    ['smtp/tls-missing', 'plain', { tls: 'implicit' }],
    ['smtp/auth-failed', 'starttls', { tls: 'starttls', ...login }],
    ['smtp/timeout', 'silent', {}],
    ['smtp/refused', 'refusing', {}],
  ])('%s is explained in words, and the reply waits', async (code, server, more) => {
    const { rowCount: before } = await installation.pool.query('select from sending where reply_id = $1', [replyId])
    const replica = await start(server, more)
    const tried = await waitUntil(
      async () => {
        await dueNow(replyId)
        const { attempts, result } = await installation.reply(replica, replyId, ['queued'])
        return attempts.length > Number(before) && attempts.at(-1)?.code === code && { attempts, result }
      },
      { timeoutMs: 20_000, what: code },
    )
    expect(tried.result).toBe(tried.attempts.at(-1)?.answer)
    expect(JSON.stringify(tried)).not.toContain(SECRET)
    await replica.stop()
    expect(replica.log()).toContain(code)
    expect(replica.log()).not.toContain(SECRET)
  })

  test('given a mail beyond the announced size, then it fails at once', async () => {
    const replica = await start('small', {})
    const reply = await installation.reply(replica, await installation.request({ to: newRecipient() }), ['failed'])
    expect(reply).toMatchObject({ attempts: [{ code: 'smtp/refused-for-good' }] })
    // Stopped first: it would find the other reply too large as well.
    await replica.stop()
    await installation.pool.query(`update reply set state = 'queued', finished_at = null where reply_id = $1`, [
      replyId,
    ])
  })

  test('a waiting reply is sent once the server can be used', async () => {
    servers.get('starttls')?.behave()
    const replica = await start('starttls', { tls: 'starttls', ...login })
    await installation.reply(replica, replyId, ['sent'])
    expect(servers.get('starttls')?.mails.map((mail) => mail.to)).toEqual([[to]])
  })
})
