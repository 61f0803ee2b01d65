import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTime } from './process-tree.ts'
import { sweepPidFile } from './program.ts'

const PREFIX = 'tubepost-'
const OWNER = 'owner'

let swept = false

const mine = new Set<string>()
process.on('exit', () => {
  if (process.env['TUBEPOST_KEEP_TEMP'] === '1') return
  for (const dir of mine) rmSync(dir, { recursive: true, force: true })
})

/**
 * A new folder under the system's temporary folder that every user may search, so that PostgreSQL and Dovecot can
 * work in it under their own names. It is removed when this process ends (TUBEPOST_KEEP_TEMP=1 keeps it, for its
 * logs). The first call removes the folders of processes that could not do so.
 */
export async function tempDir(prefix: string): Promise<string> {
  if (!swept) await sweepTempDirs()
  swept = true
  const dir = mkdtempSync(join(tmpdir(), `${PREFIX}${prefix}-`))
  chmodSync(dir, 0o755)
  mine.add(dir)
  writeFileSync(join(dir, OWNER), `${process.pid} ${startTime(process.pid)}\n`)
  return dir
}

/** Removes the folders whose process has ended, after ending the programs that still run in them. */
export async function sweepTempDirs(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    try {
      await sweepIfAbandoned(join(tmpdir(), name))
    } catch (error) {
      // Its owner may be removing it at this moment, or another process sweeping it.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
  }
}

async function sweepIfAbandoned(dir: string): Promise<void> {
  if (!isAbandoned(dir)) return
  for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.pid')) await sweepPidFile(join(dir, file))
  }
  rmSync(dir, { recursive: true, force: true })
}

function isAbandoned(dir: string): boolean {
  const file = join(dir, OWNER)
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined || stat.uid !== process.getuid?.()) return false
  const [pid, started] = readFileSync(file, 'utf8').trim().split(' ')
  return started !== undefined && startTime(Number(pid)) !== started
}
