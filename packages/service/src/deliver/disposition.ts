import { isBucketOutage } from '@tubepost/blobs'
import { isBusOutage } from '@tubepost/bus'
import { isConflict, isDatabaseOutage } from '@tubepost/db'
import { PermanentError, RetryLaterError } from '../define/errors.ts'

/** Tries of one event before it becomes a dead letter. With the delays below they span about seven minutes. */
export const MAX_ATTEMPTS = 8
const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 120_000

export type Disposition =
  /** The database, the broker or the bucket does not answer: not an attempt. Wait until it answers, then try again. */
  | { kind: 'outage' }
  /** A conflict of two transactions: try again at once. */
  | { kind: 'conflict' }
  | { kind: 'later'; afterMs: number }
  | { kind: 'dead'; code: string; message: string }

/** The consequence of an error. `attempts` includes this try; `random` in [0, 1) spreads tries that failed together. */
export function disposeOf(error: unknown, attempts: number, random: number): Disposition {
  if (error instanceof PermanentError) return { kind: 'dead', code: error.code, message: error.message }
  if (isDatabaseOutage(error) || isBusOutage(error) || isBucketOutage(error)) return { kind: 'outage' }
  if (isConflict(error)) return { kind: 'conflict' }
  if (attempts >= MAX_ATTEMPTS) return { kind: 'dead', code: codeOf(error), message: messageOf(error) }
  if (error instanceof RetryLaterError) return { kind: 'later', afterMs: error.afterMs }
  const backoff = Math.min(FIRST_DELAY_MS * 2 ** attempts, LONGEST_DELAY_MS)
  return { kind: 'later', afterMs: Math.round(backoff * (0.5 + random / 2)) }
}

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && code !== '' ? code : 'handler/failed'
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
