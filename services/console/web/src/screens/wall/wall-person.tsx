import type { BoardEntry } from '@tubepost/api'
import { memo, type ReactNode } from 'react'
import { hasPassed } from '../../parts/has-passed.ts'
import { StatusName } from '../../parts/status-name.tsx'
import { Time } from '../../parts/time.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useSpeech } from '../../words/words.tsx'

/** A person on the wall. @param timeZone that of the organisation, whose clock hangs beside it */
export const WallPerson = memo(function WallPerson(props: {
  entry: BoardEntry
  timeZone: string
  hasComments: boolean
}): ReactNode {
  const { entry, timeZone, hasComments } = props
  const { person, status, dueBack, comment, overdue } = entry
  const { say } = useSpeech()
  const now = useNow()
  const isLate = overdue || hasPassed(dueBack, now)
  return (
    <li className="wall-person" data-person={person.id} data-overdue={isLate}>
      <span className="wall-name">{person.name}</span>
      <span className="wall-status">
        {status === null ? say('board.unknown') : <StatusName {...status} />}
        {dueBack !== null && (
          <>
            {' '}
            {say('board.until')} <Time at={dueBack} persons timeZone={timeZone} />
          </>
        )}
        {isLate && <strong className="wall-late">{say('board.overdue')}</strong>}
      </span>
      {hasComments && <span className="wall-comment">{comment}</span>}
    </li>
  )
})
