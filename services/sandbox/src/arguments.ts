import { parseArgs } from 'node:util'

export interface Arguments {
  /** tubepost.yaml; the sandbox's own where none is given. */
  setup: string | undefined
  /** The port of the HTTP gateway. */
  port: number
  /** The port on which the sandbox's own mailbox takes mail. */
  smtpPort: number
  /** Kept when it ends; a temporary folder where none is given. */
  data: string | undefined
  /** All services in one process. */
  small: boolean
}

export class UsageError extends Error {}

const USAGE = 'npm start -- [--setup FILE] [--port N] [--smtp-port N] [--data DIR] [--small]'
export const HELP = `Usage: ${USAGE}

  --setup FILE    your own tubepost.yaml instead of the sandbox's people, statuses and mailbox
  --port N        port of the API, else TUBEPOST_HTTP_PORT, else 8080
  --smtp-port N   port on which the sandbox takes mail, else 2525
  --data DIR      keep the data in DIR; otherwise all of it is removed at the end
  --small         all services in one process, for little memory
  --help          this

TUBEPOST_ADMIN_TOKEN sets the token of the API, which is made anew otherwise.`
const DEFAULT_PORT = 8080
const DEFAULT_SMTP_PORT = 2525
const text = { type: 'string' } as const

export const asksForHelp = (argv: readonly string[]): boolean =>
  argv.some((argument) => ['--help', '-h', 'help'].includes(argument))

/** Flags win over the environment. */
export function readArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  let values: { setup?: string; config?: string; port?: string; 'smtp-port'?: string; data?: string; small?: boolean }
  try {
    ;({ values } = parseArgs({
      args: [...argv],
      // `--config` is the former name of `--setup`.
      options: { setup: text, config: text, port: text, 'smtp-port': text, data: text, small: { type: 'boolean' } },
    }))
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
  for (const [flag, value] of Object.entries(values))
    if (value === '') throw new UsageError(`--${flag}: is empty; give it a value or leave it out.\nUsage: ${USAGE}`)
  const given = (flag: string, value: string): number => {
    const port = /^\d{1,5}$/.test(value) ? Number(value) : 0
    if (port < 1 || port > 65_535)
      throw new UsageError(`${flag}: "${value}" is no port; a port is a number from 1 to 65535.\nUsage: ${USAGE}`)
    return port
  }
  const [flag, port] =
    values.port === undefined && environment['TUBEPOST_HTTP_PORT'] !== undefined
      ? ['TUBEPOST_HTTP_PORT', environment['TUBEPOST_HTTP_PORT']]
      : ['--port', values.port ?? String(DEFAULT_PORT)]
  const setup = values.setup ?? values.config
  const http = given(flag, port)
  const smtpPort = given('--smtp-port', values['smtp-port'] ?? String(DEFAULT_SMTP_PORT))
  if (setup === undefined && http === smtpPort)
    throw new UsageError(`${flag} and --smtp-port are both ${http}; give each a port of its own.\nUsage: ${USAGE}`)
  return {
    setup,
    port: http,
    smtpPort,
    data: values.data,
    small: values.small ?? false,
  }
}
