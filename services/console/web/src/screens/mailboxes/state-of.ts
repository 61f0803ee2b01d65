import type { MailboxView } from '@tubepost/api'
import type { MarkKind } from '../../parts/mark.tsx'
import type { Key } from '../../words/words.tsx'

/** A mailbox's state at a glance. Pure. */
export function stateOf({ enabled, problem, reading }: Pick<MailboxView, 'enabled' | 'problem' | 'reading'>): {
  kind: MarkKind
  word: Key
} {
  if (!enabled) return { kind: 'plain', word: 'mailboxes.disabled' }
  if (problem !== null) return { kind: 'bad', word: 'mailboxes.broken' }
  return reading ? { kind: 'good', word: 'mailboxes.reading' } : { kind: 'warn', word: 'mailboxes.notReading' }
}
