export type { FastifyInstance as HttpApp, FastifyRequest as HttpRequest } from 'fastify'
export { ACTOR_HEADER, type Authorize, bearerToken, isToken, tokenDigest, unauthorized } from './authorize.ts'
export { BaseConfig, ConfigError, DatabaseConfig, readConfig, Secret } from './config.ts'
export { CRASH_POINTS, type CrashPoint, crashPoint } from './crash-point.ts'
export {
  defineCounter,
  defineGauge,
  defineHistogram,
  type Reading,
  type Sample,
  sample,
  type Tally,
} from './define-metric.ts'
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
  type TransactionalContext,
} from './define-service.ts'
export { PermanentError, RetryLaterError } from './errors.ts'
export { shownBy } from './metrics.ts'
export { aboutMail, aboutMails, createLog } from './log.ts'
export { logFatal } from './log-fatal.ts'
export { RefusedRequest } from './refused-request.ts'
export { restoreTables } from './restore-tables.ts'
export { retention, RetentionConfig } from './retention.ts'
export { runService } from './run-service.ts'
export { readPassword } from './setup/read-password.ts'
export { PersonEntry, StatusEntry } from './setup/setup-schema.ts'
export type { Work } from './tracing.ts'
export { slug } from './setup/slug.ts'
export { isLocale, isTimeZone } from './setup/zone-and-locale.ts'
export { readMailboxBody } from './setup/read-mailbox-body.ts'
export { isSealedWithCurrent, type KeyRing, readKeyRing, seal, type SecretPlace, unseal } from './sealed-secret.ts'
export {
  type CompleteMailbox,
  type ImapSource,
  loadSetup,
  type PasswordSource,
  type Setup,
  SetupError,
  type SmtpSettings,
  type SourceSettings,
} from './setup/setup-file.ts'
export { declarationOf } from './declaration.ts'
export { DRAIN_LIMIT_MS } from './stop-on-signal.ts'
export { createWake, type Wake } from './wake.ts'
