import { setTimeout as delay } from 'node:timers/promises'
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection, Subscription } from '@nats-io/nats-core'
import type { RecordOf, ReferenceDefinition } from '@tubepost/events'
import { ReferenceBehindError } from './bus-errors.ts'
import { type BucketEntry, readBucket } from './read-bucket.ts'
import { bucketStreamOf, bucketSubjectOf } from './topology.ts'

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

// Puts are heard as they pass by, those into a bucket that was made anew as well, and a new connection looks at once. This is
// for a bucket that somebody has deleted.
const LOOK_EVERY_MS = 30_000
// While the bucket is not there, or not complete.
const LOOK_AGAIN_MS = 2_000
const CATCH_UP_MS = 5_000
const STEP_MS = 10

/** The records that have come since the beginning of one life of the bucket. */
interface Listing {
  readonly known: Set<string>
  noted: boolean
}

/** Follows a bucket, for ever, through every life of it. */
export async function readReference<Definition extends ReferenceDefinition>(
  connection: NatsConnection,
  definition: Definition,
): Promise<ReferenceReader<Definition>> {
  const manager = await jetstreamManager(connection, { checkAPI: false })
  const reader = new BucketReader<Definition>(connection, manager, definition)
  reader.start()
  return reader
}

class BucketReader<Definition extends ReferenceDefinition> implements ReferenceReader<Definition> {
  readonly definition: Definition
  readonly records = new Map<string, RecordOf<Definition>>()
  version = 0
  readonly #connection: NatsConnection
  readonly #manager: JetStreamManager
  #news: Subscription | undefined
  #wake: () => void = () => {}
  #isAwake = false
  #seen = 0
  #listing: Listing | undefined
  #count: number | undefined
  #created = ''
  #stopped = false

  constructor(connection: NatsConnection, manager: JetStreamManager, definition: Definition) {
    this.#connection = connection
    this.#manager = manager
    this.definition = definition
  }

  get ready(): boolean {
    const isListed = this.#listing === undefined // before, records of an earlier life are counted too
    return isListed && this.#count !== undefined && this.records.size >= this.#count
  }

  start(): void {
    // The puts of the owner themselves, as they pass by: only that there are some counts.
    this.#news = this.#connection.subscribe(bucketSubjectOf(this.definition.bucket, '>'), {
      callback: () => this.#rouse(),
    })
    void this.#rouseOnReconnect()
    void this.#follow()
  }

  stop(): void {
    this.#stopped = true
    this.#news?.unsubscribe()
    this.#rouse()
  }

  async whenReady(): Promise<void> {
    while (!this.ready && !this.#stopped) await delay(STEP_MS)
  }

  async catchUp(): Promise<void> {
    const { last } = await this.#look()
    const deadline = performance.now() + CATCH_UP_MS
    while (this.#seen < last || !this.ready) {
      if (performance.now() > deadline) throw new ReferenceBehindError(this.definition.bucket)
      this.#rouse()
      await delay(STEP_MS)
    }
  }

  /** Puts that were made while the connection was gone have not been heard. */
  async #rouseOnReconnect(): Promise<void> {
    for await (const { type } of this.#connection.status()) if (type === 'reconnect') this.#rouse()
  }

  #rouse(): void {
    this.#isAwake = true
    this.#wake()
  }

  async #look(): Promise<{ last: number; created: string }> {
    const info = await this.#manager.streams.info(bucketStreamOf(this.definition.bucket))
    return { last: info.state.last_seq, created: info.created }
  }

  async #follow(): Promise<void> {
    while (!this.#stopped) {
      this.#isAwake = false
      // No server, or no bucket yet: both pass. Who waits for the records sees that they are not ready.
      const isRead = await this.#readOn().then(
        () => true,
        () => false,
      )
      // The server tells of a put before the bucket holds it, so there is a moment between the two in any case.
      await delay(STEP_MS)
      if (!this.#isAwake && !this.#stopped) await this.#sleep(isRead && this.ready ? LOOK_EVERY_MS : LOOK_AGAIN_MS)
    }
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref()
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = () => {}
  }

  async #readOn(): Promise<void> {
    const { last, created } = await this.#look()
    if (created !== this.#created) {
      // The records of a bucket's earlier life serve until its owner has put them again; complete they are not.
      this.#listing = { known: new Set(), noted: false }
      this.#created = created
      this.#count = undefined
      this.#seen = 0
    }
    if (last <= this.#seen) return
    for await (const entry of readBucket(this.#manager, this.definition.bucket, this.#seen)) this.#take(entry)
    this.#seen = Math.max(this.#seen, last)
    this.#closeListing()
  }

  #take({ key, revision, json }: BucketEntry): void {
    if (key === READY_KEY) {
      this.#count = json === null ? undefined : (JSON.parse(json) as { count: number }).count
      if (this.#listing !== undefined) this.#listing.noted = json !== null
    } else if (json === null) {
      this.records.delete(key)
      this.#listing?.known.delete(key)
    } else {
      this.#listing?.known.add(key)
      this.records.set(key, JSON.parse(json) as RecordOf<Definition>)
    }
    this.#seen = revision
    this.version++
  }

  /** A record of an earlier life that did not come again by the owner's note has been removed. */
  #closeListing(): void {
    if (this.#listing?.noted !== true) return
    for (const key of this.records.keys()) if (!this.#listing.known.has(key)) this.records.delete(key)
    this.#listing = undefined
    this.version++
  }
}
