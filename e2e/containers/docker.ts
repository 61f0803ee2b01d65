/** The programs `docker` and `docker compose`, as a person would run them. */
import { execFile, spawnSync } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { engineMissing as dockerMissing } from '@tubepost/testing'

export const ROOT = path.join(import.meta.dirname, '../..')
const LAST_WORDS = 600
const OUTPUT_BYTES = 16 * 1024 * 1024

/** The reason why no container can run here; undefined where one can. */
export function engineMissing(): string | undefined {
  if (spawnSync('docker', ['compose', 'version']).status !== 0) return 'there is no docker with its compose plugin'
  return dockerMissing()
}

/** Runs a program in the root of this tree. Resolves with its output; rejects with its error output. */
export async function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = { cwd: ROOT, env: { ...process.env, ...environment }, maxBuffer: OUTPUT_BYTES }
  try {
    return (await promisify(execFile)(program, args, options)).stdout.trim()
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    if (stderr === undefined) throw error
    throw new Error(`${program} ${args.join(' ')} failed: …${stderr.trim().slice(-LAST_WORDS)}`, { cause: error })
  }
}

export const docker = (...args: readonly string[]): Promise<string> => run('docker', args)
