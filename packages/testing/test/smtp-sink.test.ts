import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type SmtpSink, startSmtpSink } from '../src/index.ts'

let sink: SmtpSink

beforeAll(async () => {
  sink = await startSmtpSink()
})
beforeEach(() => sink.behave())
afterAll(() => sink.stop())

test('a mail is kept with its envelope', async () => {
  await send('plain')
  const mail = await sink.waitFor(({ raw }) => raw.includes('Subject: plain'))
  expect(mail).toMatchObject({ from: 'status@example.org', to: ['ann@example.org', 'bob@example.org'] })
})

test('a mail that is dropped after the final dot was taken', async () => {
  sink.behave(({ phase }) => (phase === 'dot' ? { drop: true } : undefined))
  await expect(send('dropped')).rejects.toThrow()
  expect(await sink.waitFor(({ raw }) => raw.includes('Subject: dropped'))).toBeDefined()
})

test('refusals come at the given phase, and nothing is kept', async () => {
  for (const phase of ['connect', 'mail', 'data', 'dot'] as const) {
    sink.behave((at) => (at.phase === phase ? { reply: 451, text: 'later' } : undefined))
    await expect(send(`refused at ${phase}`)).rejects.toMatchObject({ responseCode: 451 })
  }
  expect(sink.mails.some(({ raw }) => raw.includes('Subject: refused'))).toBe(false)
})

test('one recipient can be refused', async () => {
  sink.behave(({ phase, to }) => (phase === 'rcpt' && to.at(-1) === 'bob@example.org' ? { reply: 550 } : undefined))
  expect(await send('half')).toMatchObject({ accepted: ['ann@example.org'], rejected: ['bob@example.org'] })
})

test('an answer can be late', async () => {
  sink.behave(({ phase }) => (phase === 'dot' ? { delayMs: 200 } : undefined))
  const before = performance.now()
  await send('late')
  expect(performance.now() - before).toBeGreaterThan(190)
})

test('a log-in can be refused', async () => {
  const secure = await startSmtpSink({ tls: 'starttls' })
  secure.behave(({ phase }) => (phase === 'auth' ? { reply: 535 } : undefined))
  const transport = (port: number) =>
    createTransport({
      host: sink.host,
      port,
      requireTLS: true,
      tls: { rejectUnauthorized: false },
      auth: { user: 'a', pass: 'b' },
    })
  await expect(transport(secure.port).verify()).rejects.toMatchObject({ code: 'EAUTH' })
  await expect(transport(sink.port).verify()).rejects.toMatchObject({ code: 'ETLS' })
  await secure.stop()
})

function send(subject: string): Promise<unknown> {
  const transport = createTransport({ host: sink.host, port: sink.port, secure: false, ignoreTLS: true })
  const to = ['ann@example.org', 'bob@example.org']
  return transport.sendMail({ from: 'status@example.org', to, subject, text: 'Hello' }).finally(() => transport.close())
}
