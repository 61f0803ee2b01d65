import { randomUUID } from 'node:crypto'
import { firstEvent, mailboxes, mailReceived } from '@tubepost/events'
import { asGateway } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'

const MAILS = 600
let testbed: Installation

beforeAll(async () => {
  testbed = await startInstallation()
  await testbed.putMailboxes(mailboxes.example)
})
afterAll(() => testbed?.stop())

function aMail() {
  const mailId = randomUUID()
  const origin = { service: 'fetcher', now: '2026-11-25T12:00:00.000Z' }
  return firstEvent(mailReceived, origin, { id: mailId, mailbox: 'status', data: { ...mailReceived.example, mailId } })
}

test('on SIGTERM a dry run in hand is answered, and each mail is judged exactly once', async () => {
  const first = await testbed.startParser()
  const mail = Buffer.from('From: ana@example.com\r\nSubject: Out\r\n\r\nHello\r\n')
  const { promise: answered, resolve } = Promise.withResolvers<number | undefined>()
  const call = request(`${first.url}/api/parser/dry-run`, {
    method: 'POST',
    headers: {
      ...asGateway('parser:read'),
      'content-type': 'message/rfc822',
      'content-length': mail.length,
    },
  })
  call.once('response', (response) => {
    response.resume()
    resolve(response.statusCode)
  })
  call.write(mail.subarray(0, 10))
  await testbed.publish(...Array.from({ length: MAILS }, aMail))
  const judged = async () => {
    const events = [...(await testbed.eventsIn('INTENT')), ...(await testbed.eventsIn('OUTCOME'))]
    return events.map((event) => (event.data as { mailId: string }).mailId)
  }
  await waitUntil(async () => (await judged()).length > 0, { timeoutMs: 20_000, what: 'a first judgement' })
  await first.beginDrain()
  call.end(mail.subarray(10))
  expect(await answered).toBe(200)
  expect(await first.ended()).toBe(0)
  expect(first.log()).not.toContain('cut off')

  await testbed.startParser()
  await waitUntil(
    async () => {
      const { inHand, waiting } = await testbed.progressOf('parser', 'MAIL')
      return inHand === 0 && waiting === 0
    },
    // The test of the runtime says that it is handed over at once; beside other work it may take the ack wait.
    { timeoutMs: 60_000, what: 'the other replica to do the rest' },
  )
  const mailIds = await judged()
  expect(mailIds).toHaveLength(MAILS)
  expect(new Set(mailIds).size).toBe(MAILS)
})
