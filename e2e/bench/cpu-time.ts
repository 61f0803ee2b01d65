import { readdirSync, readFileSync } from 'node:fs'

// Linux counts CPU time in clock ticks; USER_HZ is 100 on every platform Node runs on.
const TICK_MS = 10

/** CPU milliseconds used by a process and all its descendants, those that have ended included (proc(5), stat). */
export function cpuOfTree(pid: number): number {
  let ticks = 0
  for (const each of treeOf(pid)) {
    const fields = statOf(each)
    // utime, stime, and those of children that were waited for
    if (fields !== undefined) ticks += [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0)
  }
  return ticks * TICK_MS
}

/** The process and its descendants. */
function treeOf(pid: number): number[] {
  const parents = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    const fields = /^\d+$/.test(entry) ? statOf(Number(entry)) : undefined
    if (fields === undefined) continue
    const parent = Number(fields[1])
    parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)])
  }
  const tree = [pid]
  for (const each of tree) tree.push(...(parents.get(each) ?? []))
  return tree
}

/** The most memory a process ever had resident, in MB. */
export function peakRssMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024
}

/** The same of a process and all its descendants, each at its own peak. */
export const peakRssOfTreeMb = (pid: number): number => treeOf(pid).reduce((sum, each) => sum + peakRssMb(each), 0)

/** The fields of /proc/PID/stat from the third on; the second may hold blanks and parentheses. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
