import { setTimeout as delay } from 'node:timers/promises'
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import { type KV, Kvm, type KvWatchEntry } from '@nats-io/kv'
import type { NatsConnection, QueuedIterator } from '@nats-io/nats-core'
import type { RecordOf, ReferenceDefinition } from '@tubepost/events'
import { ReferenceBehindError } from './bus-errors.ts'
import { bucketStreamOf } from './topology.ts'

/** Key of the owner's note that the bucket is complete. */
export const READY_KEY = '_ready'

/** One kind of reference data as a service knows it. */
export interface ReferenceReader<Definition extends ReferenceDefinition = ReferenceDefinition> {
  readonly definition: Definition
  readonly records: ReadonlyMap<string, RecordOf<Definition>>
  /** Grows with every change, so that values derived from the records can be kept until then. */
  readonly version: number
  /** The owner has said how many records there are, and that many are known. */
  readonly ready: boolean
  whenReady(): Promise<void>
  /** Waits until all that stands in the bucket at this moment is known. Needed before a verdict that rests on absence. */
  catchUp(): Promise<void>
  stop(): void
}

const RETRY_MS = 500
const WATCHDOG_MS = 5_000
const CATCH_UP_MS = 5_000
const STEP_MS = 10

/** The records that one watch has brought, from its beginning. */
interface Listing {
  readonly known: Set<string>
  noted: boolean
  closed: boolean
}

/** Watches a bucket, for ever: the watch is begun anew when the bucket was made anew or falls silent. */
export async function readReference<Definition extends ReferenceDefinition>(
  connection: NatsConnection,
  definition: Definition,
): Promise<ReferenceReader<Definition>> {
  const reader = new BucketReader<Definition>(connection, definition)
  reader.start(await jetstreamManager(connection, { checkAPI: false }))
  return reader
}

class BucketReader<Definition extends ReferenceDefinition> implements ReferenceReader<Definition> {
  readonly definition: Definition
  readonly records = new Map<string, RecordOf<Definition>>()
  version = 0
  readonly #connection: NatsConnection
  #manager: JetStreamManager | undefined
  #watch: QueuedIterator<KvWatchEntry> | undefined
  #seen = 0
  #count: number | undefined
  #created = ''
  #stopped = false

  constructor(connection: NatsConnection, definition: Definition) {
    this.#connection = connection
    this.definition = definition
  }

  get ready(): boolean {
    return this.#count !== undefined && this.records.size >= this.#count
  }

  start(manager: JetStreamManager): void {
    this.#manager = manager
    void this.#keepWatching()
    void this.#keepAlive()
  }

  stop(): void {
    this.#stopped = true
    this.#watch?.stop()
  }

  async whenReady(): Promise<void> {
    while (!this.ready && !this.#stopped) await delay(STEP_MS)
  }

  async catchUp(): Promise<void> {
    const { last } = await this.#look()
    const deadline = performance.now() + CATCH_UP_MS
    while (this.#seen < last || !this.ready) {
      if (performance.now() > deadline) throw new ReferenceBehindError(this.definition.bucket)
      await delay(STEP_MS)
    }
  }

  async #look(): Promise<{ last: number; created: string }> {
    const info = await this.#manager?.streams.info(bucketStreamOf(this.definition.bucket))
    return { last: info?.state.last_seq ?? 0, created: info?.created ?? '' }
  }

  async #keepWatching(): Promise<void> {
    const buckets = new Kvm(this.#connection)
    while (!this.#stopped) {
      try {
        const { created } = await this.#look()
        const bucket: KV = await buckets.open(this.definition.bucket, { bindOnly: true })
        // The records of a bucket's earlier life serve until its owner has put them again; complete they are not.
        if (created !== this.#created) this.#count = undefined
        this.#created = created
        this.#seen = 0
        this.#watch = await bucket.watch()
        const list: Listing = { known: new Set(), noted: false, closed: false }
        for await (const entry of this.#watch) this.#take(entry, list)
      } catch {
        // No server, or no bucket yet: both pass. Who waits for the records sees that they are not ready.
      }
      if (!this.#stopped) await delay(RETRY_MS)
    }
  }

  #take(entry: KvWatchEntry, list: Listing): void {
    const gone = entry.operation !== 'PUT'
    if (entry.key === READY_KEY) {
      this.#count = gone ? undefined : entry.json<{ count: number }>().count
      list.noted = !gone
    } else if (gone) {
      this.records.delete(entry.key)
    } else {
      list.known.add(entry.key)
      this.records.set(entry.key, entry.json<RecordOf<Definition>>())
    }
    // A watch that began anew may have missed deletions: when all records have come, one that did not come has been deleted.
    if (!list.closed && list.noted && entry.delta === 0) {
      for (const key of this.records.keys()) if (!list.known.has(key)) this.records.delete(key)
      list.closed = true
    }
    this.#seen = entry.revision
    this.version++
  }

  /** A watch can go deaf without an error: when its stream was removed, or its consumer lost with the server's disk. */
  async #keepAlive(): Promise<void> {
    while (!this.#stopped) {
      await delay(WATCHDOG_MS, undefined, { ref: false })
      const before = this.#seen
      const found = await this.#look().catch(() => undefined)
      if (found === undefined || this.#watch === undefined) continue
      const deaf = found.last > before && this.#seen === before
      if (deaf || found.created !== this.#created) this.#watch.stop()
    }
  }
}
