import type { BoardEntry } from '@tubepost/api'
import { type HttpRequest, mayCall } from '@tubepost/service'

/** As much of an entry of the board as a caller sees. */
export type BoardView = (entry: BoardEntry) => BoardEntry

/** All of it for who may read people; for a screen in the hall names, statuses and returns, and comments where its token allows them. */
export function boardViewOf(request: HttpRequest): BoardView {
  if (mayCall(request, 'status:read')) return (entry) => entry
  return mayCall(request, 'status:comments') ? withComments : bare
}

const bare: BoardView = ({ person: { id, name }, status, dueBack, overdue }) => ({
  person: { id, name },
  status,
  dueBack,
  overdue,
})

const withComments: BoardView = (entry) => ({ ...bare(entry), comment: entry.comment ?? null })
