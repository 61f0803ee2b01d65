export type { FastifyInstance as HttpApp, FastifyRequest as HttpRequest } from 'fastify'
export { ACTOR_HEADER, type Authorize, bearerToken, isToken, tokenDigest, unauthorized } from './http/authorize.ts'
export { BaseConfig, ConfigError, configOf, DatabaseConfig, readConfig, Secret } from './define/config.ts'
export { CRASH_POINTS, type CrashPoint, crashPoint } from './crash-point.ts'
export {
  defineCounter,
  defineGauge,
  defineHistogram,
  type Reading,
  type Sample,
  sample,
  type Tally,
} from './define/define-metric.ts'
export {
  defineService,
  handle,
  handleAll,
  type HandlerContext,
  handleStateless,
  owned,
  type Restored,
  type ServiceContext,
  type ServiceDefinition,
  type ServiceOutline,
  type TransactionalContext,
} from './define/define-service.ts'
export { PermanentError, RetryLaterError } from './define/errors.ts'
export { shownBy } from './observe/metrics.ts'
export { aboutMail, aboutMails, createLog } from './observe/log.ts'
export { logFatal } from './run/log-fatal.ts'
export { RefusedRequest } from './http/refused-request.ts'
export { restoreTables } from './run/restore-tables.ts'
export { retention, RetentionConfig } from './define/retention.ts'
export { runService } from './run/run-service.ts'
export type { Work } from './define/tracing.ts'
export { isSealedWithCurrent, type KeyRing, readKeyRing, seal, type SecretPlace, unseal } from './sealed-secret.ts'
export { declarationOf } from './define/declaration.ts'
export { DRAIN_LIMIT_MS } from './run/stop-on-signal.ts'
export { createWake, type Wake } from './define/wake.ts'
