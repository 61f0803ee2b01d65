/** The class of a mail, in DESIGN.md's order, most decisive last; `normal` is a person's mail. */
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
 * The conclusion of one rule:
 * - a class;
 * - `no-reply`: whatever the mail is, we do not answer it;
 * - `if-automatic`: that class, but only where another rule says that a machine wrote the mail; else a mere remark.
 */
export type RuleAnswer = MailClass | 'no-reply' | { ifAutomatic: MailClass }
