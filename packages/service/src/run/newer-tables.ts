import { breakingMigrations, type Pool } from '@tubepost/db'

/**
 * A newer version has changed the tables so that this one cannot work with them. Its events would fail one after the
 * other and end as dead letters; so it does not start, and a running one stops.
 */
export class NewerTables extends Error {
  constructor(migrations: readonly string[]) {
    super(
      `the database has had ${migrations.join(', ')}, which this version cannot work with: run the version that brought it, or a newer one`,
    )
    this.name = 'NewerTables'
  }
}

/** Throws NewerTables. Mere additions by a newer version do no harm. */
export async function refuseNewerTables(
  pool: Pool,
  service: { readonly name: string; readonly migrations?: string },
): Promise<void> {
  const breaking = await breakingMigrations(pool, service)
  if (breaking.length > 0) throw new NewerTables(breaking)
}
