/**
 * The one entry of the image: `node main.ts COMMAND`. A command is the name of a service, which then runs until it is
 * told to stop, or one of the steps of an installation.
 */
import { SERVICES } from '@tubepost/events'
import { ConfigError, createLog, logFatal, runServices } from '@tubepost/service'
import { readFileArguments, USAGE } from './read-file-arguments.ts'
import { RESTORE_USAGE } from './restore-usage.ts'
import { complain, say } from './say.ts'
import { servicesIn } from './services-in.ts'
import { loadRunnable } from './load-runnable.ts'
import { UsageError } from './usage-error.ts'

interface Step {
  readonly usage: string
  /** May return an exit code; what it throws makes it 1. */
  run(args: readonly string[]): Promise<number | void> | number | void
}

/** Each loads what it needs: some have all services in them, of which a service that runs here needs its own alone. */
const STEPS: Readonly<Record<string, Step>> = {
  check: {
    usage: USAGE.check,
    async run(given) {
      const { file, isList } = readFileArguments('check', given, process.env)
      if (isList) return (await import('./apply-list.ts')).checkList(file)
      return (await import('./check.ts')).runCheck(file, process.env)
    },
  },
  apply: {
    usage: USAGE.apply,
    async run(given) {
      const { file, isList, removeAbsent } = readFileArguments('apply', given, process.env)
      if (isList) return (await import('./apply-list.ts')).applyList(file, removeAbsent, process.env)
      return (await import('./apply.ts')).runApply(file, process.env)
    },
  },
  migrate: {
    usage: 'migrate: makes or changes the tables',
    run: async () => (await import('./migrate.ts')).runMigrate(process.env),
  },
  provision: {
    usage: 'provision: makes the streams of the broker',
    run: async () => (await import('./provision.ts')).runProvision(process.env),
  },
  restore: {
    usage: RESTORE_USAGE,
    run: async (given) => (await import('./restore.ts')).runRestore(given, process.env),
  },
  'wait-for': {
    usage: 'wait-for SERVICE: returns when broker and database are what the service needs',
    run: async ([name]) => (await import('./wait-for.ts')).waitFor(name, process.env),
  },
  'add-integrator': {
    usage: 'add-integrator NAME [FOLDER]: makes the key of one more integrator',
    run: async ([name = '', dir = '/secrets']) => (await import('./make-secrets.ts')).addIntegrator(name, dir),
  },
  services: {
    usage: 'services: runs those that TUBEPOST_SERVICES names (all, or a list with commas) in one process',
    run: async () => {
      await runServices(await Promise.all(servicesIn(process.env).map(loadRunnable)))
    },
  },
  'make-secrets': {
    usage: 'make-secrets [FOLDER] [DATABASE]: makes the passwords, tokens and keys that are missing',
    run: async ([dir = '/secrets', database = 'postgres:5432/tubepost']) =>
      (await import('./make-secrets.ts')).makeSecrets(dir, database),
  },
}

const HELP = [
  'Usage: npx tubepost COMMAND, or docker compose run --rm apply COMMAND',
  '',
  ...Object.values(STEPS).map(({ usage }) => `  ${usage}`),
  `  ${SERVICES.join(', ')}: runs the service until it is told to stop`,
].join('\n')
const asksForHelp = (argument: string | undefined): boolean => ['--help', '-h', 'help'].includes(argument ?? '')

/** Steps that a person runs and reads; the others write a log. */
const SAY_PLAINLY = new Set(['check', 'apply'])

const [command = '', ...args] = process.argv.slice(2)
if (asksForHelp(command)) {
  say(HELP)
  process.exit()
}
const service = SERVICES.find((name) => name === command)
const step = Object.hasOwn(STEPS, command) ? STEPS[command] : undefined
if (service !== undefined) await runServices([await loadRunnable(service)])
else if (step === undefined) {
  complain(command === '' ? HELP : `There is no command "${command}".\n${HELP}`)
  process.exitCode = 2
} else if (asksForHelp(args[0])) say(step.usage)
else {
  try {
    process.exitCode = (await step.run(args)) ?? 0
  } catch (error) {
    if (SAY_PLAINLY.has(command) || error instanceof UsageError)
      complain(error instanceof ConfigError ? error.problems.join('\n') : String(error).replace(/^Error: /, ''))
    else logFatal(createLog(command, 'info'), error, error instanceof Error ? error.message : 'failed')
    process.exitCode = error instanceof UsageError ? 2 : 1
  }
}
