import path from 'node:path'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { type NatsConnection, streamNames } from '@tubepost/bus'
import { tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectWith } from './broker.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { runInstaller } from './run-installer.ts'

let secrets: string
let cluster: Cluster
const connections: NatsConnection[] = []

beforeAll(async () => {
  secrets = await tempDir('secrets')
  await runInstaller(secrets, {}, 'make-secrets', secrets).code
  cluster = await startCluster(await tempDir('cluster'), secrets)
})
afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()))
  await cluster?.stop()
})

const caFile = () => path.join(secrets, 'nats-ca.crt')
const urlOf = (index: number): string => cluster.servers[index]?.url ?? ''

async function provisioned(replicas: number): Promise<{ created: string[]; drift: string[] }> {
  const environment = { NATS_URL: urlOf(0), NATS_CA_FILE: caFile(), STREAM_REPLICAS: String(replicas) }
  const run = runInstaller(secrets, environment, 'provision')
  expect(await run.code, `provision said: ${run.output()}`).toBe(0)
  const last = run.output().trim().split('\n').at(-1) ?? ''
  return JSON.parse(last) as { created: string[]; drift: string[] }
}

async function asAdmin(server: number): Promise<NatsConnection> {
  const connection = await connectWith(secrets, 'admin', urlOf(server), { caFile: caFile() })
  connections.push(connection)
  return connection
}

/** Copies that are up to date of every stream, of which the buckets are some, by name. */
async function copies(connection: NatsConnection): Promise<Map<string, number>> {
  const manager = await jetstreamManager(connection)
  const found = new Map<string, number>()
  for await (const { config, cluster: group } of manager.streams.list()) {
    const current = (group?.replicas ?? []).filter((replica) => replica.current)
    found.set(config.name, Math.min(config.num_replicas, 1 + current.length))
  }
  return found
}

test('streams and buckets that were made with one copy are given three', async () => {
  const { created } = await provisioned(1)
  const admin = await asAdmin(0)
  const buckets = created.filter((name) => name.startsWith('bucket '))
  const drift = (await provisioned(3)).drift
  expect(drift).toEqual([
    ...streamNames.map((name) => `stream ${name}: num_replicas`),
    ...buckets.map((name) => `${name}: num_replicas`),
  ])
  await waitUntil(async () => [...(await copies(admin)).values()].every((number) => number === 3), {
    timeoutMs: 30_000,
    what: 'three current copies of everything',
  })
  expect((await copies(admin)).size).toBe(streamNames.length + buckets.length)
  expect(await provisioned(3)).toMatchObject({ created: [], drift: [] })
})

test('after the leader of a stream is killed the others hold all that was acknowledged', async () => {
  const manager = await jetstreamManager(await asAdmin(0))
  const leader = (await manager.streams.info('INTENT')).cluster?.leader
  const index = cluster.servers.findIndex(({ name }) => name === leader)
  const survivor = await asAdmin((index + 1) % 3)
  const publish = (id: string) =>
    jetstream(survivor).publish('intent.status.set.v1.status', '{}', { msgID: id, timeout: 2_000 })
  await publish('before')
  await cluster.servers[index]?.program.kill()
  await waitUntil(
    () =>
      publish('after').then(
        () => true,
        () => false,
      ),
    { timeoutMs: 30_000, what: 'a new leader' },
  )
  const others = await jetstreamManager(survivor, { checkAPI: false })
  expect((await others.streams.info('INTENT')).state.messages).toBe(2)
  await cluster.servers[index]?.program.start()
})

test('each server tells KEDA the others’ names and no client addresses', async () => {
  for (const { name, monitorUrl } of cluster.servers) {
    const answer = (await (await fetch(`${monitorUrl}/varz`)).json()) as Record<string, unknown>
    expect(answer).toMatchObject({ server_name: name, cluster: { urls: expect.arrayContaining([expect.any(String)]) } })
    expect(answer['connect_urls']).toBeUndefined()
  }
})
