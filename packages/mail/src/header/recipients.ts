import { addressKey } from './address-key.ts'
import { parseMailboxes } from './addresses.ts'
import type { Headers } from './headers.ts'
import { limits } from '../limits.ts'

/**
 * The addresses a mail was sent to, in the order in which routes try them: those known to the server (envelope,
 * Delivered-To, X-Original-To) before those the sender wrote (To, Cc). A Bcc recipient is only among the former. Each
 * address once, as parsed.
 */
export function recipients(headers: Headers, envelopeRecipients: readonly string[]): string[] {
  const found = new Map<string, string>()
  const values = [envelopeRecipients, ...IN_ROUTING_ORDER.map((name) => headers.all(name))].flat()
  for (const value of values) {
    for (const { address } of parseMailboxes(value).mailboxes) {
      const key = addressKey(address)
      if (!found.has(key)) found.set(key, address)
      if (found.size >= limits.addresses) return [...found.values()]
    }
  }
  return [...found.values()]
}

const IN_ROUTING_ORDER = ['delivered-to', 'x-original-to', 'to', 'cc'] as const
