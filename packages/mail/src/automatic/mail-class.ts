/**
 * The class of a mail, in DESIGN.md's order, most decisive last; `normal` is a person's mail, `unknown` one of which
 * only a part of the header was read.
 */
export type MailClass =
  | 'normal'
  | 'unknown'
  | 'bulk'
  | 'auto-reply'
  | 'vacation'
  | 'bounce'
  | 'dsn-delayed'
  | 'dsn-success'
  | 'mdn'
  | 'calendar'
  | 'reaction'
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
