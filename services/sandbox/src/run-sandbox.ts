import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { loadSetup, SetupError } from '@tubepost/setup'
import { type SmtpSink, startSmtpSink, tempDir } from '@tubepost/testing'
import { type Arguments, readArguments, UsageError } from './arguments.ts'
import { type Installation, startInstallation } from './installation.ts'
import { sampleSetup } from './sample-setup.ts'
import { tour } from './tour.ts'

const INTAKE_PORT = 2525
const READY_MS = 60_000
// One Ctrl-C arrives several times: from the terminal's group, from npm and from the bootstrap.
const SAME_SIGNAL_MS = 1_000

/** `npm start`: everything in one process tree. Says what it does, and leaves nothing when it is stopped. */
export async function runSandbox(argv: readonly string[]): Promise<void> {
  const began = performance.now()
  const say = (text: string) => void process.stdout.write(`${text}\n`)
  const stopping = untilSignal()
  const releasers: (() => unknown)[] = []
  try {
    const args = readArguments(argv, process.env)
    const dir = path.resolve(args.data ?? (await tempDir('sandbox')))
    if (args.data === undefined) releasers.push(() => rmSync(dir, { recursive: true, force: true }))
    const setupFile = args.config === undefined ? await prepareSample(args, dir, releasers) : path.resolve(args.config)
    loadSetup(setupFile, process.env) // before anything is started: a bad file is refused whole
    await refuseTakenPort(args.port)
    say('Tubepost, all services on this machine. For trying it out and for development, not for production.')
    const starting = startInstallation({
      dir,
      setupFile,
      httpPort: args.port,
      token: process.env['TUBEPOST_ADMIN_TOKEN'],
    })
    const installation = await Promise.race([starting, stopping])
    if (installation === undefined) {
      await starting.then((late) => late.stop())
      return
    }
    releasers.push(() => installation.stop())
    await Promise.race([installation.untilReady(READY_MS), stopping])
    say(`Ready after ${((performance.now() - began) / 1_000).toFixed(1)} s.\n`)
    if (args.config === undefined) say(await Promise.race([tour(installation, INTAKE_PORT), stopping.then(() => '')]))
    say(whatNext(installation, args, dir))
    await stopping
    say('Stopping.')
  } catch (error) {
    process.exitCode = 1
    const isOurs = error instanceof UsageError || error instanceof SetupError
    process.stderr.write(`${isOurs ? error.message : `Tubepost could not start: ${describe(error)}`}\n`)
  } finally {
    for (const release of releasers.toReversed()) await release()
  }
  process.exit()
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}

/** Writes the seeded set-up, and opens the outbox to which it sends replies. */
async function prepareSample(args: Arguments, dir: string, releasers: (() => unknown)[]): Promise<string> {
  await refuseTakenPort(INTAKE_PORT)
  const outbox: SmtpSink = await startSmtpSink({})
  releasers.push(() => outbox.stop())
  mkdirSync(dir, { recursive: true })
  const file = path.join(dir, 'tubepost.yaml')
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  writeFileSync(file, sampleSetup({ http: args.port, intake: INTAKE_PORT, outbox: outbox.port }, timeZone))
  return file
}

async function refuseTakenPort(port: number): Promise<void> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => {
    probe.once('error', () =>
      reject(
        new UsageError(
          `Port ${port} of 127.0.0.1 is taken by another program. Stop that, or choose another port with --port.`,
        ),
      ),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()))
  })
}

function whatNext(installation: Installation, args: Arguments, dir: string): string {
  const authorization = `-H 'Authorization: Bearer ${installation.token}'`
  const lines =
    args.config === undefined
      ? [
          '',
          'Send the next one:',
          '',
          `  printf 'From: ben@example.com\\nTo: status@localhost\\nSubject: Out 2h dentist\\n\\n' | \\`,
          `    curl -s smtp://127.0.0.1:${INTAKE_PORT} --mail-from ben@example.com --mail-rcpt status@localhost -T -`,
          '',
          'Look at the board, the mails and the replies:',
          '',
        ]
      : ['Look at the board, the mails and the replies:', '']
  const calls = ['status/board', 'console/mails', 'notifier/outbox'].map(
    (call) => `  curl -s ${authorization} ${installation.url}/api/${call}`,
  )
  const kept = args.data === undefined ? ' and removes everything' : `; ${dir} is kept`
  return [...lines, ...calls, '', `Logs are in ${path.join(dir, 'services')}. Ctrl-C stops it${kept}.`].join('\n')
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
