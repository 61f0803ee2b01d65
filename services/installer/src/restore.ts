import { parseArgs } from 'node:util'
import { connectBus, readersOf, rewindDurables } from '@tubepost/bus'
import { createLog, readConfig, restoreTables } from '@tubepost/service'
import { Type } from 'typebox'
import { ADMIN_USER } from './accounts.ts'
import { MigrateConfig } from './migrate.ts'
import { ProvisionConfig } from './provision.ts'
import { RESTORE_USAGE } from './restore-usage.ts'
import { declarations, definitions } from './services.ts'
import { createProgress } from './tell-progress.ts'
import { UsageError } from './usage-error.ts'

const { NATS_URL, NATS_CA_FILE, ADMIN_NATS_SEED } = ProvisionConfig.properties
const { DATABASE_ADMIN_URL } = MigrateConfig.properties
export const RestoreConfig = Type.Object({ NATS_URL, NATS_CA_FILE, ADMIN_NATS_SEED, DATABASE_ADMIN_URL })

// An event may have been under way when the backup was made: redeliveries come after 30 s, eight tries after minutes.
const MARGIN_MS = 600_000

/**
 * PostgreSQL has been put back to an earlier time. Brings every service's tables up to what the broker knows, then has
 * every durable begin again shortly before that time. Runs after `migrate` and `provision`, while no service does; cut
 * off, it is run again.
 */
export async function runRestore(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const at = new Date()
  const to = readTime(args, at)
  const config = readConfig(RestoreConfig, environment)
  const log = createLog('restore', 'info')
  const progress = createProgress(process.stderr, Date.now)
  const connection = await connectBus({
    servers: config.NATS_URL,
    user: ADMIN_USER,
    seed: config.ADMIN_NATS_SEED,
    caFile: config.NATS_CA_FILE,
    onStatus: () => {},
  })
  try {
    const running = await readersOf(connection, declarations)
    if (running.length > 0)
      throw new Error(`stop the services first: ${running.join(', ')} still read from the broker. Nothing was changed.`)
    const since = new Date(to.getTime() - MARGIN_MS)
    for (const [index, definition] of definitions.entries()) {
      const whose = `tables of ${definition.name}, service ${index + 1} of ${definitions.length}`
      progress.tell(whose)
      await restoreTables(definition, connection, config.DATABASE_ADMIN_URL, { since, at }, (events) =>
        progress.tell(`${whose}: ${events} events read`),
      )
    }
    progress.tell('every reader of the broker is set back')
    await rewindDurables(connection, declarations, since)
    progress.end()
    log.info({ to, since }, 'the tables are what the broker knows; the services may be started')
  } finally {
    progress.end()
    await connection.close()
  }
}

function readTime(args: readonly string[], now: Date): Date {
  let to: string | undefined
  try {
    to = parseArgs({ args: [...args], options: { to: { type: 'string' } } }).values.to
  } catch (error) {
    throw new UsageError([error instanceof Error ? error.message : String(error), RESTORE_USAGE])
  }
  // With its zone, or it would be another moment on another machine.
  const time = /T.*(Z|[+-]\d\d:?\d\d)$/.test(to ?? '') ? new Date(to ?? '') : new Date(Number.NaN)
  if (Number.isNaN(time.getTime())) throw new UsageError([RESTORE_USAGE])
  if (time > now) throw new UsageError([`--to ${to}: is in the future`])
  return time
}
