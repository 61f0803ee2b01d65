import path from 'node:path'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { type NatsConnection, readIntegrators } from '@tubepost/bus'
import { firstEvent, intentStatusSet, statusChanged, subjectOf } from '@tubepost/events'
import { startProgram, tempDir, waitUntil } from '@tubepost/testing'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installBroker, type InstalledBroker } from './installed-broker.ts'
import { notRefused } from './not-refused.ts'

const EXAMPLE = new URL('../../../examples/integrator/read-intents.mjs', import.meta.url).pathname
const API = '$JS.tubepost.API'
const within10s = (what: string) => ({ timeoutMs: 10_000, what })

let installed: InstalledBroker
let integrator: NatsConnection

beforeAll(async () => {
  installed = await installBroker()
  integrator = await installed.as('integrator')
})
afterAll(() => installed?.stop())

const consumerInfo = async (stream: string, durable: string) =>
  (await jetstreamManager(installed.admin)).consumers.info(stream, durable)

async function publishedSoFar(): Promise<{ first: number; last: number }> {
  const { state } = await (await jetstreamManager(installed.admin)).streams.info('INTENT')
  return { first: state.first_seq, last: state.last_seq }
}

async function publishIntentAndFact(): Promise<void> {
  const origin = { service: 'parser', now: '2026-11-25T12:00:00.000Z' } as const
  const client = jetstream(installed.admin)
  for (const definition of [intentStatusSet, statusChanged]) {
    const id = crypto.randomUUID()
    const event = firstEvent(definition, origin, { id, mailbox: 'status', data: definition.example })
    await client.publish(subjectOf(definition, 'status'), JSON.stringify(event))
  }
}

