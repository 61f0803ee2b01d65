/** What becomes of a mail, most decisive last in DESIGN.md's order; `normal` is a person. */
export type MailClass =
  | 'normal'
  | 'bulk'
  | 'auto-reply'
  | 'vacation'
  | 'bounce'
  | 'dsn-delayed'
  | 'dsn-success'
  | 'mdn'
  | 'feedback-report'
  | 'challenge-response'
  | 'loop'

/**
 * What one rule concludes:
 * - a class;
 * - `no-reply`: whatever the mail is, we do not answer it;
 * - `if-automatic`: that class, but only where another rule says that a machine wrote the mail; else a remark.
 */
export type Verdict = MailClass | 'no-reply' | { ifAutomatic: MailClass }
