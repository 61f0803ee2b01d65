import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SHARED = ['../../../shared', '../../../../shared'].map((path) => join(import.meta.dirname, path))

/**
 * The folder of the labelled mails: CORPORA_DIR, or the one that the tool in shared/ unpacks. Undefined where there
 * is neither.
 */
export function findCorpora(): string | undefined {
  if (process.env['CORPORA_DIR'] !== undefined) return process.env['CORPORA_DIR']
  const tool = findShared('tools/corpora-unpack')
  return tool === undefined ? undefined : execFileSync(tool, { encoding: 'utf8' }).trim()
}

/** A path in shared/, which stands beside the repository or a worktree of it. */
export function findShared(path: string): string | undefined {
  return SHARED.map((folder) => join(folder, path)).find((found) => existsSync(found))
}

/** The rows of `sets/<name>/open.jsonl`. */
export function readRows<Row>(corpora: string, name: string): Row[] {
  const text = readFileSync(join(corpora, `sets/${name}/open.jsonl`), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

export function share(part: number, whole: number): string {
  return `${part} of ${whole} = ${((100 * part) / whole).toFixed(2)} %`
}
