import { setTimeout as delay } from 'node:timers/promises'
import { connectBus, missingTopology } from '@tubepost/bus'
import { createPool, missingMigrations } from '@tubepost/db'
import { SERVICES } from '@tubepost/events'
import { BaseConfig, ConfigError, createLog, DatabaseConfig, readConfig } from '@tubepost/service'
import { Type } from 'typebox'
import { declarations, schemas } from './services.ts'

const PAUSE_MS = 1_000

const { NATS_URL, NATS_CA_FILE, NATS_SEED } = BaseConfig.properties
const BusConfig = Type.Object({ NATS_URL, NATS_CA_FILE, NATS_SEED })

/**
 * Ends when `migrate` and `provision` of this version, or a newer one, have done all that the service needs: it would fail
 * its events on older tables, and put them away as dead letters. Asks under the service's own user and role, for as long
 * as it takes; what is still missing is logged when it changes.
 */
export async function waitFor(name: string | undefined, environment: Readonly<Record<string, string | undefined>>) {
  const declaration = declarations.find((each) => each.name === name)
  const schema = schemas.find((each) => each.name === name)
  if (declaration === undefined)
    throw new ConfigError([`wait-for ${name ?? ''}: names no service; there are ${SERVICES.join(', ')}`])
  const log = createLog('wait-for', 'info')
  const bus = readConfig(BusConfig, environment)
  const url = schema && readConfig(DatabaseConfig, environment).DATABASE_URL
  log.info({ target: name }, 'waiting for the broker and the database')
  const connection = await connectBus({
    servers: bus.NATS_URL,
    user: declaration.name,
    seed: bus.NATS_SEED,
    caFile: bus.NATS_CA_FILE,
    onStatus: (status) => log.debug(status, 'nats'),
  })
  const pool = url === undefined ? undefined : createPool({ url, max: 1, name: 'wait-for', onError: () => {} })
  // Whatever goes wrong may come right: a database that refuses the role does not know its password yet.
  const orReason = (asked: Promise<string[]>) => asked.catch((error: Error) => [error.message])
  for (let told = ''; ; ) {
    const still = [
      ...(await orReason(missingTopology(connection, declaration))),
      ...(schema && pool ? await orReason(missingMigrations(pool, schema)) : []),
    ]
    if (still.length === 0) break
    if (still.join() !== told) log.info({ missing: still }, 'not installed yet')
    told = still.join()
    await delay(PAUSE_MS)
  }
  await pool?.end()
  await connection.close()
  log.info({ target: name }, 'all is there')
}
