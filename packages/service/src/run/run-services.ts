import type { ServiceName } from '@tubepost/events'
import type { Logger } from 'pino'
import type { TObject } from 'typebox'
import { ConfigError, LOG_LEVELS } from '../define/config.ts'
import type { ServiceDefinition } from '../define/define-service.ts'
import { createLog } from '../observe/log.ts'
import { environmentOf } from './environment-of.ts'
import { logFatal } from './log-fatal.ts'
import { portProblems } from './port-problems.ts'
import { type Prepared, type Runnable, runnable } from './runnable.ts'
import { type Part, stopOnSignal } from './stop-on-signal.ts'

/** The whole of a service's main: reads the environment, runs until SIGTERM or SIGINT, then drains. */
export const runService = <Schema extends TObject, State>(
  definition: ServiceDefinition<Schema, State>,
): Promise<void> => runServices([runnable(definition)])

/**
 * The same for several services in one process. Each has its own settings, credentials, port, log lines and metrics, and they meet
 * in the broker and over HTTP alone, as processes would. Where one cannot start or cannot go on, all end.
 */
export async function runServices(services: readonly Runnable[]): Promise<void> {
  const parts: Part[] = services.map(({ name }) => ({ name, log: logOf(name), running: undefined }))
  const stop = stopOnSignal(parts)
  const prepared = prepareAll(services, parts)
  const whole = logOf(parts.map(({ name }) => name).join(' '))
  process.on('unhandledRejection', (error) => {
    whole.fatal({ err: error }, 'unhandled rejection')
    process.exit(1)
  })
  await Promise.all(
    parts.map(async (part, at) => {
      try {
        part.running = await prepared[at]?.start(part.log)
      } catch (error) {
        end(part.log, error)
      }
      void part.running?.outdated.then((reason) => {
        part.log.fatal({ err: reason }, reason.message)
        stop('SIGTERM')
      })
    }),
  )
}

/** Every bad variable of every service is logged before the process ends. */
function prepareAll(services: readonly Runnable[], parts: readonly Part[]): readonly Prepared[] {
  const prepared: Prepared[] = []
  for (const [at, service] of services.entries()) {
    try {
      prepared.push(service.prepare(process.env))
    } catch (error) {
      logFatal(parts[at]?.log ?? logOf(service.name), error, 'the service could not start')
    }
  }
  if (prepared.length < services.length) process.exit(1)
  const problems = portProblems(prepared)
  if (problems.length > 0) end(parts[0]?.log, new ConfigError(problems))
  return prepared
}

function end(log: Logger | undefined, error: unknown): never {
  if (log !== undefined) logFatal(log, error, 'the service could not start')
  process.exit(1)
}

function logOf(name: string): Logger {
  const { LOG_LEVEL } = environmentOf(name as ServiceName, process.env)
  return createLog(name, LOG_LEVELS.find((level) => level === LOG_LEVEL) ?? 'info')
}
