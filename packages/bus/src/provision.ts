import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type ConsumerConfig, type JetStreamManager, jetstreamManager, type StreamConfig } from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import type { NatsConnection } from '@nats-io/nats-core'
import { CONSUMER_NOT_FOUND, orUndefined, STREAM_NOT_FOUND } from './not-found.ts'
import {
  bucketStreamOf,
  GENERATION_KEY,
  type ServiceDeclaration,
  type TopologyOptions,
  topologyOf,
} from './topology.ts'

/** The oldest server that loses nothing when killed (Jepsen, NATS 2.12.1 report); older ones are refused. */
export const OLDEST_SERVER = '2.10.23'
/** The oldest server to run in production: `sync_interval: always` had a hole before. */
export const OLDEST_PRODUCTION_SERVER = '2.15.1'

/** True when version `a` is `b` or newer; both are dotted numbers. */
export function isAtLeast(a: string, b: string): boolean {
  const [x, y] = [a, b].map((version) => version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0))
  for (let i = 0; i < 3; i++) {
    const difference = (x?.[i] ?? 0) - (y?.[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

export interface Provisioned {
  created: string[]
  /** Differences from the declaration that have been set right. */
  drift: string[]
}

/**
 * Creates or corrects every stream, durable and bucket. Idempotent. Only this step may: services use what stands here.
 * A stream that is made anew gets a new generation, by which publishers see that their events are gone from it.
 */
export async function provision(
  connection: NatsConnection,
  services: readonly ServiceDeclaration[],
  options: Omit<TopologyOptions, 'atomic'>,
): Promise<Provisioned> {
  await connection.rtt() // a server that does not answer must not be called too old
  const version = connection.info?.version ?? '0'
  if (!isAtLeast(version, OLDEST_SERVER)) {
    throw new Error(`nats-server ${version} is too old: Tubepost needs ${OLDEST_SERVER} or newer`)
  }
  const topology = topologyOf(services, { ...options, atomic: isAtLeast(version, '2.12.0') })
  const manager = await jetstreamManager(connection)
  const report: Provisioned = { created: [], drift: [] }
  for (const stream of topology.streams) await ensureStream(manager, stream, report)
  for (const { stream, config } of topology.consumers) await ensureConsumer(manager, stream, config, report)
  const buckets = new Kvm(connection)
  for (const bucket of topology.buckets) {
    const stream = bucketStreamOf(bucket.name)
    const known = await orUndefined(manager.streams.info(stream), STREAM_NOT_FOUND)
    if (known === undefined) {
      await buckets.create(bucket.name, { history: 1, replicas: options.replicas, ttl: bucket.ttlMs })
      report.created.push(`bucket ${bucket.name}`)
    } else if (known.config.num_replicas !== options.replicas) {
      // One server has become three, or the other way round.
      await manager.streams.update(stream, { num_replicas: options.replicas })
      report.drift.push(`bucket ${bucket.name}: num_replicas`)
    }
  }
  return report
}

async function ensureStream(
  manager: JetStreamManager,
  desired: Partial<StreamConfig> & { name: string },
  report: Provisioned,
): Promise<void> {
  const known = await orUndefined(manager.streams.info(desired.name), STREAM_NOT_FOUND)
  if (known === undefined) {
    await manager.streams.add({ ...desired, metadata: { [GENERATION_KEY]: randomUUID() } })
    report.created.push(`stream ${desired.name}`)
    return
  }
  const drift = driftOf(desired, known.config)
  if (drift.length === 0) return
  await manager.streams.update(desired.name, { ...desired, metadata: known.config.metadata ?? {} })
  report.drift.push(`stream ${desired.name}: ${drift.join(', ')}`)
}

async function ensureConsumer(
  manager: JetStreamManager,
  stream: string,
  desired: Partial<ConsumerConfig> & { durable_name: string },
  report: Provisioned,
): Promise<void> {
  const name = `consumer ${stream}/${desired.durable_name}`
  const known = await orUndefined(manager.consumers.info(stream, desired.durable_name), CONSUMER_NOT_FOUND)
  if (known === undefined) {
    await manager.consumers.add(stream, desired)
    report.created.push(name)
    return
  }
  // The server keeps a single filter in a field of its own.
  const config = known.config as unknown as Record<string, unknown>
  const actual = { ...config, filter_subjects: config.filter_subjects ?? [config.filter_subject] }
  const lasting = { ...desired }
  delete lasting.deliver_policy // it says where a durable begins, and that has been
  const drift = driftOf(lasting, actual)
  if (drift.length === 0) return
  await manager.consumers.update(stream, desired.durable_name, lasting)
  report.drift.push(`${name}: ${drift.join(', ')}`)
}

/** Names of the declared fields whose value on the server is another. What we do not declare is the server's business. */
function driftOf(desired: object, actual: object): string[] {
  const on = actual as Record<string, unknown>
  return Object.entries(desired).flatMap(([key, value]) => (isDeepStrictEqual(value, on[key]) ? [] : [key]))
}
