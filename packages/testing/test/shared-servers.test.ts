import { jetstreamManager } from '@nats-io/jetstream'
import { createUser, type KeyPair } from '@nats-io/nkeys'
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node'
import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase, sharedNats, sharedPostgres } from '../src/index.ts'

const connections: NatsConnection[] = []
afterAll(() => Promise.all(connections.map((connection) => connection.close())))

async function inAnAccount(): Promise<NatsConnection> {
  const user = createUser()
  const { url } = await sharedNats([{ publicKey: user.getPublicKey() }])
  return connectWith(user, url)
}

async function connectWith(user: KeyPair, servers: string): Promise<NatsConnection> {
  const connection = await connect({ servers, authenticator: nkeyAuthenticator(user.getSeed()) })
  connections.push(connection)
  return connection
}

async function rows(url: string, query: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(query)).rows
  } finally {
    await client.end()
  }
}

test('each account has streams and subjects of its own', async () => {
  const [one, other] = [await inAnAccount(), await inAnAccount()]
  const here = await jetstreamManager(one)
  const there = await jetstreamManager(other)
  for (const manager of [here, there]) await manager.streams.add({ name: 'MAIL', subjects: ['mail.>'] })
  await one.request('mail.received')
  expect((await here.streams.info('MAIL')).state.messages).toBe(1)
  expect((await there.streams.info('MAIL')).state.messages).toBe(0)
  for (const manager of [here, there]) await manager.streams.delete('MAIL')
})

test('a key that is in no account opens none', async () => {
  const user = createUser()
  const { url } = await sharedNats([])
  await expect(connectWith(user, url)).rejects.toThrow(/authorization/i)
})

test('a public key without its secret half opens nothing', async () => {
  const [user, thief] = [createUser(), createUser()]
  const { url } = await sharedNats([{ publicKey: user.getPublicKey() }])
  const authenticator = (nonce?: string) => ({
    nkey: user.getPublicKey(),
    sig: Buffer.from(thief.sign(new TextEncoder().encode(nonce))).toString('base64url'),
  })
  await expect(connect({ servers: url, authenticator })).rejects.toThrow(/authorization/i)
})

test('a model is made once, and each copy of it is changed alone', async () => {
  let made = 0
  const model = {
    key: 'test of the model',
    fill: async (url: string) => {
      made++
      await rows(url, 'create table thing as select 1 as n')
    },
  }
  const postgres = await sharedPostgres()
  const copies = await Promise.all([freshDatabase(postgres, model), freshDatabase(postgres, model)])
  await rows(copies[0].url, 'delete from thing')
  expect(await rows(copies[1].url, 'select n from thing')).toEqual([{ n: 1 }])
  expect(made).toBe(1)
  await Promise.all(copies.map((copy) => copy.drop()))
})

test('a model that could not be made is made again', async () => {
  const postgres = await sharedPostgres()
  const key = 'test of a model that fails'
  const failing = freshDatabase(postgres, { key, fill: (url) => rows(url, 'select nonsense') })
  await expect(failing).rejects.toThrow('nonsense')
  const copy = await freshDatabase(postgres, { key, fill: (url) => rows(url, 'create table thing (n int)') })
  expect(await rows(copy.url, 'select n from thing')).toEqual([])
  await copy.drop()
})
