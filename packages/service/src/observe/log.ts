import type { TubepostEvent } from '@tubepost/events'
import { type Logger, pino } from 'pino'
import { loggedError } from './logged-error.ts'

/**
 * JSON on standard output. At info level and above no line holds an address, a subject or a secret: what is logged are
 * ids, counts and codes; of errors what `loggedError` leaves of them.
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

/** By which a line about a mail is found: its id, and that of its trace, which follows from it. */
export const aboutMail = (mailId: string) => ({ mailId, traceId: mailId.replaceAll('-', '') })

// An operator follows a few; the count says how many there are.
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
