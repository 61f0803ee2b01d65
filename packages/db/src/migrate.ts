import { fileURLToPath } from 'node:url'
import pg from 'pg'

/** A service as the database sees it. */
export interface Schema {
  /** Also the name of the service; its role is `tubepost_<name>`. */
  readonly name: string
  /** Folder of the service's own `NNNN_name.sql` files. A service without has a role, and no tables. */
  readonly migrations?: string
  readonly password: string
  /** Without it the service may not even read the bytes of mails. */
  readonly blobs?: BlobUse
}

/**
 * `reads` the bytes of mails; `claims` besides some that are there, so that they stay; `keeps` besides new ones, and
 * removes those that nobody claims.
 */
export type BlobUse = 'reads' | 'claims' | 'keeps'

/** Schema of the tables about bytes; services that use them are granted some of it besides their own. */
export const BLOB_SCHEMA = 'blob'
export const BLOB_MIGRATIONS = fileURLToPath(new URL('../migrations-blob', import.meta.url))
export const DELIVERY_MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url))
// One lock for all of it: node-pg-migrate has one as well, but roles and schemas are made outside it.
const SETUP_LOCK = 7_241_865

/** The database role a service works under. */
export function roleOf(service: string): string {
  return `tubepost_${service.replaceAll('-', '_')}`
}

/**
 * Brings the database to what the services need: a schema, a role and the tables for each. Run as a role that may create
 * roles; what it makes belongs to that role, so a service may use its tables but not change or drop them.
 * Idempotent, forward only; safe to run at the same time from several places.
 */
export async function migrate(adminUrl: string, schemas: readonly Schema[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [SETUP_LOCK])
    await client.query('revoke create on schema public from public')
    await migrateBlobs(client)
    for (const schema of schemas) await migrateSchema(client, schema)
  } finally {
    await client.end()
  }
}

async function migrateSchema(client: pg.Client, schema: Schema): Promise<void> {
  const role = client.escapeIdentifier(roleOf(schema.name))
  const known = await client.query('select 1 from pg_roles where rolname = $1', [roleOf(schema.name)])
  await client.query(
    `${known.rowCount === 0 ? 'create' : 'alter'} role ${role} login nosuperuser nocreatedb nocreaterole password ${client.escapeLiteral(schema.password)}`,
  )
  if (schema.migrations !== undefined) await migrateTables(client, schema.name, schema.migrations, role)
  await grantBlobs(client, role, schema.blobs)
}

async function migrateTables(client: pg.Client, schema: string, migrations: string, role: string): Promise<void> {
  const name = client.escapeIdentifier(schema)
  await client.query(`create schema if not exists ${name}`)
  await up(client, schema, DELIVERY_MIGRATIONS, 'migration_delivery')
  await up(client, schema, migrations, 'migration')
  await client.query(`grant usage on schema ${name} to ${role}`)
  await client.query(`grant select, insert, update, delete on all tables in schema ${name} to ${role}`)
  await client.query(`revoke insert, update, delete on ${name}.migration, ${name}.migration_delivery from ${role}`)
  await client.query(`grant usage, select on all sequences in schema ${name} to ${role}`)
  await client.query(`alter role ${role} set search_path to ${name}`)
}

const READS = [`select on ${BLOB_SCHEMA}.blob, ${BLOB_SCHEMA}.chunk`]
const BLOB_RIGHTS: Readonly<Record<BlobUse, readonly string[]>> = {
  reads: READS,
  claims: [...READS, `select, insert, delete on ${BLOB_SCHEMA}.claim`],
  keeps: [
    `select, insert, delete on ${['blob', 'chunk', 'claim', 'unclaimed'].map((table) => `${BLOB_SCHEMA}.${table}`).join(', ')}`,
    `update (at) on ${BLOB_SCHEMA}.blob`,
  ],
}

/**
 * A service has the rights to the bytes of mails that it declares; all see which migrations there were. Older versions let every
 * service read all. In one transaction: services that run meanwhile are never without what they need.
 */
async function grantBlobs(client: pg.Client, role: string, use: BlobUse | undefined): Promise<void> {
  const rights = [`select on ${BLOB_SCHEMA}.migration`, ...(use === undefined ? [] : BLOB_RIGHTS[use])]
  await client.query('begin')
  await client.query(`grant usage on schema ${BLOB_SCHEMA} to ${role}`)
  await client.query(`revoke all on all tables in schema ${BLOB_SCHEMA} from ${role}`)
  for (const right of rights) await client.query(`grant ${right} to ${role}`)
  await client.query('commit')
}

async function migrateBlobs(client: pg.Client): Promise<void> {
  await client.query(`create schema if not exists ${BLOB_SCHEMA}`)
  await up(client, BLOB_SCHEMA, BLOB_MIGRATIONS, 'migration')
}

async function up(client: pg.Client, schema: string, dir: string, migrationsTable: string): Promise<void> {
  // Only the step that migrates needs it; services do not carry it in memory.
  const { runner } = await import('node-pg-migrate')
  await runner({
    dbClient: client,
    direction: 'up',
    schema,
    migrationsSchema: schema,
    dir,
    migrationsTable,
    noLock: true, // SETUP_LOCK is held
    checkOrder: true,
    log: () => {},
  })
}
