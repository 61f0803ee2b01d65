import { randomUUID } from 'node:crypto'
import type { TObject } from 'typebox'
import { armCrashPoint } from '../crash-point.ts'
import { BaseConfig, configOf, DatabaseConfig, LOG_LEVELS, partOf, readConfig } from '../define/config.ts'
import type { ServiceDefinition } from '../define/define-service.ts'
import { createLog } from '../observe/log.ts'
import { logFatal } from './log-fatal.ts'
import { type RunningService, startService } from './start-service.ts'
import { stopOnSignal } from './stop-on-signal.ts'

/** The whole of a service's main: reads the environment, runs until SIGTERM or SIGINT, then drains. */
export async function runService<Schema extends TObject, State>(
  definition: ServiceDefinition<Schema, State>,
): Promise<void> {
  let running: RunningService | undefined
  const log = createLog(definition.name, LOG_LEVELS.find((level) => level === process.env['LOG_LEVEL']) ?? 'info')
  const stop = stopOnSignal(log, () => running)
  try {
    const hasTables = definition.migrations !== undefined
    const values = readConfig(configOf(definition), process.env) // at once, so that every bad variable is named
    const base = partOf(BaseConfig, values)
    const database = hasTables ? partOf(DatabaseConfig, values) : undefined
    const own = partOf<Schema>(definition.config, values)
    if (base.CRASH_AT !== undefined) armCrashPoint(base.CRASH_AT)
    const instance = `${definition.name}-${randomUUID().slice(0, 8)}`
    running = await startService(definition, { base, database, own, instance, log })
    log.info({ instance, port: running.port }, 'ready')
  } catch (error) {
    logFatal(log, error, 'the service could not start')
    process.exit(1)
  }
  void running.outdated.then((reason) => {
    log.fatal({ err: reason }, reason.message)
    stop('SIGTERM')
  })
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'unhandled rejection')
    process.exit(1)
  })
}
