import { people, redrives } from '@tubepost/events'
import { defineService, retention } from '@tubepost/service'
import { authorizeCall } from './authorize-call.ts'
import { conservation } from './conservation.ts'
import { ConsoleConfig } from './console-config.ts'
import { deadLetterRoutes } from './dead-letter-routes.ts'
import { gateway, installationChecks } from './gateway.ts'
import { journalReadings } from './journal-metrics.ts'
import { journalRoutes } from './journal-routes.ts'
import { onAnyEvent } from './on-any-event.ts'
import { OLD_ENTRIES } from './retention-sql.ts'
import { tokenRoutes } from './token-routes.ts'

/** Journals everything, shows it, and is the one door to the HTTP of all services. */
export const service = defineService({
  name: 'console',
  config: ConsoleConfig,
  consumes: onAnyEvent,
  migrations: `${import.meta.dirname}/../migrations`,
  emits: Object.values(redrives),
  reads: [people],
  authorize: authorizeCall,
  checks: installationChecks,
  readings: journalReadings,
  timers: [retention(OLD_ENTRIES)],
  http: [journalRoutes, deadLetterRoutes, conservation, tokenRoutes, gateway],
})
