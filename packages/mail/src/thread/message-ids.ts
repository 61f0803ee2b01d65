import { limits } from '../limits.ts'

/**
 * The identifiers of a Message-ID, In-Reply-To or References value (RFC 5322 §3.6.4), in their order, each once and
 * with its angle brackets. Folding inside an identifier is undone (Exchange folds long ones); the phrases of old
 * In-Reply-To fields are skipped. A value without brackets that looks like one identifier is taken as one: some
 * senders forget them. Of too many, the first is kept, which opened the thread, and the latest, which were answered.
 */
export function readMessageIds(value: string): string[] {
  const ids = new Set<string>()
  for (const [, inside] of value.matchAll(/<([^<>]*)>/g)) {
    const id = inside!.replace(/\s+/g, '')
    if (id !== '' && id.length <= limits.messageIdChars) ids.add(`<${id}>`)
  }
  if (ids.size === 0 && value.length <= limits.messageIdChars && /^[^\s<>,;"()]+@[^\s<>,;"()@]+$/.test(value))
    ids.add(`<${value}>`)
  const all = [...ids]
  return all.length <= limits.messageIds ? all : [...all.slice(0, 1), ...all.slice(1 - limits.messageIds)]
}
