import { defineService } from '@tubepost/service'
import { conservation } from './conservation.ts'
import { ConsoleConfig } from './console-config.ts'
import { gateway, installationChecks } from './gateway.ts'
import { journalRoutes } from './journal-routes.ts'
import { onAnyEvent } from './on-any-event.ts'

/** Journals everything, shows it, and is the one door to the HTTP of all services. */
export const service = defineService({
  name: 'console',
  config: ConsoleConfig,
  consumes: onAnyEvent,
  emits: [],
  checks: installationChecks,
  http: [journalRoutes, conservation, gateway],
})
