import type { Drained } from '../spine/drain.ts'
import { cpuTotal } from '../spine/usage.ts'

const NAME_WIDTH = 40
const CELL_WIDTH = 14

export interface Growth {
  /** Milliseconds by the name of what was asked. */
  readonly reads: ReadonlyMap<string, number>
  readonly cold: Drained
  readonly warm: Drained
  readonly databaseMb: number
  readonly peakMb: number
  /** Tables that were read from one end to the other meanwhile, a line each. */
  readonly scans: readonly string[]
}

/**
 * Prints an empty installation and one that has had `at` side by side.
 * @param mostMs the longest that an answer may take
 * @returns whether every answer is quick
 */
export function printGrowth(empty: Growth, grown: Growth, at: number, mostMs: number): boolean {
  const line = (name: string, cells: readonly string[]) =>
    console.log(`${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`)
  const row = (name: string, before: number, after: number, digits: number) =>
    line(
      name,
      before === 0
        ? ['', after.toFixed(digits), '']
        : [before, after].map((each) => each.toFixed(digits)).concat((after / before).toFixed(2)),
    )
  line('', ['at 0', `at ${at}`, 'ratio'])
  for (const run of ['cold', 'warm'] as const) {
    const of = (what: (drained: Drained) => number) => [what(empty[run]), what(grown[run])] as const
    row(`CPU ms a mail, ${run}`, ...of(({ used, mails: count }) => cpuTotal(used) / count), 3)
    for (const name of empty[run].used.cpuMs.keys())
      row(`  ${name}`, ...of(({ used, mails: count }) => (used.cpuMs.get(name) ?? 0) / count), 3)
    row(`kB of WAL a mail, ${run}`, ...of(({ used, mails: count }) => used.walBytes / count / 1_000), 2)
    row(`mails/s, ${run}`, ...of(({ seconds, mails: count }) => count / seconds), 0)
  }
  row('largest service, peak MB', empty.peakMb, grown.peakMb, 0)
  row('database, MB', empty.databaseMb, grown.databaseMb, 0)
  line('answers, ms', [])
  for (const [name, ms] of grown.reads) row(name, empty.reads.get(name) ?? 0, ms, 1)
  console.log(`whole tables read meanwhile at ${at}:\n${grown.scans.join('\n')}`)
  const slow = [...grown.reads].filter(([, ms]) => ms > mostMs)
  for (const [name, ms] of slow) console.log(`too slow: ${name}, ${ms.toFixed(0)} ms`)
  return slow.length === 0
}
