import { rewindDurables, type NatsConnection } from '@tubepost/bus'
import { type Pool, transaction } from '@tubepost/db'
import { declarationOf, restoreTables, type ServiceOutline } from '../src/index.ts'

/** A service's tables as they were at a moment. */
export interface Backup {
  /**
   * Puts them back and has the service restore, as the step `restore` does. The service must not be running.
   * @param since events of the broker from then on are restored: the backup's time, less a margin
   */
  restore(since: Date): Promise<void>
  /** The moment. */
  readonly at: Date
}

/** Keeps a copy of all tables of a service, in the same database. */
export async function tablesAsOfNow(
  definition: ServiceOutline,
  { pool, admin, adminUrl }: { pool: Pool; admin: NatsConnection; adminUrl: string },
): Promise<Backup> {
  const { name } = definition
  const copy = `backup_of_${name}`
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = $1`,
    [name],
  )
  const names = tables.map((table) => table.name)
  const at = new Date()
  await pool.query(
    [`drop schema if exists ${copy} cascade`, `create schema ${copy}`]
      .concat(names.map((table) => `create table ${copy}.${table} as table ${name}.${table}`))
      .join('; '),
  )
  return {
    at,
    async restore(since) {
      await transaction(pool, async (tx) => {
        // In this role foreign keys are not checked, so the order does not matter.
        await tx.query('set local session_replication_role = replica')
        for (const table of names) {
          await tx.query(`delete from ${name}.${table}`)
          await tx.query(`insert into ${name}.${table} overriding system value table ${copy}.${table}`)
        }
      })
      await restoreTables(definition, admin, adminUrl, { since, at: new Date() })
      await rewindDurables(admin, [declarationOf(definition)], since)
    },
  }
}
