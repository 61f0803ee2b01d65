import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type NatsServer, startNats, tempDir } from '../src/index.ts'

let nats: NatsServer

beforeAll(async () => {
  nats = await startNats({ dir: await tempDir('nats') })
})
afterAll(() => nats?.stop())

test('an acknowledged message survives kill -9 and a start on the same port', async () => {
  const pid = nats.pid
  const before = await connect({ servers: nats.url })
  await (await jetstreamManager(before)).streams.add({ name: 'KEPT', subjects: ['kept.>'] })
  await Promise.all(Array.from({ length: 100 }, (_, n) => jetstream(before).publish(`kept.${n}`, String(n))))
  await before.close()

  await nats.kill()
  await nats.start()

  expect(nats.pid).not.toBe(pid)
  expect(await messagesIn('KEPT')).toBe(100)
})

test('a wiped broker starts with an empty disk', async () => {
  await nats.wipe()
  await nats.start()
  await expect(messagesIn('KEPT')).rejects.toThrow('stream not found')
})

test('the configuration text that is passed is used', async () => {
  const closed = await startNats({
    dir: await tempDir('nats'),
    config: 'accounts { APP { jetstream: enabled, users: [{ user: fetcher, password: secret }] } }',
  })
  await expect(connect({ servers: closed.url, maxReconnectAttempts: 0 })).rejects.toThrow(/authoriz/i)
  const connection = await connect({ servers: closed.url, user: 'fetcher', pass: 'secret' })
  await (await jetstreamManager(connection)).streams.add({ name: 'MINE', subjects: ['mine'] })
  await connection.close()
  await closed.stop()
})

async function messagesIn(stream: string): Promise<number> {
  const connection = await connect({ servers: nats.url })
  try {
    return (await (await jetstreamManager(connection)).streams.info(stream)).state.messages
  } finally {
    await connection.close()
  }
}
