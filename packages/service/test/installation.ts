import { randomUUID } from 'node:crypto'
import type { Pool } from '@tubepost/db'
import { pino } from 'pino'
import { declarationOf } from '../src/define/declaration.ts'
import type { ServiceDefinition } from '../src/define/define-service.ts'
import { type RunningService, startService } from '../src/run/start-service.ts'
import {
  GATEWAY_TOKEN,
  startTestbed,
  startTestbedWithServers,
  type Testbed,
  type TestbedOptions,
  type TestbedWithServers,
} from './testbed.ts'
import { MIGRATIONS, tinyParser, tinyStatus } from './tiny-services.ts'

/** Real servers, provisioned for the tiny services. */
export interface Installation extends Testbed {
  /** The schema of the tiny status service as the database's administrator sees it. */
  readonly pool: Pool
  /** Starts a service within this process. */
  run(definition: ServiceDefinition): Promise<RunningService>
  count(query: string, values?: readonly unknown[]): Promise<number>
}

export const TINY: TestbedOptions = {
  declarations: [tinyStatus(), tinyParser()].map((definition) => declarationOf(definition)),
  schemas: [{ name: 'status', migrations: MIGRATIONS }],
}

export async function startInstallation(options = TINY): Promise<Installation> {
  return installationOn(await startTestbed(options))
}

/** The same on servers of its own, for tests that kill them. */
export type InstallationWithServers = Installation & TestbedWithServers

export async function startInstallationWithServers(): Promise<InstallationWithServers> {
  return installationOn(await startTestbedWithServers(TINY))
}

function installationOn<Bed extends Testbed>(testbed: Bed): Bed & Installation {
  const pool = testbed.poolOf('status')
  return {
    ...testbed,
    pool,
    run(definition) {
      const { NATS_URL = '', NATS_SEED = '', DATABASE_URL } = testbed.environmentOf(definition.name)
      return startService(definition, {
        base: {
          NATS_URL,
          NATS_SEED,
          HTTP_HOST: '127.0.0.1',
          HTTP_PORT: 0,
          GATEWAY_TOKEN,
          LOG_LEVEL: 'info',
          OTEL_SDK_DISABLED: false,
          OTEL_TRACES_SAMPLER: 'always_off',
          OTEL_TRACES_SAMPLER_ARG: 0,
        },
        database: DATABASE_URL === undefined ? undefined : { DATABASE_URL, DATABASE_POOL: 4 },
        blobs: definition.blobs && { AWS_REGION: 'us-east-1' },
        own: {},
        instance: `${definition.name}-${randomUUID().slice(0, 8)}`,
        log: pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }),
      })
    },
    async count(query, values = []) {
      const { rows } = await pool.query<{ count: string }>(`select count(*) from ${query}`, [...values])
      return Number(rows[0]?.count)
    },
  }
}
