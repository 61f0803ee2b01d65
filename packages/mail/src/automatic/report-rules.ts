import type { RuleAnswer } from './mail-class.ts'
import type { MailFacts } from './mail-facts.ts'
import { readStructuredValue } from '../header/structured-value.ts'

/**
 * The rules that tell mail systems' reports from one another (rows 1, 2, 3, 6 and 22). A delay must not count against a
 * recipient as a failure does (RELIABILITY L3), so a report's own actions count before its subject.
 */
export function judgeDeliveryReport(_: string, mail: MailFacts): RuleAnswer | undefined {
  if (!mail.reports.delivery) return undefined
  const { actions } = mail
  // Actions of RFC 3464 §2.3.3. Without a visible one the report is taken for a failure, as nearly all are.
  if (actions.length === 0 || !actions.every((action) => NOT_FAILED.has(action))) return 'bounce'
  return actions.includes('delayed') ? 'dsn-delayed' : 'dsn-success'
}

const NOT_FAILED: ReadonlySet<string> = new Set(['delayed', 'delivered', 'relayed', 'expanded'])

/**
 * A person may forward a mail too, but not with a null sender, nor from an address nobody reads under a bounce's
 * subject (KDDI).
 */
export function judgeReturnedMail(_: string, mail: MailFacts): RuleAnswer | undefined {
  const { returned, feedback, disposition } = mail.reports
  const fromMachine = mail.nullSender || (mail.fromRobot && mail.subjectIs('bounce'))
  return returned && fromMachine && !feedback && !disposition ? 'bounce' : undefined
}

/** Gateways lose the parameters of a Content-Type. */
export function judgeReceiptInReport(contentType: string, mail: MailFacts): RuleAnswer | undefined {
  const { token, parameters } = readStructuredValue(contentType)
  const isBare = token === 'multipart/report' && !parameters.has('report-type')
  return isBare && mail.subjectIs('receipt') ? 'mdn' : undefined
}

export function judgeHotmailComplaint(value: string, mail: MailFacts): RuleAnswer | undefined {
  if (!/^complaint about message from /i.test(value)) return undefined
  return mail.authorAddresses.has('staff@hotmail.com') ? 'feedback-report' : undefined
}

export function judgeDelaySubject(_: string, mail: MailFacts): RuleAnswer | undefined {
  if (!(mail.nullSender || mail.fromDaemon) || !mail.subjectIs('delay')) return undefined
  // The report's own actions are more reliable than its subject.
  return mail.actions.length > 0 || mail.headers.first('x-failed-recipients') !== undefined ? undefined : 'dsn-delayed'
}
