import type { BoardEntry, Wall } from '@tubepost/api'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useLostSince } from '../../api/connection.ts'
import { useBoard } from '../../api/use-board.ts'
import { Waiting } from '../../parts/answered.tsx'
import { arrangeBoard } from '../../parts/arrange-board.ts'
import { Time } from '../../parts/time.tsx'
import { useFilters } from '../../parts/use-filters.ts'
import { useNow } from '../../parts/use-now.ts'
import { writeTime } from '../../parts/write-time.ts'
import { useSpeech } from '../../words/words.tsx'
import { FullScreenButton } from './full-screen-button.tsx'
import { WallClock } from './wall-clock.tsx'
import { WallPages } from './wall-pages.tsx'

// So long before the end of its token a screen says so.
const WARNED_MS = 7 * 24 * 3_600_000

/** Everybody, in letters as large as the screen allows; above them where and when this is, below what can be done. */
export function WallBoard({ wall }: { wall: Wall }): ReactNode {
  const { say } = useSpeech()
  const board = useBoard()
  const now = useNow()
  const { filters, setFilter } = useFilters(['q', 'status', 'group', 'comments'])
  const { organisation, timeZone, by, until } = wall
  const isScreen = by === 'screen'
  // Whoever hangs a screen up said so by its token; somebody who is signed in may stand in the hall.
  const hasComments = wall.comments && (isScreen || filters.comments === '1')
  return (
    <div className="wall">
      <header className="wall-head">
        <h1>{organisation}</h1>
        <WallClock timeZone={timeZone} />
      </header>
      <LostBar timeZone={timeZone} />
      <main>
        {board === undefined ? (
          <Waiting />
        ) : (
          <Everybody people={[...board.values()]} filters={filters} timeZone={timeZone} hasComments={hasComments} />
        )}
      </main>
      <footer className="wall-foot">
        {until !== null && Date.parse(until) - now < WARNED_MS && (
          <span>
            {say('wall.until')} <Time at={until} timeZone={timeZone} />
          </span>
        )}
        {!isScreen && wall.comments && (
          <Button
            variant={hasComments ? 'filled' : 'default'}
            size="compact-sm"
            aria-pressed={hasComments}
            onClick={() => setFilter('comments', hasComments ? '' : '1')}
          >
            {say('wall.comments')}
          </Button>
        )}
        {!isScreen && <Link href="/">{say('wall.back')}</Link>}
        <FullScreenButton />
      </footer>
    </div>
  )
}

function Everybody(props: {
  people: readonly BoardEntry[]
  filters: { q: string; status: string; group: string }
  timeZone: string
  hasComments: boolean
}): ReactNode {
  const { people, filters, timeZone, hasComments } = props
  const { say } = useSpeech()
  // A comment that is not shown is not searched either.
  const shown = hasComments ? people : people.map(withoutComment)
  const groups = arrangeBoard(shown, filters)
  if (groups.length === 0) return <p>{say(people.length === 0 ? 'board.empty' : 'board.nobody')}</p>
  return <WallPages groups={groups} timeZone={timeZone} hasComments={hasComments} />
}

const silent = new WeakMap<BoardEntry, BoardEntry>()

/** The same for the same entry, so that only who has changed is drawn anew. */
function withoutComment(entry: BoardEntry): BoardEntry {
  const known = silent.get(entry) ?? { ...entry, comment: null }
  silent.set(entry, known)
  return known
}

function LostBar({ timeZone }: { timeZone: string }): ReactNode {
  const { language, say } = useSpeech()
  const since = useLostSince()
  const now = useNow()
  if (since === undefined) return null
  const time = writeTime(new Date(since).toISOString(), { now, locale: language, timeZone })
  return (
    <p className="wall-lost" role="alert">
      {say('wall.lost', { time })}
    </p>
  )
}
