import { randomUUID } from 'node:crypto'
import { BlobConfig } from '@tubepost/blobs'
import type { ServiceName } from '@tubepost/events'
import type { Logger } from 'pino'
import type { TObject } from 'typebox'
import { armCrashPoint } from '../crash-point.ts'
import {
  BaseConfig,
  configOf,
  DatabaseConfig,
  type Environment,
  partOf,
  readConfig,
  usesDatabase,
} from '../define/config.ts'
import type { ServiceDefinition } from '../define/define-service.ts'
import { environmentOf } from './environment-of.ts'
import { type RunningService, startService } from './start-service.ts'

/** A service as its process sees it, whatever its settings and its state are. */
export interface Runnable {
  readonly name: ServiceName
  /** Reads its settings, all at once, so that every bad variable is named. Throws a ConfigError. */
  prepare(environment: Environment): Prepared
}

export interface Prepared {
  readonly name: ServiceName
  /** Where it is to listen. */
  readonly port: number
  /** @param log gets a line when it is ready */
  start(log: Logger): Promise<RunningService>
}

export const runnable = <Schema extends TObject, State>(definition: ServiceDefinition<Schema, State>): Runnable => ({
  name: definition.name,
  prepare(environment) {
    const values = readConfig(configOf(definition), environmentOf(definition.name, environment))
    const base = partOf(BaseConfig, values)
    const database = usesDatabase(definition) ? partOf(DatabaseConfig, values) : undefined
    const blobs = definition.blobs === undefined ? undefined : partOf(BlobConfig, values)
    const own = partOf<Schema>(definition.config, values)
    return {
      name: definition.name,
      port: base.HTTP_PORT,
      async start(log) {
        if (base.CRASH_AT !== undefined) armCrashPoint(base.CRASH_AT)
        const instance = `${definition.name}-${randomUUID().slice(0, 8)}`
        const running = await startService(definition, { base, database, blobs, own, instance, log })
        log.info({ instance, port: running.port }, 'ready')
        return running
      },
    }
  },
})
