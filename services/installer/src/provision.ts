import {
  connectBus,
  type NatsConnection,
  OLDEST_PRODUCTION_SERVER,
  isAtLeast,
  isIntegrator,
  listAccounts,
  provision,
  reloadServer,
} from '@tubepost/bus'
import { createLog, readConfig, Secret } from '@tubepost/service'
import { Type } from 'typebox'
import { ADMIN_USER, SYSTEM_USER } from './accounts.ts'
import { declarations } from './services.ts'

const GIGABYTE = 1024 ** 3

export const ProvisionConfig = Type.Object({
  NATS_URL: Type.String({ description: 'nats-server, host:port', default: '127.0.0.1:4222' }),
  NATS_CA_FILE: Type.Optional(Type.String({ description: 'PEM of the authority behind the broker’s certificate' })),
  ADMIN_NATS_SEED: Secret({ description: 'seed of the nkey of the user that may create streams' }),
  SYSTEM_NATS_SEED: Secret({ description: 'seed of the nkey of the system account’s user' }),
  STREAM_BYTES: Type.Integer({
    description: 'disk for all streams together; at most 70 % of the volume, or a full disk stops the broker',
    default: 10 * GIGABYTE,
    minimum: GIGABYTE / 8,
  }),
  NEW_INTEGRATORS_BEGIN: Type.Union([Type.Literal('now'), Type.Literal('all')], {
    description: 'where an integrator that is new begins: with the next event, or with the oldest that is kept',
    default: 'now',
  }),
  STREAM_REPLICAS: Type.Integer({
    description: 'copies of each stream; 3 on a cluster',
    default: 1,
    minimum: 1,
    maximum: 5,
  }),
})

/** Has the broker read its accounts again, and makes the streams and durables this version needs. Safe to run again at any time. */
export async function runProvision(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const log = createLog('provision', 'info')
  const config = readConfig(ProvisionConfig, environment)
  const as = (user: string, seed: string): Promise<NatsConnection> =>
    connectBus({ servers: config.NATS_URL, user, seed, caFile: config.NATS_CA_FILE, onStatus: () => {} })
  const system = await as(SYSTEM_USER, config.SYSTEM_NATS_SEED)
  // Twice: what an account that is new to the running server imports is there after the second (seen with 2.15.1).
  for (let time = 1; time <= 2; time++) await reloadServer(system)
  const integrators = (await listAccounts(system)).filter((account) => isIntegrator(account))
  await system.close()
  const admin = await as(ADMIN_USER, config.ADMIN_NATS_SEED)
  const version = admin.info?.version ?? '0'
  if (!isAtLeast(version, OLDEST_PRODUCTION_SERVER))
    throw new Error(
      `nats-server ${version} is too old for production: ${OLDEST_PRODUCTION_SERVER} or newer loses nothing`,
    )
  const { created, drift } = await provision(admin, declarations, {
    maxBytes: config.STREAM_BYTES,
    replicas: config.STREAM_REPLICAS,
    integrators,
    integratorsBegin: config.NEW_INTEGRATORS_BEGIN,
  })
  await admin.close()
  log.info({ created, drift }, 'the broker is what the services need')
}
