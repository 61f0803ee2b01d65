import { fileURLToPath } from 'node:url'
import type { ServiceDeclaration } from '@tubepost/bus'
import type { Schema } from '@tubepost/db'
import { service as console_ } from '@tubepost/console'
import type { ServiceName } from '@tubepost/events'
import { service as fetcher } from '@tubepost/fetcher'
import { service as notifier } from '@tubepost/notifier'
import { service as parser } from '@tubepost/parser'
import { declarationOf, type ServiceOutline, shownBy } from '@tubepost/service'
import { service as status } from '@tubepost/status'

/** The services, in the order a mail meets them. */
export const definitions = [fetcher, parser, status, notifier, console_] satisfies readonly ServiceOutline[]

/** What the broker must know of every service. */
export const declarations: readonly ServiceDeclaration[] = definitions.map(declarationOf)

export const serviceNames: readonly ServiceName[] = definitions.map((definition) => definition.name)

const folderOf = (service: ServiceName) => fileURLToPath(new URL(`../../${service}`, import.meta.url))

export const mainOf = (service: ServiceName): string => `${folderOf(service)}/src/main.ts`

/** The services that own tables, with what `migrate` needs of each besides a password. */
export const schemas: readonly Omit<Schema, 'password'>[] = definitions.flatMap(({ name, migrations }) =>
  migrations === undefined ? [] : [{ name, migrations: migrations, storesBlobs: name === 'fetcher' }],
)

/** Names of all metrics that some service shows. */
export const metricNames = (): ReadonlySet<string> => new Set(definitions.flatMap(shownBy))
