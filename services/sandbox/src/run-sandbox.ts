import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { effectLines, loadSetup, noteLines, SetupError } from '@tubepost/setup/file'
import { type SmtpSink, startSmtpSink, tempDir } from '@tubepost/testing'
import { type Arguments, asksForHelp, HELP, readArguments, UsageError } from './arguments.ts'
import { fileVersion } from './file-version.ts'
import { followSetup } from './follow-setup.ts'
import { type Installation, startInstallation } from './installation.ts'
import { lockFolder } from './lock-folder.ts'
import { FolderError } from './make-folder.ts'
import { refuseTakenPorts } from './refuse-taken-ports.ts'
import { SAMPLE_MARK, sampleSetup } from './sample-setup.ts'
import { newProblems } from './tell-problems.ts'
import { tour } from './tour.ts'

const READY_MS = 60_000
const LOOK_AT_MAILBOXES_MS = 3_000
// One Ctrl-C arrives several times: from the terminal's group, from npm and from the bootstrap.
const SAME_SIGNAL_MS = 1_000

/** `npm start`: everything in one process tree. Says what it does, and leaves nothing when it is stopped. */
export async function runSandbox(argv: readonly string[]): Promise<void> {
  const began = performance.now()
  const say = (text: string) => void process.stdout.write(`${text}\n`)
  if (asksForHelp(argv)) return say(HELP)
  const stopping = untilSignal()
  const releasers: (() => unknown)[] = []
  try {
    const args = readArguments(argv, process.env)
    const dir = path.resolve(args.data ?? (await tempDir('sandbox')))
    releasers.push(await lockFolder(dir))
    if (args.data === undefined) releasers.push(() => rmSync(dir, { recursive: true, force: true }))
    const setupFile = args.setup === undefined ? await prepareSample(args, dir, releasers) : path.resolve(args.setup)
    // Before anything is started: a bad file is refused whole.
    const applied = fileVersion(setupFile)
    const { setup, notes } = loadSetup(setupFile, { environment: process.env, servicesRunHere: true })
    await refuseTakenPorts(args, setup, setupFile)
    say('Tubepost, all services on this machine. For trying it out and for development, not for production.')
    if (args.setup !== undefined) for (const line of [...noteLines(setupFile, notes), ...effectLines(setup)]) say(line)
    const starting = startInstallation({
      dir,
      setupFile,
      httpPort: args.port,
      token: process.env['TUBEPOST_ADMIN_TOKEN'],
      sayOfServers: say,
      small: args.small,
    })
    const installation = await Promise.race([starting, stopping])
    if (installation === undefined) {
      await starting.then((late) => late.stop())
      return
    }
    releasers.push(() => installation.stop())
    await Promise.race([installation.untilReady(READY_MS), stopping])
    say(`Ready after ${((performance.now() - began) / 1_000).toFixed(1)} s.\n`)
    if (args.setup === undefined) say(await Promise.race([tour(installation, args.smtpPort), stopping.then(() => '')]))
    say(whatNext(installation, args, dir))
    for (const line of await Promise.race([firstLink(installation), stopping.then(() => [])])) say(line)
    await Promise.all([
      tellProblems(installation, say, stopping),
      followSetup(installation, setupFile, { applied, say, stopping }),
    ])
    say('Stopping.')
  } catch (error) {
    process.exitCode = 1
    const isOurs = error instanceof UsageError || error instanceof SetupError || error instanceof FolderError
    process.stderr.write(`${isOurs ? error.message : `Tubepost could not start: ${describe(error)}`}\n`)
  } finally {
    for (const release of releasers.toReversed()) await release()
  }
  process.exit()
}

/** From the start on, until it is stopped. */
async function tellProblems(
  installation: Installation,
  say: (text: string) => void,
  stopping: Promise<unknown>,
): Promise<void> {
  const told = new Map<string, string>()
  const stopped = stopping.then(() => 'stopped' as const)
  do {
    // While the services are busy or starting again, there is nothing to tell.
    const lines = await Promise.race([newProblems(installation, told).catch(() => []), stopped])
    if (lines === 'stopped') return
    for (const line of lines) say(line)
  } while ((await Promise.race([delay(LOOK_AT_MAILBOXES_MS), stopped])) !== 'stopped')
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}

