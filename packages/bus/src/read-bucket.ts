import type { JetStreamManager } from '@nats-io/jetstream'
import { bucketStreamOf, bucketSubjectOf } from './topology.ts'

/** A record of a bucket as it was put, or the note that it was removed. */
export interface BucketEntry {
  readonly key: string
  /** Place in the bucket's stream. */
  readonly revision: number
  /** The record's JSON; null for a removed one. */
  readonly json: string | null
}

/**
 * Entries of a bucket that came after a revision, in their order; each key's last one alone, for a bucket keeps no more. Asked
 * for one by one, which needs no consumer: who may make one may also have it deliver to any subject.
 */
export async function* readBucket(
  manager: JetStreamManager,
  bucket: string,
  after: number,
): AsyncGenerator<BucketEntry> {
  const subject = bucketSubjectOf(bucket, '')
  for (let seq = after + 1; ; ) {
    const next = { seq, next_by_subj: `${subject}>` }
    const message = await manager.direct.getMessage(bucketStreamOf(bucket), next)
    if (message === null) return
    seq = message.seq + 1
    const isRemoved = (message.header.get('KV-Operation') ?? '') !== '' // DEL and PURGE (ADR-8)
    const key = message.subject.slice(subject.length)
    yield { key, revision: message.seq, json: isRemoved ? null : message.string() }
  }
}
