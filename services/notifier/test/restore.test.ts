/** An outbox that was put back to an earlier time: nobody is answered twice, and each held reply is announced. */
import { type SmtpSink, startSmtpSink, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { service } from '../src/service.ts'
import { type Installation, newRecipient, type Replica, smtpOf, startInstallation } from './installation.ts'

let installation: Installation
let sink: SmtpSink
let notifier: Replica
/** The server refuses these for now. */
const busy = new Set<string>()

beforeAll(async () => {
  installation = await startInstallation()
  sink = await startSmtpSink({
    behave: ({ phase, to }) => (phase === 'rcpt' && busy.has(to.at(-1) ?? '') ? { reply: 451 } : undefined),
  })
})
afterAll(async () => {
  await installation?.stop()
  await sink?.stop()
})

const start = async () => void (notifier = await installation.startNotifier({ smtp: smtpOf(sink) }))
const in20s = (what: string) => ({ timeoutMs: 20_000, what })
const ended = (replyId: string, ...states: string[]) => installation.reply(notifier, replyId, states)
/** A reply that waits for the server after its first try. */
async function waiting(to: string): Promise<string> {
  busy.add(to)
  const replyId = await installation.request({ to })
  await waitUntil(
    async () =>
      (await ended(replyId, 'queued', 'claimed')).attempts.some(({ code }) => code === 'smtp/refused-for-now'),
    in20s('the first try'),
  )
  return replyId
}
const told = async (replyId: string) =>
  (await installation.told(replyId)).map(({ type }) => type.slice('dev.tubepost.'.length))
const timesTo = (address: string) => sink.mails.filter(({ to }) => to.includes(address)).length

test('after a restore, a reply whose end the broker does not hold is held', async () => {
  await start()
  const [sentLater, open, sentSince, openSince] = [newRecipient(), newRecipient(), newRecipient(), newRecipient()]
  const queued = { sentLater: await waiting(sentLater), open: await waiting(open) }
  await notifier.stop()
  const backup = await installation.backUp(service)

  busy.delete(sentLater)
  await start()
  await installation.pool.query(`update reply set next_at = now() where state = 'queued'`)
  await ended(queued.sentLater, 'sent')
  const since = { sent: await installation.request({ to: sentSince }), open: await waiting(openSince) }
  await ended(since.sent, 'sent')
  await notifier.stop()

  busy.clear()
  await backup.restore(backup.at)
  await start()
  // Requested and sent after the backup, or only sent after it: their ends are known.
  expect((await ended(since.sent, 'sent', 'held')).state).toBe('sent')
  expect((await ended(queued.sentLater, 'sent', 'held')).state).toBe('sent')
  // Open at the backup, or requested after it: nobody can tell whether they were sent.
  expect((await ended(queued.open, 'sent', 'held')).brake).toBe('restored')
  expect((await ended(since.open, 'sent', 'held')).brake).toBe('restored')
  for (const replyId of [queued.open, since.open])
    await waitUntil(async () => (await told(replyId)).includes('reply.held.v1'), in20s('the hold to be told'))
  for (const replyId of [queued.sentLater, since.sent]) expect(await told(replyId)).toEqual(['reply.sent.v1'])

  // Nothing is in doubt about mails that arrive from now on.
  const arrivedAt = new Date(Date.now() + 1_000).toISOString()
  expect((await ended(await installation.request({ to: sentLater, arrivedAt }), 'sent', 'held')).state).toBe('sent')
  expect([timesTo(sentLater), timesTo(open), timesTo(sentSince), timesTo(openSince)]).toEqual([2, 0, 1, 0])
})
