export type { FastifyInstance as HttpApp, FastifyReply as HttpReply, FastifyRequest as HttpRequest } from 'fastify'
export { type Authorize, bearerToken, isToken, tokenDigest, unauthorized } from './http/authorize.ts'
export { ANSWER_HEADERS } from './http/answer-headers.ts'
export { CSV_BYTES, CSV_TYPE, JSON_BYTES, MAIL_BYTES, MAIL_TYPE } from './http/limits.ts'
export { type Caller, CALLER_HEADERS, callerOf, mayCall } from './http/caller.ts'
export { findingWords } from './http/finding-words.ts'
export { limitAtOnce } from './http/limit-at-once.ts'
export { limitStreams } from './http/limit-streams.ts'
export { type Needed, scopeOf } from './http/declare-routes.ts'
export { declareAt, type DeclaredRoute, routesOf } from './http/routes-of.ts'
export { type Scope, SCOPES } from './http/scopes.ts'
export { BaseConfig, ConfigError, configOf, DatabaseConfig, readConfig, Secret, usesDatabase } from './define/config.ts'
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
  type ActContext,
  defineService,
  handle,
  handleAll,
  type HandlerContext,
  type StatelessContext,
  handleStateless,
  owned,
  type ReadBlobs,
  type Restored,
  type ServiceContext,
  type ServiceDefinition,
  type ServiceOutline,
  type TransactionalContext,
} from './define/define-service.ts'
export { PermanentError, RetryLaterError } from './define/errors.ts'
export { shownBy } from './observe/metrics.ts'
export { aboutMail, aboutMails, createLog } from './observe/log.ts'
export type { Degraded } from './http/checks.ts'
export { logFatal } from './run/log-fatal.ts'
export {
  badParameter,
  isUuid,
  limitOf,
  mailboxOf,
  oneOf,
  Parameters,
  type Query,
  readParameters,
  timeOf,
} from './http/read-parameters.ts'
export { RefusedRequest } from './http/refused-request.ts'
export { applyDeclared, applyTo } from './run/apply-declared.ts'
export { restoreTables } from './run/restore-tables.ts'
export { retention, RetentionConfig } from './define/retention.ts'
export { keptCounts, keptCountsReading, recountRoute } from './define/kept-counts.ts'
export { type Runnable, runnable } from './run/runnable.ts'
export { runService, runServices } from './run/run-services.ts'
export type { Work } from './define/tracing.ts'
export { isSealedWithCurrent, type KeyRing, readKeyRing, seal, type SecretPlace, unseal } from './sealed-secret.ts'
export { SigningConfig, signingKeys } from './signing-keys.ts'
export { declarationOf } from './define/declaration.ts'
export { DRAIN_LIMIT_MS } from './run/stop-on-signal.ts'
export { type FollowLives, followLives } from './deliver/follow-lives.ts'
export { createWake, type Wake } from './define/wake.ts'
