import { type SmtpPhase, type SmtpSink, startSmtpSink, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, newRecipient, type Replica, smtpOf, startInstallation } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })

let installation: Installation
let sink: SmtpSink

beforeAll(async () => {
  installation = await startInstallation()
  sink = await startSmtpSink()
})
afterAll(async () => {
  await installation?.stop()
  await sink?.stop()
})

/** Makes the server fall silent at this moment of a mail, until the returned function is called. */
async function holdAt(phase: SmtpPhase): Promise<{ reached: Promise<void>; goOn: () => void }> {
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>()
  const { promise: held, resolve: goOn } = Promise.withResolvers<void>()
  sink.behave(async (at) => {
    if (at.phase !== phase) return undefined
    reach()
    await held
    return undefined
  })
  return { reached, goOn }
}

const start = () => installation.startNotifier({ smtp: smtpOf(sink) })
const ask = () => installation.request({ to: newRecipient() })

test('SIGTERM while the server takes a reply: the reply is sent once', async () => {
  const first = await start()
  const { reached, goOn } = await holdAt('dot')
  const replyId = await ask()
  await reached
  await first.beginDrain()
  const later = await ask()
  goOn()
  expect(await first.ended()).toBe(0)
  expect(first.log()).not.toContain('cut off')
  expect(sink.mails).toHaveLength(1)
  expect((await installation.told(replyId)).map(({ type }) => type)).toEqual(['dev.tubepost.reply.sent.v1'])

  const second: Replica = await start()
  await installation.reply(second, later, ['sent'])
  expect((await installation.reply(second, replyId, ['sent'])).attempts).toHaveLength(1)
  expect(sink.mails).toHaveLength(2)
  await waitUntil(async () => (await installation.progressOf('notifier', 'REPLY')).inHand === 0, within20s('every ack'))
  await second.stop()
})

test('SIGTERM while a server is silent: the reply is free for another replica', async () => {
  const first = await start()
  const { reached, goOn } = await holdAt('rcpt')
  const replyId = await ask()
  await reached
  await first.beginDrain()
  expect(await first.ended()).toBe(0)
  sink.behave()
  goOn()
  const second = await start()
  const { attempts } = await installation.reply(second, replyId, ['sent'])
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['unreachable', 'sent'])
  await second.stop()
})
