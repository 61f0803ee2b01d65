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

/**
 * SIGTERM or SIGINT: the service drains, and the process ends with 0. A second SIGTERM, or a drain that hangs, ends
 * it at once with 1. Listens from the first moment: in a container this is process 1, which a signal without a
 * listener does not end.
 * @returns a function that does the same without a signal from outside
 */
export function stopOnSignal(log: Logger, service: () => RunningService | undefined): (signal: NodeJS.Signals) => void {
  let first: { at: number; signal: NodeJS.Signals } | undefined
  const stop = (signal: NodeJS.Signals) => {
    const now = performance.now()
    if (first === undefined) {
      first = { at: now, signal }
      log.info({ signal }, 'draining')
      drain(log, service())
    } else if (now - first.at > SAME_SIGNAL_MS || (signal === 'SIGTERM' && first.signal === 'SIGTERM')) {
      log.warn({ signal }, 'told a second time to stop; ending at once')
      process.exit(1)
    }
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return stop
}

function drain(log: Logger, service: RunningService | undefined): void {
  if (service === undefined) process.exit(0) // it was still starting, and has nothing in hand
  setTimeout(() => {
    const part = service.stoppingPart()
    log.fatal(
      { part, limitMs: DRAIN_LIMIT_MS },
      `not drained in time, ending at once: "${part}" did not come to an end`,
    )
    process.exit(1)
  }, DRAIN_LIMIT_MS)
  service.stop().then(
    () => {
      log.info('drained')
      process.exit(0)
    },
    (error: unknown) => {
      log.error({ err: error }, `drained with an error, at "${service.stoppingPart()}"`)
      process.exit(1)
    },
  )
}
