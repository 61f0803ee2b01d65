import { type NatsConnection, readReference, type ReferenceReader } from '@tubepost/bus'
import type { ReferenceDefinition } from '@tubepost/events'
import type { ReadReference, ServiceContext, ServiceOutline } from '../define/define-service.ts'

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

/**
 * Fills owned buckets from the tables at the start, when a set-up was applied, after the broker lost them, and every five
 * minutes. The revision is read before the tables are: what is applied meanwhile is seen the next time.
 */
export function keepOwnedReferences<Config>(
  definition: Pick<ServiceOutline, 'owns'>,
  context: ServiceContext<Config>,
): (appliedRevision: string) => Promise<void> {
  const owned = (definition.owns ?? []).map((own) => ({ ...own, due: 0, applied: undefined as string | undefined }))
  return async (appliedRevision) => {
    const puts = owned.map(async (own) => {
      const lost = !context.reference(own.definition).ready
      if (!lost && appliedRevision === own.applied && own.due > performance.now()) return
      await context.putReference(own.definition)
      own.applied = appliedRevision
      own.due = performance.now() + RECONCILE_EVERY_MS
    })
    // One bucket's trouble does not keep the others waiting.
    const failed = (await Promise.allSettled(puts)).find((put) => put.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
}
