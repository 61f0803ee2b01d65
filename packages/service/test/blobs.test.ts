import { randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { type Blobs, claimBlob, openBlobs } from '@tubepost/blobs'
import { transaction } from '@tubepost/db'
import { causedBy, firstEvent, intentStatusSet, mailReceived, people } from '@tubepost/events'
import { scrape, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handleStateless, type ServiceContext, type ServiceDefinition } from '../src/define/define-service.ts'
import { type Installation, startInstallation, TINY } from './installation.ts'
import { tinyParser } from './tiny-services.ts'

const SAID = 'Please help.'
const within20s = (what: string) => ({ timeoutMs: 20_000, what })

let installation: Installation
let sha256: string
/** Texts that the handler has read. */
const read: string[] = []

beforeAll(async () => {
  installation = await startInstallation({ ...TINY, schemas: [...TINY.schemas, { name: 'parser', blobs: 'reads' }] })
  await installation.putReference(people, [])
  const keeper = await openBlobs(installation.pool, { AWS_REGION: 'us-east-1' })
  async function* bytes() {
    yield Buffer.from(SAID)
  }
  const written = await keeper.write(bytes(), 'message/rfc822')
  await transaction(installation.pool, (tx) => claimBlob(tx, written, 'fetcher/1'))
  sha256 = written.reference.sha256
})
afterAll(() => installation?.stop())

/** Reads the bytes of each mail before it emits its intent. */
function reader(blobs: ServiceDefinition['blobs']): ServiceDefinition {
  return {
    ...tinyParser(),
    ...(blobs !== undefined && { blobs }),
    consumes: [
      handleStateless(mailReceived, async (events, context) => {
        const bytes = await context.blobs.read(events[0]?.data.body?.sha256 ?? '')
        if (bytes !== undefined) read.push(await text(bytes))
        return events.map((event) =>
          causedBy(event, intentStatusSet, context.origin, { ...intentStatusSet.example, mailId: event.data.mailId }),
        )
      }),
    ],
  }
}

async function publishMail(): Promise<string> {
  const mailId = randomUUID()
  const body = { sha256, size: SAID.length, mediaType: 'message/rfc822' }
  const data = { ...mailReceived.example, mailId, body }
  await installation.publish(
    firstEvent(mailReceived, { service: 'fetcher', now: '2026-11-22T00:00:00Z' }, { id: mailId, mailbox: 'one', data }),
  )
  return mailId
}
const intentOf = (mailId: string) =>
  waitUntil(
    async () =>
      (await installation.eventsIn('INTENT')).find(({ data }) => (data as { mailId: string }).mailId === mailId),
    within20s('the intent'),
  )

test('given a stateless service that reads bytes, then its handler has them', async () => {
  let context: ServiceContext | undefined
  const http = [(_app: unknown, given: ServiceContext) => void (context = given)]
  const running = await installation.run({ ...reader('reads'), http })
  await intentOf(await publishMail())
  expect(read).toEqual([SAID])
  const blobs = context?.blobs as Blobs
  const part = await blobs.read(sha256, { from: 7, to: 11 })
  expect(part && (await text(part))).toBe('help')
  async function* nothing() {}
  await expect(blobs.write(nothing(), 'x/y')).rejects.toThrow('permission denied')
  const metrics = await scrape(`http://127.0.0.1:${running.port}`)
  expect(metrics.value('tubepost_migrations_missing')).toBe(0)
  expect(metrics.value('tubepost_outbox_pending', { stream: 'INTENT' })).toBeUndefined()
  await running.stop()
})

test('given a service that declares none, then its handler is refused the bytes', async () => {
  const running = await installation.run({
    ...reader(undefined),
    http: [(_app, context) => void expect(() => context.blobs).toThrow('parser does not declare to use the bytes')],
  })
  const before = read.length
  const mailId = await publishMail()
  await waitUntil(
    async () => (await installation.progressOf('parser', 'MAIL')).redelivered > 0,
    within20s('the mail to be refused'),
  )
  expect(read).toHaveLength(before)
  await running.stop()
  const good = await installation.run(reader('reads'))
  await intentOf(mailId)
  await good.stop()
})
