import { BrokerTlsError } from '@tubepost/bus'
import type { Logger } from 'pino'
import { ConfigError } from '../define/config.ts'

/**
 * Logs why a process ends. Mistakes in its settings are logged by their place in the settings, without stack frames.
 */
export function logFatal(log: Logger, error: unknown, otherwise: string): void {
  if (error instanceof ConfigError) log.fatal({ problems: error.problems }, error.message)
  else if (error instanceof BrokerTlsError) log.fatal({ code: error.code }, error.message)
  else log.fatal({ err: error }, otherwise)
}
