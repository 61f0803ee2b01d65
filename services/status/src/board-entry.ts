import type { BoardEntry } from '@tubepost/api'
import type { BoardRow } from './board-sql.ts'
import { inZone } from './local-time.ts'

/** A person as the board shows them, times by the clock of their own zone. `now` is in milliseconds. */
export function boardEntry(row: BoardRow, now: number): BoardEntry {
  return {
    person: { id: row.id, name: row.name, addresses: row.addresses },
    status: row.status === null || row.type === null ? null : { name: row.status, type: row.type, colour: row.colour },
    dueBack: row.dueBack === null ? null : inZone(row.dueBack, row.timeZone),
    comment: row.comment,
    warnings: row.warnings ?? [],
    since: row.since === null ? null : inZone(row.since, row.timeZone),
    // By the clock, not by the event: the timer may be late, the board never is.
    overdue: row.dueBack !== null && row.dueBack.getTime() <= now,
  }
}
