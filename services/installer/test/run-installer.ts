import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

const MAIN = new URL('../src/main.ts', import.meta.url).pathname
const LONGEST_RUN_MS = 120_000
const STREAM_BYTES = 256 * 1024 * 1024

export interface Run {
  readonly code: Promise<number | null>
  output(): string
  isOver(): boolean
  stop(): void
}

/** The installer as the image runs it, with the folder of make-secrets in place of the mounted Secret. */
export function runInstaller(
  secrets: string,
  environment: Readonly<Record<string, string | undefined>>,
  command: string,
  ...args: readonly string[]
): Run {
  const service = args[0] ?? ''
  const child = spawn(process.execPath, [MAIN, command, ...args], {
    // A step waits for its servers as long as it takes; those of a finished test never come.
    timeout: LONGEST_RUN_MS,
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      SECRETS_DIR: secrets,
      NATS_SEED_FILE: path.join(secrets, `${service}-nats-seed`),
      DATABASE_URL_FILE: path.join(secrets, `${service}-database-url`),
      DATABASE_ADMIN_URL_FILE: path.join(secrets, 'database-admin-url'),
      ADMIN_NATS_SEED_FILE: path.join(secrets, 'admin-nats-seed'),
      SYSTEM_NATS_SEED_FILE: path.join(secrets, 'system-nats-seed'),
      STREAM_BYTES: String(STREAM_BYTES),
      ...environment,
    },
  })
  let output = ''
  child.stdout.on('data', (part: Buffer) => (output += part))
  child.stderr.on('data', (part: Buffer) => (output += part))
  return {
    code: once(child, 'close').then(([code]) => code as number | null),
    output: () => output,
    isOver: () => child.exitCode !== null,
    stop: () => void child.kill(),
  }
}
