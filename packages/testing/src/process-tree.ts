/** Processes by pid, as /proc shows them: proc(5). */
import { readdirSync, readFileSync } from 'node:fs'

/** The process group would not do: each PostgreSQL backend leads a group of its own. */
export function signalTree(pid: number, signal: NodeJS.Signals): number[] {
  const pids = [pid, ...descendants(pid)]
  send(pids, signal)
  return pids
}

export function send(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // it ended by itself meanwhile
    }
  }
}

function descendants(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    const parent = Number(statFields(Number(entry))?.[1])
    if (Number.isInteger(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(entry)])
  }
  const found: number[] = []
  const open = [pid]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const below = children.get(next) ?? []
    found.push(...below)
    open.push(...below)
  }
  return found
}

/** A process whose first thread has ended keeps its files and ports until its last thread has ended. */
export function isAlive(pid: number): boolean {
  const fields = statFields(pid)
  const [state] = fields ?? []
  return state !== undefined && state !== 'X' && (state !== 'Z' || Number(fields?.[17]) > 1)
}

/** In clock ticks since boot: together with the pid it identifies a process. */
export function startTime(pid: number): string | undefined {
  return statFields(pid)?.[19]
}

/** /proc/PID/stat from the third field on; the second may hold blanks and parentheses. */
function statFields(pid: number): string[] | undefined {
  if (!Number.isInteger(pid)) return undefined
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
