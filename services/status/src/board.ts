import type { HttpApp, ServiceContext } from '@tubepost/service'
import { type BoardRow, readBoard, readHistory } from './board-sql.ts'
import { inZone } from './local-time.ts'

// A page of history; nobody reads further back on a screen.
const HISTORY_LIMIT = 500

export function board(app: HttpApp, context: ServiceContext): void {
  app.get('/api/status/board', async () => {
    const now = Date.now()
    return { people: (await readBoard(context.pool)).map((row) => boardEntry(row, now)) }
  })

  app.get<{ Params: { id: string } }>('/api/status/people/:id/history', async (request) => {
    const history = await readHistory(context.pool, request.params.id, HISTORY_LIMIT)
    return {
      history: history.map(({ timeZone, dueBack, at, ...row }) => ({
        ...row,
        dueBack: dueBack === null ? null : inZone(dueBack, timeZone ?? 'UTC'),
        at: at.toISOString(),
      })),
    }
  })
}

function boardEntry(row: BoardRow, now: number) {
  return {
    person: { id: row.id, name: row.name, addresses: row.addresses },
    status: row.status === null ? null : { name: row.status, type: row.type },
    dueBack: row.dueBack === null ? null : inZone(row.dueBack, row.timeZone),
    comment: row.comment,
    since: row.since === null ? null : inZone(row.since, row.timeZone),
    overdue: row.dueBack !== null && row.dueBack.getTime() <= now,
  }
}