/** Writes the seeded set-up, and opens the outbox to which it sends replies. Throws a FolderError. */
async function prepareSample(args: Arguments, dir: string, releasers: (() => unknown)[]): Promise<string> {
  const file = path.join(dir, 'tubepost.yaml')
  if (existsSync(file) && !readFileSync(file, 'utf8').includes(SAMPLE_MARK))
    throw new FolderError(`${file} is a set-up of your own, and would be written over. Start with --setup ${file}`)
  const outbox: SmtpSink = await startSmtpSink({})
  releasers.push(() => outbox.stop())
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  writeFileSync(file, sampleSetup({ http: args.port, intake: args.smtpPort, outbox: outbox.port }, timeZone))
  return file
}

/** A link for the administrator, in the words of the terminal alone; none where one has a password, or there is nobody. */
async function firstLink({ url, token }: Installation): Promise<readonly string[]> {
  const answer = await fetch(`${url}/api/console/sign-in/first-link`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  const { link, person, error } = (await answer.json()) as {
    link?: string
    person?: string
    error?: { code: string; message: string }
  }
  if (link === undefined) return error?.code === 'no_administrator' ? ['', error.message] : []
  // The set-up may name another address, of a proxy that does not stand before this one.
  const own = `${url}/sign-in${new URL(link).hash}`
  return ['', `Sign in as ${person}, once, within 15 minutes, and set a password:`, '', `  ${own}`]
}

function whatNext(installation: Installation, args: Arguments, dir: string): string {
  const authorization = `-H 'Authorization: Bearer ${installation.token}'`
  const lines =
    args.setup === undefined
      ? [
          '',
          'Send the next one:',
          '',
          `  printf 'From: ben@example.com\\nTo: status@localhost\\nSubject: Out 2h dentist\\n\\n' | \\`,
          `    curl -s smtp://127.0.0.1:${args.smtpPort} --mail-from ben@example.com --mail-rcpt status@localhost --crlf -T -`,
          '',
          `The same to support@localhost opens a case: ${installation.url}/cases`,
          '',
          'Look at the board, the mails and the replies:',
          '',
        ]
      : ['Look at the board, the mails and the replies:', '']
  const calls = ['status/board', 'console/mails', 'notifier/outbox'].map(
    (call) => `  curl -s ${authorization} ${installation.url}/api/${call}`,
  )
  const tail = [
    '',
    `Tail the intents and facts, as a program beside Tubepost would (the broker is ${installation.nats.url}):`,
    '',
    `  ${tailLine(installation)}`,
    '',
    'Add people from a spreadsheet, saved as CSV:',
    '',
    `  DATABASE_ADMIN_URL_FILE=${quoted(installation.databaseUrlFile)} npx tubepost apply people.csv`,
  ]
  const kept = args.data === undefined ? ' and removes everything' : `; ${dir} is kept`
  const file = args.setup === undefined ? path.join(dir, 'tubepost.yaml') : path.resolve(args.setup)
  return [
    ...lines,
    ...calls,
    ...tail,
    '',
    `The set-up is ${file}; a change to it takes effect when it is saved.`,
    `Logs are in ${path.join(dir, 'services')}. Ctrl-C stops it${kept}.`,
  ].join('\n')
}

const TAIL = fileURLToPath(new URL('../../../examples/integrator/read-intents.mjs', import.meta.url))

/** A word for a shell. */
const quoted = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** A line for a shell that prints every intent and fact, from any folder. */
function tailLine({ nats, integratorSeedFile }: Installation): string {
  const program = `${quoted(process.execPath)} ${quoted(TAIL)}`
  return `NATS_URL=${nats.url} NATS_SEED_FILE=${quoted(integratorSeedFile)} ${program}`
}

function untilSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    let first: number | undefined
    const onSignal = () => {
      const now = performance.now()
      if (first === undefined) {
        first = now
        resolve(undefined)
      } else if (now - first > SAME_SIGNAL_MS) process.exit(130)
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
    process.on('SIGHUP', onSignal)
  })
}
