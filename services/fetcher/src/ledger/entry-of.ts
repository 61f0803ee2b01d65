import type { Intake } from './decide-intake.ts'
import type { ReceivedEvent } from './describe-mail.ts'
import type { LedgerEntry } from './ledger-sql.ts'

/** The row of a mail. `at` is null for mails that came without a folder. */
export function entryOf(
  received: ReceivedEvent,
  intake: Intake,
  at: { lifeId: string; uid: number } | null,
): LedgerEntry {
  const { mailId, fingerprint, arrivedAt } = received.data
  return {
    mailId,
    lifeId: at?.lifeId ?? null,
    uid: at?.uid ?? null,
    fingerprint,
    arrivedAt,
    event: JSON.stringify(received),
    outcome: intake.kind === 'settle' ? intake.outcome : null,
    reason: intake.kind === 'settle' ? intake.reason : null,
    alarm: intake.kind === 'alarm' ? intake.text : null,
  }
}
