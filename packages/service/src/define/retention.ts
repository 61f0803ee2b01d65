import { prune, type Statement } from '@tubepost/db'
import { type Static, Type } from 'typebox'
import type { ServiceContext } from './define-service.ts'

// A stream keeps an event for a week, and may bring it again: until then what was done about it has to be known.
const LEAST_DAYS = 8
const EVERY_MS = 3_600_000

/** For services that keep what tells of people; all of them are given the same number. */
export const RetentionConfig = Type.Object({
  RETENTION_DAYS: Type.Integer({
    description:
      'days that headers, bodies, replies and the journal are kept when a mail is over; all of these are personal data',
    default: 365,
    minimum: LEAST_DAYS,
    maximum: 36_500,
  }),
})

/** A timer that runs statements which remove what is older than the retention; see `prune` for their values. */
export function retention(statements: readonly Statement[]) {
  return {
    name: 'retention',
    everyMs: EVERY_MS,
    async run({ pool, config, log, signal }: ServiceContext<Static<typeof RetentionConfig>>): Promise<void> {
      const rows = await prune(pool, statements, config.RETENTION_DAYS, signal)
      if (rows > 0) log.info({ rows, days: config.RETENTION_DAYS }, 'what was older than the retention is gone')
    },
  }
}
