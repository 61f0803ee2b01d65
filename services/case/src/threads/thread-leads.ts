import type { KeyOwner, Lead, Relation, Thread } from './thread.ts'
import type { ThreadedMail } from './threaded-mail.ts'
import { replyKey } from './thread-keys.ts'

/** A record to which something in a mail leads. */
interface Found extends Place {
  readonly by: Lead
}

/** A record, and the one merged into it to which a mail came. */
export type Place = Pick<KeyOwner, 'recordId' | 'mergedFrom'>

/** The records that Message-IDs lead to, each once: by ours first, and the last one named before earlier ones. */
export function threadsNamed({ ours, references, ownId }: ThreadedMail, keys: ReadonlyMap<string, Place>): Found[] {
  const leads = [
    ...ours.toReversed().map((id) => [replyKey(id), 'ourMessageId'] as const),
    ...references.toReversed().map((id) => [id, 'foreignMessageId'] as const),
    // An answer that overtook this mail is on the record already.
    ...(ownId === null ? [] : [[ownId, 'foreignMessageId'] as const]),
  ]
  const found = new Map<string, Found>()
  for (const [key, by] of leads) {
    const owner = keys.get(key)
    if (owner === undefined || found.has(owner.recordId)) continue
    found.set(owner.recordId, { recordId: owner.recordId, mergedFrom: owner.mergedFrom, by })
  }
  return [...found.values()]
}

/** Records named by number or tag: anybody can write one, so only a verified participant is led there. */
export function recordsNamed(
  { numbers, tags, senderKey, isCredible }: ThreadedMail,
  threads: ReadonlyMap<string, Pick<Thread, 'verified'>>,
  byNumber: ReadonlyMap<string | null, Place>,
): { permitted: Found | undefined; refused: readonly Relation[] } {
  const refused = new Map<string, Relation>()
  const named = [...numbers.map((number) => [number, 'number'] as const), ...tags.map((tag) => [tag, 'tag'] as const)]
  for (const [number, by] of named) {
    const place = byNumber.get(number)
    if (place === undefined) continue
    const { recordId } = place
    const isVerified = isCredible && threads.get(recordId)?.verified.has(senderKey) === true
    if (isVerified) return { permitted: { ...place, by }, refused: [] }
    refused.set(recordId, { recordId, why: by })
  }
  return { permitted: undefined, refused: [...refused.values()] }
}
