import { parseArgs } from 'node:util'

export interface Arguments {
  /** tubepost.yaml; the sandbox's own where none is given. */
  config: string | undefined
  port: number
  /** Kept when it ends; a temporary folder where none is given. */
  data: string | undefined
}

export class UsageError extends Error {}

const USAGE = 'npm start -- [--config FILE] [--port N] [--data DIR]'
const DEFAULT_PORT = 8080

/** Flags win over the environment. */
export function readArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  let values: { config?: string; port?: string; data?: string }
  try {
    ;({ values } = parseArgs({
      args: [...argv],
      options: { config: { type: 'string' }, port: { type: 'string' }, data: { type: 'string' } },
    }))
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: ${USAGE}`)
  }
  const text = values.port ?? environment['TUBEPOST_HTTP_PORT'] ?? String(DEFAULT_PORT)
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535) throw new UsageError(`"${text}" is no port.\nUsage: ${USAGE}`)
  return { config: values.config, port, data: values.data }
}
