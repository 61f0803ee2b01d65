import { type SmtpSink, startSmtpSink, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, newRecipient, type Replica, smtpOf, startInstallation } from './installation.ts'

let installation: Installation
let sink: SmtpSink
let notifier: Replica
beforeAll(async () => {
  installation = await startInstallation()
  sink = await startSmtpSink()
})
afterAll(async () => {
  await installation?.stop()
  await sink?.stop()
})

const ENDS = ['sent', 'held']
const ask = async (data: Parameters<Installation['request']>[0]) =>
  installation.reply(notifier, await installation.request(data), ENDS)
const act = (replyId: string, what: 'release' | 'discard') =>
  notifier.ask('POST', `/api/notifier/held/${replyId}/${what}`)
const held = async () => {
  const { body } = await notifier.ask('GET', '/api/notifier/held')
  return (body as { held: { replyId: string; brake: string; reason: string; text: string }[] }).held
}
const toldOf = async (replyId: string) =>
  (await installation.told(replyId)).map(({ type }) => type.slice('dev.tubepost.'.length))
const arrived = (to: string) => sink.mails.filter((mail) => mail.to.includes(to)).length

test('without a mail server replies wait, and are sent when there is one', async () => {
  notifier = await installation.startNotifier({})
  const to = newRecipient()
  const waiting = await ask({ to })
  expect(waiting.brake).toBe('not_configured')
  const old = await ask({ to: newRecipient() })
  await installation.pool.query(`update reply set created_at = now() - interval '3 days' where reply_id = $1`, [
    old.replyId,
  ])
  expect(await held()).toMatchObject([
    { replyId: old.replyId },
    { replyId: waiting.replyId, text: expect.stringContaining('Oot 30m'), reason: expect.stringContaining('two days') },
  ])
  expect(await act(waiting.replyId, 'release')).toMatchObject({
    status: 409,
    body: { error: { code: 'not_configured' } },
  })
  await notifier.stop()
  const limits = { repliesPerRecipientPerHour: 3 }
  notifier = await installation.startNotifier({ smtp: smtpOf(sink), limits })
  await installation.reply(notifier, waiting.replyId, ['sent'])
  const mail = await sink.waitFor((each) => each.to.includes(to))
  expect(mail.raw.toString()).toMatch(/^From: Tubepost <tubepost@example.com>/m)
  expect(mail.raw.toString()).toMatch(/^Message-ID:\s+<[0-9a-f.-]+@example.com>/m)
  expect(await toldOf(waiting.replyId)).toEqual(['reply.held.v1', 'reply.sent.v1'])
  expect((await held()).map(({ replyId }) => replyId)).toEqual([old.replyId])
})

test('a reply over a recipient’s budget is held, and is sent once when released', async () => {
  const to = newRecipient()
  for (let i = 0; i < 3; i++) expect((await ask({ to })).state).toBe('sent')
  const over = await ask({ to: to.toUpperCase() })
  expect(over).toMatchObject({ state: 'held', brake: 'recipient_budget' })
  const answers = await Promise.all([act(over.replyId, 'release'), act(over.replyId, 'release')])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  await installation.reply(notifier, over.replyId, ['sent'])
  expect((await act(over.replyId, 'release')).status).toBe(200)
  expect(await act(over.replyId, 'discard')).toMatchObject({ status: 409, body: { error: { code: 'not_held' } } })
  expect(await toldOf(over.replyId)).toEqual(['reply.held.v1', 'reply.sent.v1'])
  expect(sink.mails.filter((mail) => mail.to.some((each) => each.toLowerCase() === to))).toHaveLength(4)
})

test('many requests at one moment do not exceed the budget', async () => {
  const to = newRecipient()
  const ids = await Promise.all(Array.from({ length: 12 }, () => installation.request({ to })))
  const states = await Promise.all(ids.map(async (id) => (await installation.reply(notifier, id, ENDS)).state))
  expect(states.filter((state) => state === 'sent')).toHaveLength(3)
})

test('a reply to one of our own addresses is held and can only be discarded', async () => {
  for (const to of ['Status@Example.com', 'tubepost@example.com']) {
    const { replyId, brake } = await ask({ to })
    expect(brake).toBe('own_address')
    expect(await act(replyId, 'release')).toMatchObject({ status: 409, body: { error: { code: 'own_address' } } })
    for (let i = 0; i < 2; i++)
      expect(await act(replyId, 'discard')).toMatchObject({ status: 200, body: { reply: { state: 'discarded' } } })
    expect(await act(replyId, 'release')).toMatchObject({ status: 409, body: { error: { code: 'not_held' } } })
    expect(await toldOf(replyId)).toEqual(['reply.held.v1', 'reply.failed.v1'])
  }
})

test('a stranger gets one acknowledgement a day, a known person several', async () => {
  const acknowledge = (to: string) =>
    ask({ to, kind: 'acknowledgement', template: 'status-set', model: { status: 'Out' } })
  const stranger = newRecipient()
  expect((await acknowledge(stranger)).state).toBe('sent')
  expect((await acknowledge(stranger)).brake).toBe('stranger_budget')
  expect((await ask({ to: stranger })).state).toBe('sent')
  for (let i = 0; i < 2; i++) expect((await acknowledge('ana@example.com')).state).toBe('sent')
})

