import { inTime } from '../in-time.ts'

/** Each check answers, or throws the reason why the service cannot do its work. */
export type Checks = Readonly<Record<string, () => Promise<void>>>

/** A part that does not work, without which the service is ready all the same. */
export interface Degraded {
  readonly mailbox: string
  /** Why: `source/auth-failed`. Probes need no token, so it has no names and no addresses. */
  readonly code: string
}

/** Longest time that a probe waits for one answer. */
export const CHECK_TIMEOUT_MS = 3_000

export async function runChecks(checks: Checks): Promise<Record<string, { ok: boolean; detail: string }>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await inTime(check(), CHECK_TIMEOUT_MS)
        return [name, { ok: true, detail: '' }] as const
      } catch (error) {
        return [name, { ok: false, detail: error instanceof Error ? error.message : String(error) }] as const
      }
    }),
  )
  return Object.fromEntries(results)
}
