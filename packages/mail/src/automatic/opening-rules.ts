import type { RuleAnswer } from './mail-class.ts'
import type { MailFacts } from './mail-facts.ts'

/**
 * The rules about a program's phrase where a person's text would begin (`opening.ts`). It never decides alone, since people
 * paste such phrases (row 30): a sign of the header must agree.
 */
export function judgeBounceOpening(_: string, mail: MailFacts): RuleAnswer | undefined {
  return mail.opensAs('bounce') && couldReturnMail(mail) ? 'bounce' : undefined
}

export function judgeAutoReplyOpening(_: string, mail: MailFacts): RuleAnswer | undefined {
  const isLikely = !mail.isBulk && (mail.isAnswer || mail.fromRobot)
  return mail.opensAs('auto-reply') && isLikely ? 'auto-reply' : undefined
}

export function judgeChallengeOpening(_: string, mail: MailFacts): RuleAnswer | undefined {
  const isLikely = !mail.isBulk && (mail.isAnswer || mail.subjectIs('challenge'))
  return mail.opensAs('challenge-response') && isLikely ? 'challenge-response' : undefined
}

/** A person forwards a returned mail under another subject, or in answer to somebody. */
function couldReturnMail(mail: MailFacts): boolean {
  return (
    mail.subjectIs('bounce') ||
    mail.fromMailSystem ||
    mail.nullSender ||
    ((mail.fromOwner || mail.fromRobot) && !mail.isAnswer)
  )
}
