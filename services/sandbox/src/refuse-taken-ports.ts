import { createServer } from 'node:net'
import type { Setup } from '@tubepost/setup'
import { type Arguments, UsageError } from './arguments.ts'

/** Throws a UsageError for each port that another program has, with the option that chooses another. */
export async function refuseTakenPorts(args: Arguments, setup: Setup, setupFile: string): Promise<void> {
  const needed = [
    { port: args.port, remedy: 'choose another port for the API with --port' },
    ...setup.mailboxes.flatMap(({ id, enabled, source }) =>
      enabled && source.kind === 'smtp' ? [{ port: source.port, remedy: remedyOf(id, args, setupFile) }] : [],
    ),
  ]
  const refusals: string[] = []
  for (const { port, remedy } of needed) {
    const problem = await problemOf(port)
    if (problem !== undefined) refusals.push(`Port ${port} of 127.0.0.1 ${problem}, or ${remedy}.`)
  }
  if (refusals.length > 0) throw new UsageError(refusals.join('\n'))
}

function remedyOf(mailbox: string, { setup }: Arguments, setupFile: string): string {
  return setup === undefined
    ? 'choose another port for incoming mail with --smtp-port'
    : `give the mailbox ${mailbox} another port in ${setupFile}`
}

async function problemOf(port: number): Promise<string | undefined> {
  const probe = createServer()
  return new Promise((resolve) => {
    probe.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(
        code === 'EACCES'
          ? 'may be used by the administrator of this machine alone. Start as root'
          : 'is taken by another program. Stop that',
      ),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(undefined)))
  })
}
