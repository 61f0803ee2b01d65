import { isDeepStrictEqual } from 'node:util'
import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream'
import { type KV, Kvm } from '@nats-io/kv'
import type { NatsConnection } from '@nats-io/nats-core'
import type { RecordOf, ReferenceDefinition } from '@tubepost/events'
import { readBucket } from './read-bucket.ts'
import { READY_KEY } from './reference-reader.ts'

const encoder = new TextEncoder()
// JSStreamWrongLastSequenceErrF of nats-server.
const OVERTAKEN = 10_071
// Whoever overtakes has come further, so each try is somebody's last.
const MOST_TRIES = 20

/**
 * Makes a bucket say what the owner's table says, then notes that it is complete. Puts only what differs, so doing it
 * again costs one look. When it returns, the broker has stored everything.
 *
 * Replicas and calls do it at the same time. The table is read after the bucket, and a put holds only while the record is
 * still the one that was looked at; else all of it is done anew. So nobody puts back what was read before a later change.
 * @returns number of records put or removed
 */
export async function publishReference<Definition extends ReferenceDefinition>(
  connection: NatsConnection,
  definition: Definition,
  load: () => Promise<ReadonlyMap<string, RecordOf<Definition>>>,
): Promise<number> {
  const bucket = await new Kvm(connection).open(definition.bucket, { bindOnly: true })
  for (let tries = 1; ; tries++) {
    const standing = await read(connection, definition.bucket)
    try {
      return await put(bucket, standing, await load())
    } catch (error) {
      if (!(error instanceof JetStreamApiError && error.code === OVERTAKEN) || tries === MOST_TRIES) throw error
    }
  }
}

/** A record as it stands in the bucket, or the note that it was removed, where `value` is undefined. */
interface Standing {
  readonly revision: number
  readonly value: unknown
}

async function put(
  bucket: KV,
  standing: ReadonlyMap<string, Standing>,
  records: ReadonlyMap<string, unknown>,
): Promise<number> {
  const write = (key: string, value: unknown) =>
    bucket.put(key, encoder.encode(JSON.stringify(value)), { previousSeq: standing.get(key)?.revision ?? 0 })
  let changes = 0
  for (const [key, record] of records) {
    if (isDeepStrictEqual(standing.get(key)?.value, JSON.parse(JSON.stringify(record)))) continue
    await write(key, record)
    changes++
  }
  for (const [key, { revision, value }] of standing) {
    if (key === READY_KEY || value === undefined || records.has(key)) continue
    await bucket.delete(key, { previousSeq: revision })
    changes++
  }
  const note = standing.get(READY_KEY)?.value as { count?: number } | undefined
  // Readers close their list at this note, so it must stand behind every change.
  if (changes > 0 || note?.count !== records.size) await write(READY_KEY, { count: records.size })
  return changes
}

async function read(connection: NatsConnection, bucket: string): Promise<Map<string, Standing>> {
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const standing = new Map<string, Standing>()
  for await (const { key, revision, json } of readBucket(manager, bucket, 0))
    standing.set(key, { revision, value: json === null ? undefined : (JSON.parse(json) as unknown) })
  return standing
}
