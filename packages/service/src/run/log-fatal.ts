import { BrokerTlsError } from '@tubepost/bus'
import type { Logger } from 'pino'
import { ConfigError } from '../define/config.ts'

/** Why a process ends. Of mistakes in its settings only what is to be read is told: where they are, not where they were found. */
export function logFatal(log: Logger, error: unknown, otherwise: string): void {
  if (error instanceof ConfigError) log.fatal({ problems: error.problems }, error.message)
  else if (error instanceof BrokerTlsError) log.fatal({ code: error.code }, error.message)
  else log.fatal({ err: error }, otherwise)
}
