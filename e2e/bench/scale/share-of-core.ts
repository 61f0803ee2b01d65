import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

// Short, so that a process is not held up for long in the middle of a transaction.
const PERIOD_US = 5_000
const V1 = '/sys/fs/cgroup/cpu'
const V2 = '/sys/fs/cgroup'

/**
 * Gives a process, threads and all, that share of one core and no more, by a control group of its own (cgroups(7), cpu).
 * Needs root. @returns what lets it have all again
 */
export function shareOfCore(pid: number, share: number): () => void {
  const isV1 = existsSync(V1)
  const parent = isV1 ? V1 : V2
  const group = path.join(parent, `tubepost-bench-${pid}`)
  const quota = Math.round(PERIOD_US * share)
  mkdirSync(group)
  if (isV1) {
    writeFileSync(path.join(group, 'cpu.cfs_period_us'), String(PERIOD_US))
    writeFileSync(path.join(group, 'cpu.cfs_quota_us'), String(quota))
  } else writeFileSync(path.join(group, 'cpu.max'), `${quota} ${PERIOD_US}`)
  writeFileSync(path.join(group, 'cgroup.procs'), String(pid))
  return () => {
    writeFileSync(path.join(parent, 'cgroup.procs'), String(pid))
    rmdirSync(group)
  }
}
