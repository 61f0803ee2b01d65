export { asOneText, columns } from './columns.ts'
export { isConflict, isDatabaseOutage, isUnstorable } from './database-errors.ts'
export { countAttempt, forgetAttempts, noteHandled } from './inbox-sql.ts'
export { listen } from './listen.ts'
export { BLOB_SCHEMA, type BlobUse, migrate, roleOf, type Schema } from './migrate.ts'
export { breakingMigrations, missingMigrations } from './missing-migrations-sql.ts'
export { type Notices, noteApplied, readNotices } from './notices-sql.ts'
export {
  claimOutbox,
  insertOutbox,
  markPublished,
  outboxBacklog,
  OLD_DELIVERIES,
  outboxCausedBy,
  type OutboxRow,
  reopenForGeneration,
  unclaimOutbox,
  unmarkPublished,
} from './outbox-sql.ts'
export { forgetLives, notedLife, noteLife } from './stream-life-sql.ts'
export { prune } from './prune.ts'
export {
  foldTally,
  lastDifference,
  type Miscount,
  readTally,
  recount,
  recountAtNight,
} from './tally-sql.ts'
export { createPool, type Pool, rows, type Statement, touch, transaction, type Tx } from './pool.ts'
