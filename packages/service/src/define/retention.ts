import { EVENT_DAYS } from '@tubepost/bus'
import { prune, type Statement } from '@tubepost/db'
import { type Static, Type } from 'typebox'
import type { ServiceContext } from './define-service.ts'

// A stream may deliver an event again as long as it keeps it, and the journal knows it again by its row.
const LEAST_DAYS = EVENT_DAYS + 1
const EVERY_MS = 3_600_000

/** Configuration of services that keep personal data; all of them are given the same number. */
export const RetentionConfig = Type.Object({
  RETENTION_DAYS: Type.Integer({
    description:
      'days that headers, bodies, replies and journal entries of a finished mail are kept; all of these are personal data',
    default: 365,
    minimum: LEAST_DAYS,
    maximum: 36_500,
  }),
})

/** A timer that deletes rows older than the retention; for the values given to the statements see `prune`. */
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
