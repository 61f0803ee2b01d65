import type { BoardEntry } from '@tubepost/api'
import { Badge, Button } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import { Link } from 'wouter'
import { pathOf } from '../../api/call.ts'
import { hasPassed } from '../../parts/has-passed.ts'
import { StatusName } from '../../parts/status-name.tsx'
import { Time } from '../../parts/time.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useSpeech } from '../../words/words.tsx'

/**
 * One person on the board, drawn anew where something of theirs has changed.
 * @param heldTo the address that a held reply goes to, if there is one
 */
export const BoardRow = memo(function BoardRow(props: {
  entry: BoardEntry
  heldTo: string | undefined
  onChoose?: (personId: string) => void
}): ReactNode {
  const { entry, heldTo, onChoose } = props
  const { person, status, dueBack, comment, overdue } = entry
  const { say, wordFor } = useSpeech()
  const now = useNow()
  const isLate = overdue || hasPassed(dueBack, now)
  const warnings = (entry.warnings ?? []).map((code) => wordFor('warning', code))
  return (
    <li className="board-row" data-person={person.id} data-overdue={isLate}>
      <Link href={`/people/${person.id}`} className="board-name">
        {person.name}
      </Link>
      <span className="board-status">{status === null ? say('board.unknown') : <StatusName {...status} />}</span>
      <span className="board-due">
        {dueBack !== null && (
          <>
            {say('board.until')} <Time at={dueBack} persons />
          </>
        )}
        {isLate && (
          <Badge color="red" variant="filled" ml="xs">
            {say('board.overdue')}
          </Badge>
        )}
      </span>
      <span className="board-comment">
        {comment}
        {warnings.length > 0 && <span className="quiet"> {warnings.join(' ')}</span>}
        {heldTo !== undefined && (
          <>
            {' '}
            <Link href={pathOf('/outbox', { state: 'held', recipient: heldTo })}>{say('board.held')}</Link>
          </>
        )}
      </span>
      {onChoose !== undefined && (
        <Button
          className="board-set"
          variant="default"
          size="compact-sm"
          aria-label={say('board.setFor', { name: person.name })}
          onClick={() => {
            onChoose(person.id)
            document.getElementById('set-status')?.focus()
          }}
        >
          {say('board.set')}
        </Button>
      )}
    </li>
  )
})
