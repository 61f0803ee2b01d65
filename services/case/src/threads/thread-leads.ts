import type { KeyOwner, Lead, Relation, Thread } from './thread.ts'
import type { ThreadedMail } from './threaded-mail.ts'
import { replyKey } from './thread-keys.ts'

/** A record to which something in a mail leads. */
interface Found {
  readonly recordId: string
  readonly by: Lead
}

/** The records that Message-IDs lead to, each once: by ours first, and the last one named before earlier ones. */
export function threadsNamed(
  { ours, references, ownId }: ThreadedMail,
  keys: ReadonlyMap<string, Pick<KeyOwner, 'recordId'>>,
): Found[] {
  const leads = [
    ...ours.toReversed().map((id) => [replyKey(id), 'ourMessageId'] as const),
    ...references.toReversed().map((id) => [id, 'foreignMessageId'] as const),
    // An answer that overtook this mail is on the record already.
    ...(ownId === null ? [] : [[ownId, 'foreignMessageId'] as const]),
  ]
  const found = new Map<string, Found>()
  for (const [key, by] of leads) {
    const recordId = keys.get(key)?.recordId
    if (recordId !== undefined && !found.has(recordId)) found.set(recordId, { recordId, by })
  }
  return [...found.values()]
}

/** Records named by number or tag: anybody can write one, so only a verified participant is led there. */
export function recordsNamed(
  { numbers, tags, senderKey, isCredible }: ThreadedMail,
  threads: ReadonlyMap<string, Pick<Thread, 'verified'>>,
  byNumber: ReadonlyMap<string | null, string>,
): { permitted: Found | undefined; refused: readonly Relation[] } {
  const refused = new Map<string, Relation>()
  const named = [...numbers.map((number) => [number, 'number'] as const), ...tags.map((tag) => [tag, 'tag'] as const)]
  for (const [number, by] of named) {
    const recordId = byNumber.get(number)
    if (recordId === undefined) continue
    const isVerified = isCredible && threads.get(recordId)?.verified.has(senderKey) === true
    if (isVerified) return { permitted: { recordId, by }, refused: [] }
    refused.set(recordId, { recordId, why: by })
  }
  return { permitted: undefined, refused: [...refused.values()] }
}
