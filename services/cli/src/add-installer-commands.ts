import type { Command } from 'commander'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const STEPS: Readonly<Record<string, string>> = {
  check: 'tells what is wrong with a set-up, or with a CSV file of people or statuses, and changes nothing',
  apply: 'applies a set-up, or a CSV file of people or statuses',
  'make-secrets': 'makes the passwords, tokens and keys that are missing',
  'add-integrator': 'makes the key of one more integrator',
  restore: 'puts the parts of a backup together again',
}

/** The steps of the installer, in a process of their own: it has all services in it, and no other command needs them. */
export function addInstallerCommands(program: Command): void {
  const main = fileURLToPath(import.meta.resolve('@tubepost/installer/main'))
  for (const [name, description] of Object.entries(STEPS))
    program
      .command(name)
      .description(description)
      .argument('[arguments...]')
      .helpOption(false)
      .allowUnknownOption()
      .action(async (given: string[]) => {
        const step = spawn(process.execPath, [main, name, ...given], { stdio: 'inherit' })
        const [code] = (await once(step, 'exit')) as [number | null]
        process.exitCode = code ?? 1
      })
}
