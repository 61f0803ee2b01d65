import { answers, Board, History } from '@tubepost/api'
import type { HttpApp, ServiceContext } from '@tubepost/service'
import { boardEntry } from './board-entry.ts'
import { boardViewOf } from './board-view.ts'
import { readBoard, readHistory } from './board-sql.ts'
import { inZone } from './local-time.ts'

// A page of history; nobody reads further back on a screen.
const HISTORY_LIMIT = 500

export function board(app: HttpApp, context: ServiceContext): void {
  const reads = { scope: 'status:read' } as const

  app.get(
    '/api/status/board',
    {
      config: { scope: 'status:board' },
      schema: { summary: 'Who is where until when', response: answers({ 200: Board }) },
    },
    async (request): Promise<Board> => {
      const view = boardViewOf(request)
      const now = Date.now()
      return { people: (await readBoard(context.pool)).map((row) => view(boardEntry(row, now))) }
    },
  )

  app.get<{ Params: { id: string } }>(
    '/api/status/people/:id/history',
    {
      config: reads,
      schema: {
        summary: 'The statuses that a person has had',
        description: 'Of a person who is gone too, as long as they are kept; of nobody, none.',
        response: answers({ 200: History }),
      },
    },
    async (request): Promise<History> => {
      const history = await readHistory(context.pool, request.params.id, HISTORY_LIMIT)
      return {
        history: history.map(({ timeZone, dueBack, at, ...row }) => ({
          ...row,
          dueBack: dueBack === null ? null : inZone(dueBack, timeZone ?? 'UTC'),
          at: at.toISOString(),
        })),
      }
    },
  )
}
