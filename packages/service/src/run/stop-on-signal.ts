import type { ServiceName } from '@tubepost/events'
import type { Logger } from 'pino'
import type { RunningService } from './start-service.ts'

// Longest time between the two copies of one Ctrl-C: the terminal's, and the one a parent forwards.
const SAME_SIGNAL_MS = 1_000
/**
 * A drain that takes longer hangs. Docker compose and Kubernetes kill after 30 s (docker-compose.yml and
 * deploy/kubernetes/base/every-service.yaml); before that the log must name the part that hung. Unfinished work comes
 * back as a redelivery.
 */
export const DRAIN_LIMIT_MS = 25_000

/** One service of this process. */
export interface Part {
  readonly name: ServiceName
  readonly log: Logger
  /** Once it has started. */
  running: RunningService | undefined
}

/**
 * SIGTERM or SIGINT: the services drain, and the process ends with 0. A second SIGTERM, or a drain that hangs, ends
 * it at once with 1. Listens from the first moment: in a container this is process 1, which a signal without a
 * listener does not end.
 * @returns a function that does the same without a signal from outside
 */
export function stopOnSignal(parts: readonly Part[]): (signal: NodeJS.Signals) => void {
  let first: { at: number; signal: NodeJS.Signals } | undefined
  const logAll = (write: (log: Logger) => void) => {
    for (const { log } of parts) write(log)
  }
  const stop = (signal: NodeJS.Signals) => {
    const now = performance.now()
    if (first === undefined) {
      first = { at: now, signal }
      logAll((log) => log.info({ signal }, 'draining'))
      drainAll(parts)
    } else if (now - first.at > SAME_SIGNAL_MS || (signal === 'SIGTERM' && first.signal === 'SIGTERM')) {
      logAll((log) => log.warn({ signal }, 'told a second time to stop; ending at once'))
      process.exit(1)
    }
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return stop
}

/** A service that was still starting has nothing in hand. */
function drainAll(parts: readonly Part[]): void {
  const left = new Set<Part>()
  setTimeout(() => {
    for (const { log, running } of left) {
      const part = running?.stoppingPart()
      log.fatal(
        { part, limitMs: DRAIN_LIMIT_MS },
        `not drained in time, ending at once: "${part}" did not come to an end`,
      )
    }
    process.exit(1)
  }, DRAIN_LIMIT_MS)
  const drain = async (part: Part, running: RunningService): Promise<boolean> => {
    left.add(part)
    try {
      await running.stop()
      part.log.info('drained')
      return true
    } catch (error) {
      part.log.error({ err: error }, `drained with an error, at "${running.stoppingPart()}"`)
      return false
    } finally {
      left.delete(part)
    }
  }
  const draining = parts.flatMap((part) => (part.running === undefined ? [] : [drain(part, part.running)]))
  void Promise.all(draining).then((ends) => process.exit(ends.every((isSound) => isSound) ? 0 : 1))
}
