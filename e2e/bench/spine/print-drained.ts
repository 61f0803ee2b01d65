import type { Drained } from './drain.ts'
import { cpuTotal } from './usage.ts'

const NAME_WIDTH = 16
const CELL_WIDTH = 12

/** One row for each program and each figure; costs are for one mail. */
export function printDrained(
  { cold, warm, floor }: Record<'cold' | 'warm' | 'floor', Drained>,
  peakRssMb: ReadonlyMap<string, number>,
): void {
  const runs = [cold, warm, floor]
  const line = (name: string, cells: readonly string[]) =>
    process.stdout.write(`${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}\n`)
  const row = (name: string, of: (run: Drained) => number, digits: number) =>
    line(
      name,
      runs.map((run) => of(run).toFixed(digits)),
    )
  line('', ['cold', 'warm', 'floor', 'peak RSS MB'])
  for (const name of new Set(runs.flatMap(({ used }) => [...used.cpuMs.keys()]))) {
    const cells = runs.map(({ used: { cpuMs }, mails }) => {
      const ms = cpuMs.get(name)
      return ms === undefined ? '' : (ms / mails).toFixed(3)
    })
    line(name, [...cells, peakRssMb.get(name)?.toFixed(0) ?? ''])
  }
  row('CPU ms', ({ used, mails }) => cpuTotal(used) / mails, 3)
  line(
    'times the floor',
    runs.map(({ used }) => (cpuTotal(used) / cpuTotal(floor.used)).toFixed(2)),
  )
  row('kB of WAL', ({ used, mails }) => used.walBytes / mails / 1_000, 2)
  row('commits', ({ used, mails }) => used.commits / mails, 3)
  row('mails/s', ({ seconds, mails }) => mails / seconds, 0)
}
