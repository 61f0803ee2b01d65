import type { ServiceDeclaration } from '@tubepost/bus'
import type { Schema } from '@tubepost/db'
import { service as case_ } from '@tubepost/case'
import { service as console_ } from '@tubepost/console'
import { type ServiceName, SERVICES } from '@tubepost/events'
import { service as fetcher } from '@tubepost/fetcher'
import { service as notifier } from '@tubepost/notifier'
import { service as parser } from '@tubepost/parser'
import { configOf, declarationOf, type ServiceOutline, shownBy, usesDatabase } from '@tubepost/service'
import { service as status } from '@tubepost/status'

const byName = { fetcher, parser, status, case: case_, notifier, console: console_ } satisfies Record<
  ServiceName,
  ServiceOutline
>

/** The services, in the order of `SERVICES`. Everything an installation needs to know of them follows from this. */
export const definitions = SERVICES.map((name) => byName[name])

/** Durables and permissions, as the broker needs them. */
export const declarations: readonly ServiceDeclaration[] = definitions.map(declarationOf)

/** The services that use the database, as `migrate` needs them but for a password. */
export const schemas: readonly Omit<Schema, 'password'>[] = definitions
  .filter(usesDatabase)
  .map(({ name, migrations, blobs }) => ({
    name,
    ...(migrations !== undefined && { migrations }),
    ...(blobs !== undefined && { blobs }),
  }))

/** Names of all metrics that some service shows. */
export const metricNames = (): ReadonlySet<string> => new Set(definitions.flatMap(shownBy))

/** Environment of every service. */
export const configurations = definitions.map((definition) => ({
  name: definition.name,
  config: configOf(definition),
}))
