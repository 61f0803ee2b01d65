import type { BoardEntry } from '@tubepost/api'
import type { ReactNode } from 'react'

/** The name of a status beside its colour, or that of its type; the colour says nothing alone. */
export function StatusName({ name, type, colour }: NonNullable<BoardEntry['status']>): ReactNode {
  return (
    <span className="status-name">
      <span
        className="status-dot"
        data-type={type}
        aria-hidden="true"
        style={colour === null ? undefined : { backgroundColor: colour }}
      />
      {name}
    </span>
  )
}
