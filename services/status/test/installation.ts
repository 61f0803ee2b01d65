import type { Pool } from '@tubepost/db'
import { declarationOf } from '@tubepost/service'
import { type Replica, startTestbed, type Testbed } from '@tubepost/service/testing'
import { declared } from '@tubepost/setup/testing'
import { service } from '../src/service.ts'

export type { Replica }

/** Real servers, provisioned for the status service. */
export interface Installation extends Testbed {
  readonly pool: Pool
  startStatus(): Promise<Replica>
}

export async function startInstallation(setup: object): Promise<Installation> {
  const testbed = await startTestbed({
    declarations: [declarationOf(service)],
    schemas: [{ name: 'status', migrations: new URL('../migrations', import.meta.url).pathname }],
  })
  const main = new URL('../src/main.ts', import.meta.url).pathname
  return {
    ...testbed,
    pool: testbed.poolOf('status'),
    async startStatus() {
      await testbed.apply(service, declared(setup))
      return testbed.start({ service: 'status', main })
    },
  }
}
