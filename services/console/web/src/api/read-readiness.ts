import type { Readiness } from '@tubepost/api'
import { noteConnection } from './connection.ts'
import { Unreachable } from './call.ts'

/** The probe of the whole installation. It says what is wrong with the status 503, which is an answer like another. */
export async function readReadiness(signal: AbortSignal): Promise<Readiness> {
  try {
    const response = await fetch('/readyz', { signal })
    const answer = (await response.json()) as Readiness
    noteConnection('calls', false)
    return answer
  } catch (error) {
    if (signal.aborted) throw error
    noteConnection('calls', true)
    throw new Unreachable(error)
  }
}