test('our own reply that comes back is held, and so is the second answer to it', async () => {
  const to = newRecipient()
  expect((await ask({ to, subject: 'Oot' })).state).toBe('sent')
  expect((await ask({ to, subject: 'Your status was not changed' })).brake).toBe('own_reply_back')
  expect((await ask({ to, subject: 'AW: [EXTERNAL] Your status was not changed' })).state).toBe('sent')
  expect((await ask({ to, subject: 'Re: Your status was not changed' })).brake).toBe('answers_own_reply')
})

test('a mail that names one of our Message-IDs is an answer to us', async () => {
  const to = newRecipient()
  await ask({ to, subject: 'Oot' })
  const mail = await sink.waitFor((each) => each.to.includes(to))
  const references = [/^Message-ID:\s+(\S+)/im.exec(mail.raw.toString())?.[1]?.trim() ?? '']
  expect((await ask({ to, subject: 'Ticket 1 received', references })).state).toBe('sent')
  expect((await ask({ to, subject: 'Ticket 2 received', references })).brake).toBe('answers_own_reply')
})

test('given forged mails, then two error mails go out in an hour, without links', async () => {
  const to = newRecipient()
  const forged = { to, trust: 'unverified', subject: 'see http://evil.example' } as const
  const model = {
    subject: `see http://evil.example ${'x'.repeat(500)}`,
    code: 'no_status',
    examples: ['Out 30m', 'In'],
  }
  const first = await ask({ ...forged, model })
  const second = await ask({ ...forged, model })
  const third = await ask({ ...forged, model })
  expect([first.state, second.state, third.brake]).toEqual(['sent', 'sent', 'unverified_budget'])
  expect(first.text).toContain('see http[:]//evil[.]example xx')
  expect(first.text).not.toContain('x'.repeat(80))
  expect([first.text, second.text].map((text) => text.includes('no more than two'))).toEqual([false, true])
  expect(second.text).toContain('    Out 30m\n    In\n')
  // The person's own replies have a budget of their own.
  expect((await ask({ to, kind: 'acknowledgement', trust: 'unverified' })).state).toBe('sent')
})

test('given room in a budget again, then what was held goes out by itself', async () => {
  const to = newRecipient()
  const sent = [await ask({ to }), await ask({ to }), await ask({ to })]
  const [first, second] = [await ask({ to }), await ask({ to })]
  expect([first.brake, second.brake]).toEqual(['recipient_budget', 'recipient_budget'])
  await installation.pool.query(
    `update reply set created_at = created_at - interval '61 minutes' where reply_id = $1`,
    [sent[0]?.replyId],
  )
  expect(await installation.reply(notifier, first.replyId, ['sent'])).toMatchObject({ attempts: [{ outcome: 'sent' }] })
  expect(await installation.reply(notifier, second.replyId, ENDS)).toMatchObject({ state: 'held' })
})

test('a sent reply cannot be released by hand', async () => {
  const to = newRecipient()
  const { replyId } = await ask({ to })
  expect(await act(replyId, 'release')).toMatchObject({ status: 409, body: { error: { code: 'not_held' } } })
  await waitUntil(() => arrived(to) === 1, { timeoutMs: 5_000, what: 'the mail' })
})

test('a finished reply older than the retention is deleted, a held one stays', async () => {
  const to = newRecipient()
  const [sent, young] = [await ask({ to }), await ask({ to: newRecipient() })]
  const waiting = await ask({ to: 'status@example.com' })
  expect([sent.state, young.state, waiting.state]).toEqual(['sent', 'sent', 'held'])
  await installation.pool.query(
    `update reply set created_at = now() - interval '400 days', finished_at = finished_at - interval '400 days'
     where reply_id = any($1)`,
    [[sent.replyId, waiting.replyId]],
  )
  await notifier.stop()
  notifier = await installation.startNotifier({ smtp: smtpOf(sink) }) // the retention runs at the start
  const shown = async ({ replyId }: { replyId: string }) =>
    (await notifier.ask('GET', `/api/notifier/outbox/${replyId}`)).status
  await waitUntil(async () => (await shown(sent)) === 404, { timeoutMs: 20_000, what: 'the old reply to go' })
  expect([await shown(young), await shown(waiting)]).toEqual([200, 200])
})

test('all recipients together have a budget', async () => {
  // With other limits than before, what a budget holds would go out now and spend this one.
  await installation.pool.query(`update reply set state = 'discarded' where state = 'held' and brake like '%budget'`)
  const before = await installation.pool.query(
    `select from reply where state not in ('held', 'discarded') and not doubtful and greatest(created_at, released_at) > now() - interval '1 hour'`,
  )
  await notifier.stop()
  const limits = { repliesPerHour: (before.rowCount ?? 0) + 1 }
  notifier = await installation.startNotifier({ smtp: smtpOf(sink), limits })
  expect((await ask({ to: newRecipient() })).state).toBe('sent')
  const over = await ask({ to: newRecipient() })
  expect(over.brake).toBe('installation_budget')
  expect((await act(over.replyId, 'release')).status).toBe(200)
  await installation.reply(notifier, over.replyId, ['sent'])
})

test('an unknown reply is answered with 404', async () => {
  for (const id of ['nope', '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11']) {
    for (const what of ['release', 'discard'] as const) expect((await act(id, what)).status).toBe(404)
  }
})