describe('an integrator', () => {
  test('reads and acknowledges intents and facts, by the documentation’s example', async () => {
    await publishIntentAndFact()
    const dir = await tempDir('integrator')
    const said = () => readFileSync(path.join(dir, 'read-intents.log'), 'utf8')
    const program = await startProgram({
      name: 'read-intents',
      command: process.execPath,
      args: [EXAMPLE],
      dir,
      env: { NATS_URL: installed.broker.url, NATS_SEED_FILE: path.join(installed.secrets, 'integrator-nats-seed') },
      stopSignal: 'SIGTERM',
      ready: async () => said().split('\n').length > 2,
    })
    await waitUntil(async () => {
      const infos = await Promise.all(['INTENT', 'FACT'].map((stream) => consumerInfo(stream, 'integrator')))
      return infos.every(({ ack_floor, num_ack_pending }) => ack_floor.stream_seq === 1 && num_ack_pending === 0)
    }, within10s('both to be acknowledged'))
    await program.stop()
    const subjects = said()
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { subject: string }).subject)
    expect(subjects.toSorted()).toEqual([subjectOf(intentStatusSet, 'status'), subjectOf(statusChanged, 'status')])
  })

  test('may publish to no stream, bucket, server, foreign inbox or acknowledgement', async () => {
    const subjects = [
      'mail.received.v1.status',
      'intent.status.set.v1.status',
      'status.changed.v1.status',
      'mail.settled.v1.status',
      'reply.requested.v1.status',
      'dead.parser.v1.-',
      'redrive.parser.v1.-',
      '$KV.people.ana',
      '$KV.attempts-parser.x',
      '_INBOX_status.x',
      '_INBOX.x',
      '$SYS.REQ.SERVER.PING',
      '$JS.ACK.INTENT.status.1.1.1.1.0',
      '$JS.ACK.MAIL.parser.1.1.1.1.0',
      '$JS.FC.INTENT.status.x',
    ]
    expect(await notRefused(integrator, subjects)).toEqual([])
  })

  // With the prefix that clients use by themselves, and with the one that is for integrators.
  test.each(['$JS.API', API])('reads no stream and changes none: %s', async (api) => {
    const streams = Object.keys(await installed.messages())
    expect(streams).toEqual(expect.arrayContaining(['MAIL', 'INTENT', 'FACT', 'KV_people']))
    const subjects = [
      ...['INFO', 'STREAM.NAMES', 'STREAM.LIST', 'STREAM.CREATE.MINE'],
      ...streams.flatMap((stream) => [
        ...['INFO', 'CREATE', 'UPDATE', 'DELETE', 'PURGE', 'SNAPSHOT', 'RESTORE', 'MSG.GET', 'MSG.DELETE'].map(
          (verb) => `STREAM.${verb}.${stream}`,
        ),
        ...['', '.a.subject'].map((more) => `DIRECT.GET.${stream}${more}`),
        ...['NAMES', 'LIST', 'CREATE', 'DURABLE.CREATE'].map((verb) => `CONSUMER.${verb}.${stream}`),
        ...['CREATE', 'DURABLE.CREATE'].map((verb) => `CONSUMER.${verb}.${stream}.integrator`),
      ]),
    ]
    expect(
      await notRefused(
        integrator,
        subjects.map((subject) => `${api}.${subject}`),
      ),
    ).toEqual([])
  })

  test.each(['$JS.API', API])('reads and pauses no durable but its own, and removes none: %s', async (api) => {
    const others = [
      'INTENT.status',
      'INTENT.case',
      'MAIL.parser',
      'OUTCOME.fetcher',
      'REPLY.notifier',
      'DEAD.console',
      'MAIL.integrator',
    ]
    const subjects = [
      ...others.flatMap((other) => ['INFO', 'MSG.NEXT'].map((verb) => `CONSUMER.${verb}.${other}`)),
      ...[...others, 'INTENT.integrator'].flatMap((any) =>
        ['DELETE', 'PAUSE', 'UNPIN', 'RESET'].map((verb) => `CONSUMER.${verb}.${any}`),
      ),
    ]
    expect(
      await notRefused(
        integrator,
        subjects.map((subject) => `${api}.${subject}`),
      ),
    ).toEqual([])
  })

  test.each([
    '>',
    'mail.>',
    'intent.>',
    'status.>',
    '_INBOX.>',
    '_INBOX_status.>',
    '$JS.>',
    '$JS.ACK.>',
    '$KV.>',
    '$SYS.>',
  ])('cannot subscribe to %s', async (subject) => {
    const { promise: refused, resolve } = Promise.withResolvers<Error | null>()
    integrator.subscribe(subject, { callback: (error) => resolve(error) })
    expect(String(await refused)).toMatch(/permissions violation/i)
  })

  // The server asks nobody whether a reader may publish to the subject at which it wants to be answered.
  test.each([
    'mail.received.v1.status',
    'intent.status.set.v1.status',
    '$KV.people.ana',
    '$JS.API.STREAM.PURGE.INTENT',
    '$JS.API.STREAM.DELETE.MAIL',
    '$JS.tubepost.API.STREAM.DELETE.MAIL',
    '_INBOX_status.x',
  ])('that pulls an intent to %s reaches nothing there', async (reply) => {
    await publishIntentAndFact()
    await publishIntentAndFact()
    const before = await installed.messages()
    const heard: string[] = []
    const listening = installed.admin.subscribe('_INBOX_status.>', {
      callback: (_, message) => void heard.push(message.subject),
    })
    await installed.admin.flush()
    integrator.publish(`${API}.CONSUMER.MSG.NEXT.INTENT.integrator`, '{"batch":1,"no_wait":true}', { reply })
    // Pulls are served in their order, so that one has ended when this one has its intent.
    const consumer = await jetstream(integrator, { domain: 'tubepost' }).consumers.get('INTENT', 'integrator')
    const next = await consumer.next({ expires: 10_000 })
    expect(await next?.ackAck()).toBe(true)
    await installed.admin.flush()
    expect(await installed.messages()).toEqual(before)
    expect(heard).toEqual([])
    listening.unsubscribe()
  })

  test('is followed by another with key, account and durables; neither reaches the other', async () => {
    await installed.step('add-integrator', 'crm', installed.secrets)
    const said = await installed.step('provision')
    expect(said).toContain('"created":["consumer INTENT/integrator-crm","consumer FACT/integrator-crm"]')
    const crm = await installed.as('integrator-crm')
    const consumer = await jetstream(crm, { domain: 'tubepost' }).consumers.get('INTENT', 'integrator-crm')
    const { last } = await publishedSoFar()
    await publishIntentAndFact()
    const message = await consumer.next()
    expect(message?.info.streamSequence).toBe(last + 1)
    expect(await message?.ackAck()).toBe(true)
    for (const other of [
      `${API}.CONSUMER.MSG.NEXT.INTENT.integrator`,
      '$JS.ACK.INTENT.integrator.1.1.1.1.0',
      '_INBOX_integrator.x',
    ])
      await expect(crm.request(other, '')).rejects.toThrow(/permissions violation/i)
  })

  test('that is to know all begins with the oldest event that is kept', async () => {
    await installed.step('add-integrator', 'archive', installed.secrets)
    await installed.stepWith({ NEW_INTEGRATORS_BEGIN: 'all' }, 'provision')
    const archive = await installed.as('integrator-archive')
    const consumer = await jetstream(archive, { domain: 'tubepost' }).consumers.get('INTENT', 'integrator-archive')
    const message = await consumer.next()
    expect(message?.info.streamSequence).toBe((await publishedSoFar()).first)
    expect(await installed.step('provision')).toContain('"created":[],"drift":[]')
  })

  test('is counted by the console once it has read, with what it has to acknowledge', async () => {
    const states = await readIntegrators(await installed.as('console'))
    const of = (name: string) => states.filter(({ consumer }) => consumer === name)
    const { first, last } = await publishedSoFar()
    expect(of('integrator-archive')).toEqual([
      { stream: 'INTENT', consumer: 'integrator-archive', pending: last - first + 1 },
    ])
    expect(of('integrator-crm')).toEqual([{ stream: 'INTENT', consumer: 'integrator-crm', pending: 0 }])
  })

  test('whose name could be that of somebody else is refused', async () => {
    await expect(installed.step('add-integrator', 'CRM', installed.secrets)).rejects.toThrow(
      'no name for an integrator',
    )
  })
})

test('a set-up that is run again keeps the keys and takes the integrators in', async () => {
  const before = await installed.messages()
  await installed.step('make-secrets', installed.secrets)
  expect(await installed.step('provision')).toContain('"created":[],"drift":[]')
  expect(await installed.messages()).toEqual(before)
})
