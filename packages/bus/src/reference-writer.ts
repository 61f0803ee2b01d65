import { isDeepStrictEqual } from 'node:util'
import { type KV, Kvm } from '@nats-io/kv'
import type { NatsConnection } from '@nats-io/nats-core'
import type { RecordOf, ReferenceDefinition } from '@tubepost/events'
import { READY_KEY } from './reference-reader.ts'

const encoder = new TextEncoder()

/**
 * Makes a bucket say what the owner's table says, then notes that it is complete. Puts only what differs, so doing it
 * again costs one look. When it returns, the broker has stored everything.
 * @returns number of records put or removed
 */
export async function publishReference<Definition extends ReferenceDefinition>(
  connection: NatsConnection,
  definition: Definition,
  records: ReadonlyMap<string, RecordOf<Definition>>,
): Promise<number> {
  const bucket = await new Kvm(connection).open(definition.bucket, { bindOnly: true })
  const standing = await read(bucket)
  let changes = 0
  for (const [key, record] of records) {
    if (isDeepStrictEqual(standing.get(key), JSON.parse(JSON.stringify(record)))) continue
    await bucket.put(key, encoder.encode(JSON.stringify(record)))
    changes++
  }
  for (const key of standing.keys()) {
    if (key === READY_KEY || records.has(key)) continue
    await bucket.delete(key)
    changes++
  }
  const note = standing.get(READY_KEY) as { count?: number } | undefined
  // Readers close their list at this note, so it must stand behind every change.
  if (changes > 0 || note?.count !== records.size) {
    await bucket.put(READY_KEY, encoder.encode(JSON.stringify({ count: records.size })))
  }
  return changes
}

async function read(bucket: KV): Promise<Map<string, unknown>> {
  const standing = new Map<string, unknown>()
  const { values } = await bucket.status()
  if (values === 0) return standing
  const watch = await bucket.watch()
  for await (const entry of watch) {
    if (entry.operation === 'PUT') standing.set(entry.key, entry.json())
    if ((entry.delta ?? 0) === 0) break
  }
  return standing
}
