import { type NatsConnection, readReference, type ReferenceReader } from '@tubepost/bus'
import type { ReferenceDefinition } from '@tubepost/events'
import type { ReadReference, ServiceContext, ServiceOutline } from '../define/define-service.ts'
import type { Every } from './timers.ts'

const FOLLOW_EVERY_MS = 3_000
const RECONCILE_EVERY_MS = 300_000

export interface References {
  readonly read: ReadReference
  whenReady(): Promise<void>
  /** Buckets that are not yet read completely. */
  missing(): string[]
  stop(): void
}

/** Watches every kind of reference data that the service reads or owns. */
export async function openReferences(connection: NatsConnection, definition: ServiceOutline): Promise<References> {
  const kinds = new Set([...(definition.reads ?? []), ...(definition.owns ?? []).map((own) => own.definition)])
  const readers = new Map<string, ReferenceReader>()
  for (const kind of kinds) readers.set(kind.bucket, await readReference(connection, kind))
  const all = () => [...readers.values()]
  return {
    read<Definition extends ReferenceDefinition>(kind: Definition) {
      const reader = readers.get(kind.bucket)
      if (reader === undefined) throw new Error(`${definition.name} does not declare to read ${kind.bucket}`)
      return reader as ReferenceReader<Definition>
    },
    whenReady: async () => void (await Promise.all(all().map((reader) => reader.whenReady()))),
    missing: () => all().flatMap((reader) => (reader.ready ? [] : [reader.definition.bucket])),
    stop() {
      for (const reader of all()) reader.stop()
    },
  }
}

/** Owned buckets are filled from the tables at the start, after the broker lost them, and every five minutes. */
export function keepOwnedReferences<Config>(
  definition: Pick<ServiceOutline, 'owns'>,
  context: ServiceContext<Config>,
  every: Every,
): void {
  for (const own of definition.owns ?? []) {
    let due = 0
    every(`reference ${own.definition.bucket}`, FOLLOW_EVERY_MS, async () => {
      const lost = !context.reference(own.definition).ready
      if (!lost && due > performance.now()) return
      await context.putReference(own.definition)
      due = performance.now() + RECONCILE_EVERY_MS
    })
  }
}
