import { addressKey } from './address-key.ts'
import { parseMailboxes } from './addresses.ts'
import type { Headers } from './headers.ts'
import { limits } from '../limits.ts'

/**
 * The addresses a mail was sent to, in the order in which routes try them: those known to the server (envelope, and the
 * fields in which servers note it) before those the sender wrote. A Bcc recipient is only among the former. Each address
 * once, as parsed; a group's members too.
 */
export function recipients(headers: Headers, envelopeRecipients: readonly string[]): string[] {
  const found = new Map<string, string>()
  const values = [envelopeRecipients, ...IN_ROUTING_ORDER.map((name) => headers.all(name))].flat()
  for (const value of values) {
    const { mailboxes, grouped } = parseMailboxes(value)
    for (const { address } of [...mailboxes, ...grouped]) {
      const key = addressKey(address)
      if (!found.has(key)) found.set(key, address)
      if (found.size >= limits.addresses) return [...found.values()]
    }
  }
  return [...found.values()]
}

/**
 * Postfix and qmail; Fastmail; Exim and cPanel; Sendmail and procmail; Postfix; Gmail where it forwards; IMail and SmarterMail;
 * MDaemon; Oracle's Messaging Server (`rfc822;ann@example.com`); Yahoo; Sendmail for a mail without To; then what the sender
 * wrote.
 */
const IN_ROUTING_ORDER = [
  'delivered-to',
  'x-delivered-to',
  'envelope-to',
  'x-envelope-to',
  'x-original-to',
  'x-forwarded-to',
  'x-rcpt-to',
  'x-mdrcpt-to',
  'original-recipient',
  'x-apparently-to',
  'apparently-to',
  'to',
  'cc',
  'resent-to',
  'resent-cc',
] as const
