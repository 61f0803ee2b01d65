import { topologyOf } from '@tubepost/bus'
import { deadLetters, redrives, subjectOf } from '@tubepost/events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { declarations } from '../src/services.ts'
import { installBroker, type InstalledBroker } from './installed-broker.ts'
import { notRefused } from './not-refused.ts'

let installed: InstalledBroker

beforeAll(async () => {
  installed = await installBroker()
})
afterAll(() => installed?.stop())

const consumers = topologyOf(declarations, { maxBytes: 0, replicas: 1, atomic: true }).consumers.map(
  ({ stream, config }) => ({ stream, durable: config.durable_name }),
)

/** Subjects that a service publishes to, as events and as records of its buckets. */
const publishedBy = ({ name, emits, owns }: (typeof declarations)[number]) => [
  ...[...emits, deadLetters[name]].map((event) => subjectOf(event, 'status')),
  ...(name === 'console' ? Object.values(redrives).map((event) => subjectOf(event)) : []),
  ...owns.map(({ bucket }) => `$KV.${bucket}.some-key`),
  `$KV.attempts-${name}.some-key`,
]

describe.each(declarations)('the user of $name', (declaration) => {
  const { name } = declaration
  const others = declarations.filter((other) => other.name !== name)
  const isOwn = ({ durable }: { durable: string }) => durable === name || durable === `${name}-redrive`

  const allowed = async (subjects: readonly string[]) => notRefused(await installed.as(name), subjects)

  test('cannot publish what only another service says', async () => {
    const own = new Set(publishedBy(declaration))
    const foreign = [...new Set(others.flatMap(publishedBy))].filter((subject) => !own.has(subject))
    expect(foreign.length).toBeGreaterThan(10)
    expect(await allowed(foreign)).toEqual([])
  })

  test('cannot read, acknowledge or remove a durable of another service', async () => {
    const foreign = consumers.filter((consumer) => !isOwn(consumer))
    expect(foreign.length).toBeGreaterThan(5)
    const verbs = ['INFO', 'MSG.NEXT', 'DELETE', 'PAUSE']
    expect(
      await allowed(
        foreign.flatMap(({ stream, durable }) => [
          ...verbs.map((verb) => `$JS.API.CONSUMER.${verb}.${stream}.${durable}`),
          `$JS.ACK.${stream}.${durable}.1.1.1.1.0`,
        ]),
      ),
    ).toEqual([])
  })

  test('cannot make, change, empty or delete a stream, nor a durable of its own', async () => {
    const streams = Object.keys(await installed.messages())
    const verbs = ['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE']
    expect(
      await allowed([
        ...streams.flatMap((stream) => verbs.map((verb) => `$JS.API.STREAM.${verb}.${stream}`)),
        ...consumers
          .filter(isOwn)
          .flatMap(({ stream, durable }) => [
            `$JS.API.CONSUMER.DELETE.${stream}.${durable}`,
            `$JS.API.CONSUMER.CREATE.${stream}.${durable}`,
            `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${durable}`,
          ]),
        '$SYS.REQ.SERVER.PING',
      ]),
    ).toEqual([])
  })

  test('cannot make a consumer of any kind on any stream or bucket', async () => {
    const streams = Object.keys(await installed.messages())
    expect(streams.filter((stream) => stream.startsWith('KV_')).length).toBeGreaterThan(3)
    const forms = (stream: string) => [
      `CREATE.${stream}`,
      `CREATE.${stream}.mine`,
      `CREATE.${stream}.mine.some.subject`,
      `DURABLE.CREATE.${stream}.mine`,
      `RESET.${stream}.mine`,
    ]
    expect(await allowed(streams.flatMap(forms).map((form) => `$JS.API.CONSUMER.${form}`))).toEqual([])
  })

  test('may publish what it declares', async () => {
    const own = publishedBy(declaration)
    expect(await allowed(own)).toEqual(own)
  })
})
