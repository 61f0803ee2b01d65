import { AutomaticSubject } from './automatic-subjects.ts'
import type { RuleAnswer } from './mail-class.ts'
import type { MailFacts } from './mail-facts.ts'

/** IBM Notes' own template, which no person types; it comes with neither a null sender nor a header. */
export const NOTES_OUT_OF_OFFICE = /^AUTO: .{1,80} is out of the office\.? \(returning /

/** `Out of office 1d`: a person's command; programs write no such units. */
const SHORT_DURATION = /\boffice \d{1,3}(?:m|min|h|d|w)\b/i

/** Row 21. People write such subjects to a status mailbox, so another sign must agree. */
export function judgeVacationSubject(_: string, mail: MailFacts): RuleAnswer | undefined {
  if (!mail.subjectIs('vacation')) return undefined
  const isCommand = SHORT_DURATION.test(mail.headers.first('subject') ?? '')
  return mail.nullSender || (mail.answersUs && !isCommand) ? 'vacation' : { ifAutomatic: 'vacation' }
}

/**
 * Exchange writes the whole subject of its own answer into Thread-Topic, which a person's answer never equals. A list that
 * was answered passes it on with its own fields.
 */
export function judgeExchangeOutOfOffice(topic: string, mail: MailFacts): RuleAnswer | undefined {
  const isTemplate =
    /^(?:out of (?:the )?office|automatic reply|autoreply)(?: auto-?reply)?(?:$|:)/i.test(topic) ||
    (/^[^:]{1,40}: /.test(topic) && new AutomaticSubject(topic).is('vacation'))
  // The list may have put its name before.
  const subject = mail.headers.first('subject') ?? ''
  const repeats = subject === topic || subject.replace(/^\[[^\]]{1,60}\] /, '') === topic
  return mail.isBulk && isTemplate && repeats ? 'vacation' : undefined
}
