// SQLSTATE classes: https://www.postgresql.org/docs/15/errcodes-appendix.html
const OUTAGE_CODES = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: starting up or in recovery
  '53300', // too_many_connections
  '53100', // disk_full
  '25006', // read_only_sql_transaction: a standby during failover
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // the Unix socket of a stopped server
])
const CONFLICT_CODES = new Set(['40001', '40P01', '55P03']) // serialization_failure, deadlock_detected, lock_not_available
const UNSTORABLE_CODES = new Set([
  '22021', // character_not_in_repertoire: a NUL in a text
  '22P02', // invalid_text_representation: half a surrogate pair in JSON
  '22009', // invalid_time_zone_displacement_value
  '22P05', // untranslatable_character: a NUL in JSON
  '22003', // numeric_value_out_of_range
  '22007', // invalid_datetime_format
  '22008', // datetime_field_overflow
])
const OUTAGE_TEXT =
  /connection terminated|query read timeout|timeout exceeded when trying to connect|connection ended|not queryable|the database system is/i

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : '' // JetStream's codes are numbers
}

/** The database cannot be reached or cannot work now. Says nothing about the statement. */
export function isDatabaseOutage(error: unknown): boolean {
  const code = codeOf(error)
  return code.startsWith('08') || OUTAGE_CODES.has(code) || (error instanceof Error && OUTAGE_TEXT.test(error.message))
}

/** Two transactions were in each other's way; the same work will go through in a moment. */
export function isConflict(error: unknown): boolean {
  return CONFLICT_CODES.has(codeOf(error))
}

/**
 * A value that the database cannot hold, such as a NUL in a text or a year beyond its calendar. Callers check what they
 * know; here is what they missed.
 */
export function isUnstorable(error: unknown): boolean {
  return UNSTORABLE_CODES.has(codeOf(error))
}
