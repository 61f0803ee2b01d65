#!/usr/bin/env node
/** `tubepost`: every call of the API as a command, and what helps an operator. */
import { Command, CommanderError } from 'commander'
import { addApiCommands } from './add-api-commands.ts'
import { addCompletion } from './add-completion.ts'
import { addDoctor } from './add-doctor.ts'
import { addInstallerCommands } from './add-installer-commands.ts'
import { addSend } from './add-send.ts'
import { addSignIn } from './add-sign-in.ts'
import { addTail } from './add-tail.ts'
import { addWhy } from './add-why.ts'
import { readDescription } from './description.ts'
import { EXIT, Failure } from './exit-codes.ts'
import { plainText } from './plain-text.ts'
import { planCommands } from './plan-commands.ts'

const HELP = `
The installation is at --url, TUBEPOST_URL or http://127.0.0.1:8080; its token stands in TUBEPOST_TOKEN, or in the
file that TUBEPOST_TOKEN_FILE names. In the console's container both are known.

With --json the standard output is JSON, or empty where nothing was answered; what went wrong is a sentence on the
standard error output in any case, and an exit code.

Exit codes: 0 done; 1 refused, or something is wrong; 2 the command is not written so; 3 no Tubepost answers;
4 not allowed.`

const program = new Command('tubepost')
  .description('Tubepost on the command line')
  .option('--url <address>', 'address of the installation')
  .addHelpText('after', HELP)
  .showHelpAfterError('(tubepost --help shows the commands)')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) })
  .exitOverride()

addWhy(program)
addDoctor(program)
addSend(program)
addTail(program)
addSignIn(program)
addInstallerCommands(program)
addApiCommands(program, planCommands(readDescription()))
addCompletion(program)

// Whoever reads has what they asked for, as `head` has after a line: no error, and nothing more to do.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') process.stderr.write(`The output cannot be written (${code}).\n`)
  process.exit(code === 'EPIPE' ? EXIT.done : EXIT.refused)
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = codeOf(error)
}

/** An answer of another form, as from another version, has no field where one is looked for. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return error instanceof TypeError
    ? `The answer is not of the form that this version knows (${message}). Use the tubepost of the installation.`
    : message
}

function codeOf(error: unknown): number {
  // Commander has said it by itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  const failure = error instanceof Failure ? error : new Failure(wordsOf(error))
  process.stderr.write(`${failure.message.split('\n').map(plainText).join('\n')}\n`)
  return failure.exitCode
}
