import { deriveId, firstEvent, intentStatusSet } from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEvents } from './event-stream.ts'
import { type Installation, startInstallation } from './installation.ts'

const SETUP = {
  organisation: { name: 'Example', timeZone: 'America/New_York', locale: 'en-US' },
  people: [{ id: 'ana', name: 'Ana', addresses: ['ana@example.com'] }],
  statuses: [{ id: 'out', name: 'Out', aliases: ['O'] }],
}
const MAILS = 400
let installation: Installation

beforeAll(async () => {
  installation = await startInstallation(SETUP)
})
afterAll(() => installation?.stop())

function anIntent(number: number) {
  const mailId = deriveId('mail', String(number))
  const { example } = intentStatusSet
  const data = {
    ...example,
    mailId,
    fingerprint: mailId.replaceAll('-', '').padEnd(64, '0'),
    sender: { ...example.sender, personId: 'ana' },
    statusId: 'out',
  }
  const origin = { service: 'parser', now: '2026-11-25T12:00:00.000Z' }
  return firstEvent(intentStatusSet, origin, {
    id: deriveId(mailId, 'intent'),
    correlationId: mailId,
    mailbox: 'status',
    data,
  })
}

test('on SIGTERM event streams end, and each mail is settled exactly once', async () => {
  const first = await installation.startStatus()
  const stream = readEvents(await first.open('/api/status/board/stream'))
  expect((await stream.next()).value).toMatchObject({ event: 'snapshot' })
  await installation.publish(...Array.from({ length: MAILS }, (_, number) => anIntent(number)))
  const settled = async () => (await installation.eventsIn('OUTCOME')).length
  await waitUntil(async () => (await settled()) > 0, { timeoutMs: 20_000, what: 'a first settlement' })
  first.signal('SIGTERM')
  for await (const _ of stream); // to its end
  expect(await first.ended()).toBe(0)
  expect(first.log()).not.toContain('cut off')

  const second = await installation.startStatus()
  await waitUntil(
    async () => {
      const { inHand, waiting } = await installation.progressOf('status', 'INTENT')
      return inHand === 0 && waiting === 0
    },
    // The test of the runtime says that it is handed over at once; beside other work it may take the ack wait.
    { timeoutMs: 60_000, what: 'the other replica to do the rest' },
  )
  expect(await settled()).toBe(MAILS)
  const metrics = await (await fetch(`${second.url}/metrics`)).text()
  expect(/handled_total\{[^}]*result="known"[^}]*\} [1-9]/.exec(metrics)?.[0]).toBeUndefined()
})
