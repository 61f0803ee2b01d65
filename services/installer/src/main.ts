/**
 * The one entry of the image: `node main.ts COMMAND`. A command is the name of a service, which then runs until it is
 * told to stop, or one of the steps of an installation.
 */
import { SERVICES } from '@tubepost/events'
import { createLog, logFatal } from '@tubepost/service'
import { addIntegrator, makeSecrets } from './make-secrets.ts'
import { runMigrate } from './migrate.ts'
import { runProvision } from './provision.ts'
import { runRestore } from './restore.ts'
import { mainOf } from './services.ts'
import { waitFor } from './wait-for.ts'

const STEPS: Readonly<Record<string, (args: readonly string[]) => Promise<void> | void>> = {
  migrate: () => runMigrate(process.env),
  provision: () => runProvision(process.env),
  restore: (given) => runRestore(given, process.env),
  'wait-for': ([name]) => waitFor(name, process.env),
  'add-integrator': ([name = '', dir = '/secrets']) => addIntegrator(name, dir),
  'make-secrets': ([dir = '/secrets', database = 'postgres:5432/tubepost']) => makeSecrets(dir, database),
}

const [command = '', ...args] = process.argv.slice(2)
const service = SERVICES.find((name) => name === command)
const step = Object.hasOwn(STEPS, command) ? STEPS[command] : undefined
if (service !== undefined) await import(mainOf(service))
else if (step === undefined) {
  process.stderr.write(
    `There is no command "${command}". There are: ${[...SERVICES, ...Object.keys(STEPS)].join(', ')}.\n`,
  )
  process.exitCode = 2
} else {
  try {
    await step(args)
  } catch (error) {
    logFatal(createLog(command, 'info'), error, error instanceof Error ? error.message : 'failed')
    process.exitCode = 1
  }
}
