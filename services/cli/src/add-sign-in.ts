import type { FirstLink, Unlocked } from '@tubepost/api'
import type { Command } from 'commander'
import { callApi } from './call-api.ts'
import { connectionOf } from './connection.ts'
import { plainJson } from './plain-json.ts'
import { plainText } from './plain-text.ts'

const SIGN_IN = '/api/console/sign-in'

export function addSignIn(program: Command): void {
  const ask = (command: Command, call: string, body?: object) => {
    const { url } = command.optsWithGlobals<{ url?: string }>()
    return callApi(connectionOf(url, process.env), { method: 'POST', path: `${SIGN_IN}/${call}`, body })
  }
  program
    .command('sign-in-link')
    .description('prints a link by which the first administrator signs in, once, within 15 minutes')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const made = (await ask(command, 'first-link')) as FirstLink
      if (json === true) return void process.stdout.write(`${plainJson(made, 2)}\n`)
      const { link, person } = made
      process.stdout.write(
        `${plainText(link)}\nThe link lets ${plainText(person)} in, once, within 15 minutes. Set a password then.\n`,
      )
    })
  program
    .command('unlock')
    .argument('[address]', 'of the person; without it of all')
    .description('forgets wrong passwords, so that nobody has to wait')
    .option('--json', 'print the answer as JSON')
    .action(async (address: string | undefined, { json }: { json?: boolean }, command: Command) => {
      const done = (await ask(command, 'unlock', { ...(address !== undefined && { address }) })) as Unlocked
      if (json === true) return void process.stdout.write(`${plainJson(done, 2)}\n`)
      const { unlocked } = done
      const said = unlocked === 0 ? 'Nobody was waiting.' : 'The wrong passwords are forgotten; nobody has to wait.'
      process.stdout.write(`${said}\n`)
    })
}
