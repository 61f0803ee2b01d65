import type { TubepostEvent } from '@tubepost/events'
import { type Logger, pino } from 'pino'
import { loggedError } from './logged-error.ts'

/**
 * JSON on standard output. At level info and above no line holds an address, a subject or a secret: only ids, counts,
 * codes, and errors as `loggedError` reduces them.
 */
export function createLog(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    serializers: { err: (error: unknown) => loggedError(error) },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', 'token', '*.password', '*.token', 'headers.authorization'], censor: '[redacted]' },
  })
}

/** The fields by which a log line about a mail is found: the mail's id and its trace's id, which is derived from it. */
export const aboutMail = (mailId: string) => ({ mailId, traceId: mailId.replaceAll('-', '') })

// An operator follows a few mails; the count gives the number of all.
const SHOWN_MAILS = 10

export function aboutMails(mailIds: readonly string[]): object {
  const [first, second] = mailIds
  if (first !== undefined && second === undefined) return aboutMail(first)
  return { mails: mailIds.length, mailIds: mailIds.slice(0, SHOWN_MAILS) }
}

export const aboutEvent = ({ id, correlationid }: Pick<TubepostEvent, 'id' | 'correlationid'>) => ({
  eventId: id,
  ...aboutMail(correlationid),
})
