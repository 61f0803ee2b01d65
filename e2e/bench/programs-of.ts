import type { Installation } from '@tubepost/sandbox'
import { cpuOfTree } from './cpu-time.ts'

/** The programs of an installation by name, with their pids. */
export function programsOf({ processes, nats, postgres }: Installation): [string, number][] {
  return [
    ...processes.map(({ name, pid }): [string, number] => [name, pid]),
    ['nats-server', nats.pid],
    ['postgres', postgres.pid],
  ]
}

/** CPU milliseconds that each program of the installation uses meanwhile. */
export async function cpuWhile(of: Installation, act: () => Promise<unknown>): Promise<ReadonlyMap<string, number>> {
  const programs = programsOf(of)
  const before = programs.map(([, pid]) => cpuOfTree(pid))
  await act()
  return new Map(programs.map(([name, pid], at) => [name, cpuOfTree(pid) - (before[at] ?? 0)]))
}

export const sumOf = (cpuMs: ReadonlyMap<string, number>): number =>
  [...cpuMs.values()].reduce((sum, one) => sum + one, 0)
