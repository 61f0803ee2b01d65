import type { HttpApp, ServiceContext } from '@tubepost/service'
import { boardEntry } from './board-entry.ts'
import { readBoard, readHistory } from './board-sql.ts'
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
