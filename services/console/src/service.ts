import { organisation, people, redrives } from '@tubepost/events'
import { defineService, keptCounts, recountRoute, retention } from '@tubepost/service'
import type { AppliedSetup } from '@tubepost/setup'
import { auditRoutes } from './audit/audit-routes.ts'
import { auditWrites } from './audit/audit-writes.ts'
import { authorizeCall } from './authorize-call.ts'
import { conservation } from './conservation.ts'
import { ConsoleConfig } from './console-config.ts'
import { deadLetterRoutes } from './dead-letter-routes.ts'
import { deadLettersAtOnce } from './dead-letters-at-once.ts'
import { degradedParts } from './degraded-parts.ts'
import { eventRoutes } from './event-routes.ts'
import { gateway, installationChecks } from './gateway.ts'
import { healthRoutes } from './health/health-routes.ts'
import { journalReadings } from './journal-metrics.ts'
import { journalRoutes } from './journal-routes.ts'
import { JOURNAL_COUNTS } from './journal-sql.ts'
import { onAnyEvent } from './on-any-event.ts'
import { pages } from './pages.ts'
import { OLD_ENTRIES } from './retention-sql.ts'
import { serveDescription } from './serve-description.ts'
import { serveReference } from './serve-reference.ts'
import { publishedSchemas } from './published-schemas.ts'
import { saveAppliedFile } from './set-up/applied-file-sql.ts'
import { setUpRoutes } from './set-up/set-up-routes.ts'
import { departures } from './sign-in/departures.ts'
import { guardHost } from './sign-in/guard-host.ts'
import { meRoutes } from './sign-in/me-routes.ts'
import { oidcRoutes } from './sign-in/oidc-routes.ts'
import { endAllSessions } from './sign-in/session-sql.ts'
import { sessionRoutes } from './sign-in/session-routes.ts'
import { createConsoleState } from './sign-in/settings.ts'
import { saveSettings } from './sign-in/settings-sql.ts'
import { signInRoutes } from './sign-in/sign-in-routes.ts'
import { linkRoutes } from './sign-in/link-routes.ts'
import { OLD_SIGN_INS } from './sign-in/sign-in-retention-sql.ts'
import { unbindRoute } from './sign-in/unbind-route.ts'
import { unlockRoute } from './sign-in/unlock-route.ts'
import { tokenRoutes } from './token-routes.ts'
import { wallRoutes } from './wall-routes.ts'

/** Journals everything, shows it, and is the one door to the HTTP of all services. */
export const service = defineService({
  name: 'console',
  config: ConsoleConfig,
  state: createConsoleState,
  consumes: onAnyEvent,
  migrations: `${import.meta.dirname}/../migrations`,
  emits: Object.values(redrives),
  reads: [people, organisation],
  async declares(tx, setup: AppliedSetup) {
    await saveSettings(tx, { ...setup.console, oidc: setup.oidc })
    await saveAppliedFile(tx, setup)
  },
  restore: endAllSessions,
  authorize: authorizeCall,
  checks: installationChecks,
  degraded: degradedParts,
  readings: journalReadings,
  timers: [departures, keptCounts(JOURNAL_COUNTS), retention([...OLD_ENTRIES, ...OLD_SIGN_INS])],
  http: [
    guardHost,
    auditWrites,
    signInRoutes,
    linkRoutes,
    unlockRoute,
    oidcRoutes,
    unbindRoute,
    meRoutes,
    sessionRoutes,
    auditRoutes,
    journalRoutes,
    eventRoutes,
    deadLetterRoutes,
    deadLettersAtOnce,
    conservation,
    recountRoute('/api/console/recount', 'console:write', JOURNAL_COUNTS),
    healthRoutes,
    tokenRoutes,
    setUpRoutes,
    wallRoutes,
    publishedSchemas,
    serveDescription,
    serveReference,
    gateway,
    pages,
  ],
})
