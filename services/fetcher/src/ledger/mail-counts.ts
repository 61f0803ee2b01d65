import { defineCounter, defineHistogram, type Tally } from '@tubepost/service'
import type { Intake } from './decide-intake.ts'

export const mailsFetched = defineCounter(
  {
    name: 'tubepost_mail_fetched_total',
    help: 'Mails taken into the ledger: published, or settled or shown with an alarm at once',
  },
  ['mailbox', 'outcome'],
)
export const mailsSettled = defineCounter(
  {
    name: 'tubepost_mail_settled_total',
    help: 'Mails whose settlement was written into the ledger, once for each round',
  },
  ['mailbox', 'outcome', 'reason'],
)
export const mailAge = defineHistogram({
  name: 'tubepost_mail_age_seconds',
  help: 'From the arrival at the server (of a requeued mail, from the requeue) to the settlement in the ledger; without mails that were there before the set-up',
  buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400],
})
export const mailboxFailures = defineCounter(
  {
    name: 'tubepost_mailbox_failures_total',
    help: 'Times that reading a mailbox broke off, by what it broke off with',
  },
  ['mailbox', 'code'],
)
export const intakeFailures = defineCounter(
  {
    name: 'tubepost_smtp_intake_failures_total',
    help: 'Mail over SMTP that was not taken: one put off with 451 (not_stored), or a port kept closed while bytes cannot be kept (not_opened), at each try to open it',
    fromTheStart: [{ code: 'not_stored' }, { code: 'not_opened' }],
  },
  ['code'],
)

export const fetcherCounts = [mailsFetched, mailsSettled, mailAge, mailboxFailures, intakeFailures]

/** Counts a mail that has entered the ledger. */
export function countIntake(tally: Tally, mailbox: string, intake: Intake): void {
  const outcome = intake.kind === 'publish' ? 'published' : intake.kind === 'alarm' ? 'alarmed' : intake.outcome
  tally.count(mailsFetched, { mailbox, outcome })
  if (intake.kind === 'settle') tally.count(mailsSettled, { mailbox, outcome: intake.outcome, reason: intake.reason })
}

/** Counts a mail whose settlement has come back. */
export function countSettled(
  tally: Tally,
  mail: { mailboxId: string; outcome: string; reason: string | null; ageSeconds: number | null },
): void {
  tally.count(mailsSettled, { mailbox: mail.mailboxId, outcome: mail.outcome, reason: mail.reason ?? '' })
  if (mail.ageSeconds !== null) tally.observe(mailAge, {}, mail.ageSeconds)
}
