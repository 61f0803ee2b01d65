import { type Logger, pino } from 'pino'

/**
 * JSON on standard output. At info level and above no line holds an address, a subject or a secret: what is logged are
 * ids, counts and codes. Errors are logged by name, code and message.
 */
export function createLog(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', 'token', '*.password', '*.token', 'headers.authorization'], censor: '[redacted]' },
  })
}
