import { AMBIGUOUS, parseMailboxes, UNREADABLE, type Mailbox } from './addresses.ts'
import type { Headers } from './headers.ts'
import { limits } from '../limits.ts'

/**
 * The sender that a mail claims. `ambiguous` settles it as `from_ambiguous`; `count` is the number of From fields or
 * of competing members.
 */
export type Sender = { kind: 'one'; mailbox: Mailbox } | { kind: 'missing' } | { kind: 'ambiguous'; count: number }

/**
 * Exactly one From field with exactly one mailbox (RELIABILITY S5). RFC 5322 §3.6.2 allows several mailboxes and says
 * that Sender then decides; we do not, since DMARC has no verdict on such mail (RFC 7489 §6.6.1) and nobody writes it
 * by hand.
 */
export function readSender(headers: Headers): Sender {
  const from = headers.all('from')
  if (from.length === 0) return { kind: 'missing' }
  const [value = ''] = from
  // A block that was cut may have lost a second From field.
  if (from.length > 1 || !headers.complete || value.length > limits.fromChars)
    return { kind: 'ambiguous', count: from.length }
  const { mailboxes, defects } = parseMailboxes(value)
  const doubts = defects.filter((defect) => AMBIGUOUS.has(defect)).length
  const unreadable = defects.filter((defect) => UNREADABLE.has(defect)).length
  const [mailbox] = mailboxes
  if (mailbox === undefined && doubts === 0) return { kind: 'missing' }
  if (mailbox !== undefined && mailboxes.length + doubts + unreadable === 1) return { kind: 'one', mailbox }
  return { kind: 'ambiguous', count: mailboxes.length + doubts + unreadable }
}
