export { columns } from './columns.ts'
export { isConflict, isDatabaseOutage } from './database-errors.ts'
export { countAttempt, forgetAttempts, noteHandled } from './inbox-sql.ts'
export { BLOB_SCHEMA, migrate, roleOf, type Schema } from './migrate.ts'
export { breakingMigrations, missingMigrations } from './missing-migrations-sql.ts'
export {
  claimOutbox,
  insertOutbox,
  markPublished,
  outboxBacklog,
  outboxCausedBy,
  type OutboxRow,
  pruneDeliveries,
  reopenForGeneration,
  unclaimOutbox,
} from './outbox-sql.ts'
export { prune } from './prune.ts'
export { createPool, type Pool, rows, type Statement, touch, transaction, type Tx } from './pool.ts'
